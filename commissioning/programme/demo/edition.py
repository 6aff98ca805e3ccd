"""Impact reports as evaluators would have built them: on last year's round, which waits for a worker to publish it, and
a draft on this year's, which is still open. They show every kind of section that the answers allow. What is there
already is left as it is.
"""

from commissioning.documents import tasks
from commissioning.documents.actions import request_document
from commissioning.documents.models import Document
from commissioning.people.models import User
from evaluation.actions import editions as actions
from evaluation.actions.editions import Section, Typed
from evaluation.editions.kinds import Kind
from evaluation.models import Edition, Round
from evaluation.queries import editions as queries

from .answers import name_of

COMMISSIONERS, CHAMPIONS, DIRECTORS = "commissioners", "champions", "directors"
SECTIONS = (
    (Kind.COMMENTARY, Section("In short", "This report says what was reached and what changed, as those who took part"
     " see it.\n\nRead it with what these figures cannot say, on the first page.")),
    (Kind.REACH, Section("Who used what", group=COMMISSIONERS)),
    (Kind.MEASURE, Section("Skills and knowledge", "Of those who used training, [[training]] saw a positive effect.",
     COMMISSIONERS, "skills")),
    (Kind.MEASURE, Section("Outcomes so far", group=COMMISSIONERS, measure="outcomes_now")),
    (Kind.JOURNEY, Section("From skills to outcomes", group=COMMISSIONERS)),
    (Kind.BREAKDOWN, Section("Skills from training, by type", group=COMMISSIONERS, question="training_skills",
     attribute="type")),
    (Kind.MEASURE, Section("Where champions began", group=CHAMPIONS, measure="maturity_start")),
    (Kind.MEASURE, Section("Directors on outcomes", group=DIRECTORS, measure="outcomes_now")),
    (Kind.WHY_NOT, Section("Why services were not used", group=COMMISSIONERS)),
)  # fmt: skip
OF_TWO_ROUNDS = (
    (Kind.EXPECTED, Section("Expected, then found", group=COMMISSIONERS)),
    (Kind.CHANGE, Section("Since the round before", group=COMMISSIONERS, measure="skills")),
    (Kind.MATURITY, Section("Levels of maturity")),
    (Kind.CHURN, Section("Who came and went")),
)


def make_of_years(*, this_year: int, evaluator: User) -> None:
    """Deciding what is withheld takes a worker most of a minute, and set-up has none to spare."""
    this, last, before = (Round.objects.get(name=name_of(this_year - back)) for back in (0, 1, 2))
    edition = make(round_=last, against=before, evaluator=evaluator, publish=False)
    if not edition.is_published and queries.newest(queries.PUBLICATION, edition) is None:
        _leave_to_worker(edition, evaluator)
    make(round_=this, against=last, evaluator=evaluator, publish=False)


def _leave_to_worker(edition: Edition, evaluator: User) -> None:
    """Without the preview that people have to read first: nobody is there to read it."""
    request_document(
        kind=queries.PUBLICATION,
        title=f"{edition}: publication"[:200],
        authority=None,
        params={"edition": edition.pk, "revision": edition.revision},
        by=evaluator,
    )


def make(*, round_: Round, against: Round | None, evaluator: User, publish: bool = True) -> Edition:
    """`publish`: worked out here and now, which takes a minute; else a draft stays for evaluators to look at."""
    title = f"Impact report: {round_.name}"[:150]
    found = Edition.objects.filter(title=title).first()
    if found is not None:
        return found
    edition = actions.create(typed=Typed(title, round_, against), by=evaluator)
    there = set(round_.groups.filter(instrument_version__isnull=False).values_list("slug", flat=True))
    for kind, typed in (*SECTIONS, *(OF_TWO_ROUNDS if against else ())):
        if not typed.group or typed.group in there:
            actions.add_section(edition=edition, kind=kind, typed=typed, by=evaluator)
    if publish:
        _now(actions.request_preview(edition=edition, by=evaluator))
        _now(actions.publish(edition=edition, by=evaluator))
    return Edition.objects.get(pk=edition.pk)


def _now(document: Document) -> None:
    """Made here rather than by the worker, which may not be running yet; its files wait for it."""
    tasks.make(document.pk)
