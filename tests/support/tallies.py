"""Small surveys for tests of the figures: questions by hand, and answers turned into the counts a query would give."""

from collections.abc import Mapping, Sequence

import numpy as np

from evaluation.analysis.counts import WHOLE, Clusters, Counts, Paired, Place, Tally
from evaluation.analysis.questions import Answer, Measured
from evaluation.instruments.definition import Scale

IMPACT = {"very_positive": 2, "positive": 1, "neither": 0, "negative": -1, "very_negative": -2}
NO_VIEW = {"undecided": None, "too_early": None}


def question(name="q", answers: Mapping[str, int | None] | None = None, **fields) -> Measured:
    """An impact question unless said otherwise; labels are the names in words."""
    answers = {**IMPACT, **NO_VIEW} if answers is None else answers
    made = tuple(Answer(answer, answer.replace("_", " ").capitalize(), value) for answer, value in answers.items())
    return Measured(
        name,
        fields.pop("text", "How would you describe the impact?"),
        made,
        **{"measure": "outcomes_now", "service": "training", "scale": Scale.IMPACT, **fields},
    )


def counted(*rows: Sequence[int], asked: Sequence[int] | None = None, answered: Sequence[int] | None = None) -> Tally:
    """A row of counts for each place."""
    counts = np.array(rows, np.int64)
    sums = counts.sum(axis=1) if answered is None else np.array(answered, np.int64)
    return Tally(sums if asked is None else np.array(asked, np.int64), sums, counts)


def counts_of(one: Measured, tally: Tally, places=(WHOLE,), round="Year 1", group="commissioners", **fields) -> Counts:
    return Counts(round, group, {one.name: one}, tuple(places), {one.name: tally}, **fields)


def tally_frame(frame, one: Measured, places: Sequence[Place], cluster: str = "", authorities=()) -> Tally:
    """From a pandas frame with a row a respondent; the question's column holds an answer's name, or none."""

    def counts(of):
        return np.array([[int((of[one.name] == answer.name).sum()) for answer in one.answers]], np.int64)[0]

    parts = [frame if place == WHOLE else frame[frame[place.breakdown] == place.value] for place in places]
    clusters = None
    if cluster:
        by = [[part[part[cluster] == authority] for part in parts] for authority in authorities]
        clusters = Clusters(
            np.array([[len(part) for part in row] for row in by], np.int64),
            np.array([[counts(part) for part in row] for row in by], np.int64),
        )
    return Tally(
        np.array([len(part) for part in parts], np.int64),
        np.array([int(part[one.name].notna().sum()) for part in parts], np.int64),
        np.array([counts(part) for part in parts], np.int64),
        clusters,
    )


def paired(one: Measured, pairs: Sequence[tuple[str, str]]) -> Paired:
    """Who said what in the earlier round, then in the later; for the whole."""
    at = {answer.name: number for number, answer in enumerate(one.answers)}
    joint = np.zeros((1, len(at), len(at)), np.int64)
    for before, after in pairs:
        joint[0, at[before], at[after]] += 1
    return Paired(joint)
