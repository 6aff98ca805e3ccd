"""Is an outcome SMART? What its words and figures still lack, and how to say it. Pure.

What is said is advice and keeps nobody from saving a draft. Rules look for what makes an outcome hard to see: an
activity in its place, a direction without a picture, nobody in it. They read words, not minds, so they say what they
found and leave the decision to whoever wrote it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from . import curve, forecast


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]+(?:-[a-z]+)*", text.lower())


LONGEST = 30  # words a family would still hear to the end
PEOPLE = _words(
    "child children young people person youth baby babies infant infants teenager teenagers adolescent"
    " adolescents parent parents carer carers family families mother mothers father fathers sibling siblings"
    " household households pupil pupils student students leaver leavers resident residents practitioner"
    " practitioners worker workers nurse nurses gp gps doctor doctors teacher teachers headteacher headteachers"
    " staff team teams commissioner commissioners provider providers partner partners organisation"
    " organisations charity charities school schools nursery nurseries college colleges board leader leaders"
    " director directors manager managers councillor councillors member members council councils authority"
    " district districts visitor visitors police officer officers midwife midwives volunteer volunteers"
)
DOING = _words(
    "deliver develop train write review establish implement commission provide produce launch run create"
    " introduce recruit appoint build design hold set roll agree publish complete conduct arrange organise"
    " carry undertake explore promote ensure work"
)
DIRECTION = _words(
    "improve improved improves improving improvement better enhance enhanced enhancing strengthen strengthened"
    " strengthening optimise optimised maximise maximised effective effectively appropriate robust holistic"
    " seamless timely positive good quality meaningful high-quality joined-up"
)
ENDLESS = (
    "ongoing",
    "on an ongoing basis",
    "continuously",
    "as soon as possible",
    "in due course",
    "soon",
    "over time",
)
ABSOLUTE = _words("all every always never none eliminate eliminated everyone everybody nobody")


@dataclass(frozen=True)
class Draft:
    """An outcome as far as it is written. `standard`: whether it serves one; `measure`: how one would know, its points
    included; `method`: of its forecast.
    """

    text: str
    why: str
    standard: bool
    measure: curve.Measure
    about_service: bool = False
    method: str = ""
    forecast_why: str = ""


def check(draft: Draft, today: date) -> tuple[curve.Asked, ...]:
    """Letter by letter what is still to be said; nothing where it holds."""
    figures = {one.letter: one.to_do for one in curve.smart(draft.measure, today)}
    return (
        curve.Asked("Specific", tuple(_specific(draft.text))),
        curve.Asked("Measurable", (*_measurable(draft), *figures["Measurable"])),
        curve.Asked("Achievable", (*figures["Achievable"], *_achievable(draft.text))),
        curve.Asked("Relevant", tuple(_relevant(draft))),
        curve.Asked("Time-bound", tuple(_time_bound(draft, today))),
    )


def lacking(draft: Draft) -> tuple[str, ...]:
    """What has to be there before it can be taken into a package: a criterion and a measure have to have a name."""
    measure = draft.measure
    wanted = (
        (draft.text, "what will be different"),
        (measure.title, "what is measured"),
        (measure.unit, "the unit"),
        (measure.about, "what it tells about"),
        (measure.hardness, "whether it is hard or soft"),
    )
    return tuple(what for said, what in wanted if not said.strip())


def _found(text: str, among: list[str]) -> list[str]:
    """Those of `among` in the text, in its order, each once."""
    return list(dict.fromkeys(word for word in _words(text) if word in among))


def _quoted(words: list[str]) -> str:
    return " and ".join(f"“{word}”" for word in words[:2])


def _specific(text: str) -> Iterator[str]:
    words = _words(text)
    if not words:
        yield "Say what will be different."
        return
    if words[0] in DOING:
        yield (
            f"It begins with something that will be done (“{words[0]}”). Say what will be different once it is done,"
            " and for whom."
        )
    elif not _found(text, PEOPLE):
        yield "Say for whom: begin with the children, families, partners or providers who will notice."
    if vague := _found(text, DIRECTION):
        yield f"{_quoted(vague)} gives a direction and not a picture. Say what somebody would see, hear or count."
    if ";" in text or re.search(r"[.!?]\s+\S", text.strip()) or " as well as " in text:
        yield "It may be more than one outcome. Build one for each, so that each can be measured."
    if len(words) > LONGEST:
        yield f"It has {len(words)} words. Say it in {LONGEST} or fewer, as a family would."


def _measurable(draft: Draft) -> Iterator[str]:
    if not draft.measure.title.strip():
        yield "Say what is measured."
    source = draft.measure.source.strip()
    if draft.measure.hardness == curve.SOFT and source and not re.search(r"[0-9]|\b(all|every|each)\b", source.lower()):
        yield "Say how many people are asked: a few voices are worth hearing, and are not a measure."
    if draft.method == forecast.Method.OWN and not draft.forecast_why.strip():
        yield "Say why you expect it to go like that if nothing changes."


def _achievable(text: str) -> Iterator[str]:
    if absolute := _found(text, ABSOLUTE):
        yield f"{_quoted(absolute)} leaves no room for a single exception. Aim for a figure that can be reached."


def _relevant(draft: Draft) -> Iterator[str]:
    if not draft.standard and not draft.why.strip():
        yield "Say which standard it serves, or why it matters to children and families."
    if draft.about_service and not draft.why.strip():
        yield (
            "It tells how a service works. Say how children or families are better off for it, or build an outcome"
            " beside it that tells how they are."
        )


def _time_bound(draft: Draft, today: date) -> Iterator[str]:
    by = draft.measure.target_on
    if by is None:
        yield "Say by when."
    elif by <= today:
        yield "The day aimed for is not ahead any more: choose another."
    elif draft.measure.history and by <= draft.measure.history[-1].on:
        yield "The day aimed for is before the last point of the history: choose a later one."
    text = f" {' '.join(_words(draft.text))} "
    endless = [words for words in ENDLESS if f" {words} " in text]
    if endless:
        yield f"{_quoted(endless[:1])} has no end. Leave it out: the day aimed for says when to look."
