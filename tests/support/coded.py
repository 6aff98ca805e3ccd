"""Answers in words for tests of coding and quotes, as an imported round holds them, and people who code them."""

from collections.abc import Iterable, Mapping, Sequence

from commissioning.people.models import User
from evaluation.actions import coding, themes
from evaluation.actions.coding import Chosen
from evaluation.actions.storing import Record, Who, store
from evaluation.coding import FIRST, NOTHING_SAID, THEMES, Decided
from evaluation.models import Coding, Mode, Question, RoundGroup, WrittenAnswer
from evaluation.queries import coding as queries
from tests.support import responses

PRIORITY = "priority"
COUNTY = {"role": "champion", "type": "county", "rurality": "rural"}


def a_group(
    texts: Iterable[str],
    *,
    slug: str = "champions",
    mode: str = Mode.CONFIDENTIAL,
    about: Mapping[str, str] = COUNTY,
    left_out: int = 0,
    name: str = "Year 2",
) -> RoundGroup:
    """Each text an answer to `priority` by somebody; so many more were asked and left it out. Collected from files."""
    group = responses.a_group(name=name, slug=slug, mode=mode)
    add_answers(group, texts, about=about, left_out=left_out)
    group.round.imported = True
    group.round.save(update_fields=["imported"])
    return group


def add_answers(
    group: RoundGroup, texts: Iterable[str], *, about: Mapping[str, str] = COUNTY, left_out: int = 0
) -> None:
    who = None if group.is_anonymous else Who()
    records = [Record((PRIORITY,), {PRIORITY: text}, dict(about), who) for text in texts]
    store(group, [*records, *(Record((PRIORITY,), {}, dict(about), who) for _ in range(left_out))])


def question_of(group: RoundGroup) -> Question:
    return Question.objects.get(version=group.instrument_version_id, name=PRIORITY)


def begun(group: RoundGroup, names: Sequence[str], by: User) -> Coding:
    """With these themes, where the question has none yet."""
    question = question_of(group)
    version = themes.start(instrument=group.instrument_version.instrument, question_name=question.name, by=by)
    for name in names if not version.is_frozen else ():
        themes.add(version=version, name=name, definition=f"What is about {name.lower()}.", by=by)
    return coding.begin(group=group, question=question, by=by)


def answers(one: Coding) -> list[WrittenAnswer]:
    return list(queries.answers_to(one.group, one.question))


def theme_ids(one: Coding) -> dict[str, int]:
    return dict(one.frame_version.themes.values_list("name", "pk"))


def chosen(one: Coding, *names: str, decision: str = "", reason: str = "", seen: int = 0) -> Chosen:
    """Those themes, or with none that nothing is said."""
    ids = theme_ids(one)
    found = frozenset(ids[name] for name in names)
    decided = Decided(decision or (THEMES if found else NOTHING_SAID), found)
    return Chosen(decided, one.frame_version_id, seen, reason)


def code(one: Coding, answer: WrittenAnswer, *names: str, by: User, turn: str = FIRST, **more):
    return coding.save(coding=one, answer=answer, turn=turn, chosen=chosen(one, *names, **more), by=by)
