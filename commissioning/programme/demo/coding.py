"""What directors wrote last year, coded: themes, a sample coded by two people, a difference settled, and two quotes."""

from commissioning.people import actions as people
from commissioning.people.models import User
from evaluation.actions import coding, quotes, themes
from evaluation.actions.coding import Chosen
from evaluation.coding import AGREED, FIRST, SECOND, THEMES, Decided
from evaluation.models import AnswerCode, Coding, Question, Quote, RoundGroup, WrittenAnswer
from evaluation.queries import agreement
from evaluation.queries import coding as queries

from . import answers

# Theme → what belongs under it, and what directors wrote that holds it.
THEMES_OF = {
    "Commissioning together": (
        "With health or schools: shared plans, budgets or contracts.",
        ("Better joint commissioning with health for children with complex needs", "Schools commissioning together"),
    ),
    "Money": (
        "Spending less, or the same better.",
        ("Savings without harming the services families use most", "Fewer placements far from home"),
    ),
    "Closer to home": ("Placements and services nearer to where children live.", ("Fewer placements far from home",)),
    "People who commission": ("Having enough of them, with the skills.", ("Recruiting and keeping commissioners",)),
    "Wellbeing": ("Emotional wellbeing and mental health.", ("Emotional wellbeing and mental health",)),
    "Buildings": ("Where services are, and what they cost to keep.", ()),
}
SECOND_CODER = "Nadia Harker"


def made(*, year: int, evaluator: User) -> None:
    """Of the round of that year. What is there already is left as it is."""
    group = RoundGroup.objects.get(round__name=answers.name_of(year), slug="directors")
    question = Question.objects.get(version=group.instrument_version_id, name="priority")
    if Coding.objects.filter(group=group, question=question).exists():
        return
    other = User.objects.filter(full_name=SECOND_CODER).first()
    other = other or people.add_person(full_name=SECOND_CODER, email=None, by=None)
    version = themes.start(instrument=group.instrument_version.instrument, question_name=question.name, by=evaluator)
    for name, (definition, _) in THEMES_OF.items():
        themes.add(version=version, name=name, definition=definition, by=evaluator)
    begun = coding.begin(group=group, question=question, by=evaluator)
    written = list(queries.answers_to(group, question))
    for answer in written:
        _code(begun, answer, FIRST, evaluator)
    for one in begun.sample.select_related("answer"):
        _code(begun, one.answer, SECOND, other)
    for difference in agreement.shown(begun).differences[:1]:
        _code(begun, difference.answer, AGREED, other, reason="Both are there.")
    _quote(written, evaluator)


def second_coder() -> User:
    """By what they did: names change."""
    return AnswerCode.objects.filter(turn=SECOND).select_related("coded_by").earliest("pk").coded_by


def _code(begun: Coding, answer: WrittenAnswer, turn: str, by: User, reason: str = "") -> None:
    """The second coder sees money in fewer of them."""
    ids = {theme.name: theme.pk for theme in begun.frame_version.themes.all()}
    seen = {ids[name] for name, (_, texts) in THEMES_OF.items() if answer.text in texts}
    if turn == SECOND and len(seen) > 1:
        seen.discard(ids["Money"])
    decided = Decided(THEMES, frozenset(seen)) if seen else Decided("none_fits")
    chosen = Chosen(decided, begun.frame_version_id, reason=reason)
    coding.save(coding=begun, answer=answer, turn=turn, chosen=chosen, by=by)


def _quote(written: list[WrittenAnswer], by: User) -> None:
    first, second, *_ = {answer.text: answer for answer in written}.values()
    quote = quotes.add(source=first, passage=first.text, consent=Quote.Consent.GIVEN, by=by)
    quotes.approve(quote=quote, override_reason="", version=quote.version, by=by)
    quotes.add(source=second, passage=second.text, consent=Quote.Consent.NOT_ASKED, by=by)
