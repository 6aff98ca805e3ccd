"""Two people at one package at the same moment: sessions, its plan, risks, messages, files, areas."""

from decimal import Decimal
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate as today

from commissioning.documents import uploads
from commissioning.saving import NotNow
from commissioning.support.actions import areas, calendar, decisions, files, messages, plan_steps, risks, team
from commissioning.support.actions import sessions as actions
from commissioning.support.models import CalendarLink, Decision, Message, PackageEvent, PackageFile, PlanStep, Risk
from commissioning.support.workflow import Stage
from tests.support import files as made
from tests.support.delivering import Cast, cast
from tests.support.packages import champion_of, people_for
from tests.support.together import together
from tests.support_packages.test_areas import named


def used(work: Cast) -> Decimal:
    work.package.refresh_from_db()
    return work.package.days_used


def test_one_page_sent_twice_at_once_is_one_session(own_database):
    work = cast()
    key, given = uuid4(), actions.Typed(today(), Decimal(1), "Met")

    def send():
        return actions.record(package=work.package, adviser=work.adviser, typed=given, key=key, by=work.adviser)

    found = together(*[send] * 4)
    assert len({session.pk for session in found}) == 1
    assert used(work) == Decimal(1)


def test_30_two_at_once_never_use_more_than_was_allocated(own_database):
    work = cast()  # eight days are allocated

    def send():
        given = actions.Typed(today(), Decimal(3), "Met")
        return actions.record(package=work.package, adviser=work.adviser, typed=given, key=uuid4(), by=work.adviser)

    found = together(*[send] * 4)
    assert sorted(type(one).__name__ for one in found) == ["NotNow", "NotNow", "Session", "Session"]
    assert used(work) == Decimal(6)


def test_two_who_correct_at_once_do_not_overwrite_each_other(own_database):
    work = cast()
    given = actions.Typed(today(), Decimal(1), "Met")
    session = actions.record(package=work.package, adviser=work.adviser, typed=given, key=uuid4(), by=work.adviser)

    def save(days: str, by):
        new = actions.Typed(today(), Decimal(days), "Met")
        return actions.correct(session=session, typed=new, version=1, why="Wrong", by=by)

    found = together(lambda: save("2", work.adviser), lambda: save("3", work.lead))
    assert sorted(saved.conflict for saved in found) == [False, True]
    session.refresh_from_db()
    assert used(work) == session.days


def test_one_message_sent_twice_at_once_is_one(own_database):
    work, key = cast(), uuid4()
    found = together(*[lambda: messages.write(package=work.package, body="Hello", key=key, by=work.lead)] * 4)
    assert len({message.pk for message in found}) == 1
    assert Message.objects.count() == 1


def test_one_step_sent_twice_at_once_is_one_and_two_changes_are_told_apart(own_database):
    work = cast()
    typed = plan_steps.Typed("action", "Agree one page", "The board", today())
    steps = together(*[lambda: plan_steps.add(package=work.package, typed=typed, by=work.lead)] * 3)
    assert PlanStep.objects.count() == 1

    def finish(words: str):
        return plan_steps.finish(step=steps[0], done_on=today(), words=words, version=1, by=work.lead)

    found = together(lambda: finish("One"), lambda: finish("Two"))
    assert sorted(saved.conflict for saved in found) == [False, True]


def test_a_step_is_done_or_dropped(own_database):
    work = cast()
    step = plan_steps.add(package=work.package, typed=plan_steps.Typed("action", "One", "", today()), by=work.lead)
    together(
        lambda: plan_steps.finish(step=step, done_on=today(), words="", version=1, by=work.lead),
        lambda: plan_steps.drop(step=step, why="Not needed", version=1, by=work.adviser),
    )
    step.refresh_from_db()
    assert bool(step.done_on) != bool(step.dropped_at)


def test_a_risk_is_put_before_the_programme_once(own_database):
    work = cast()
    typed = risks.Typed("risk", "No finance officer", "red", "", "")
    risk = risks.raise_one(package=work.package, typed=typed, by=work.lead)
    together(*[lambda: risks.escalate(risk=risk, why="Please ask", by=work.lead)] * 3)
    lines = work.of_kind(PackageEvent.Kind.RISK)
    assert len([line for line in lines if "put before the programme" in line]) == 1
    assert Risk.objects.get().version == 2


def test_one_decision_takes_the_place_of_another(own_database):
    work = cast()
    first = decisions.record(package=work.package, typed=decisions.Typed("One", today(), "Board"), by=work.lead)

    def replace(words: str):
        typed = decisions.Typed(words, today(), "Board")
        return decisions.record(package=work.package, typed=typed, by=work.lead, replaces=first)

    found = together(lambda: replace("Two"), lambda: replace("Three"))
    assert sorted(isinstance(one, NotNow) for one in found) == [False, True]
    assert Decision.objects.count() == 2


def test_one_file_sent_twice_at_once_is_one(own_database):
    work, content = cast(), made.pdf()

    def send():
        file = SimpleUploadedFile("plan.pdf", content)
        checked = uploads.checked(file)
        return files.add(package=work.package, title="Plan", file=file, checked=checked, by=work.lead)

    assert len({file.pk for file in together(send, send, send)}) == 1
    assert PackageFile.objects.count() == 1


def test_one_calendar_address_is_in_force(own_database):
    work = cast()
    addresses = together(*[lambda: calendar.renew(by=work.lead)] * 3)
    assert len(set(addresses)) == 3
    assert CalendarLink.objects.filter(ended_at=None).count() == 1


def test_an_areas_answer_and_a_change_of_the_areas_take_turns(own_database):
    """Whichever came first, the shares that stand are 100 together."""
    package, part = named(Stage.REQUEST)
    mine, theirs = people_for(package).champion, champion_of(part.authority)
    shares = {package.authority: Decimal(50), part.authority: Decimal(50)}
    together(
        lambda: areas.stay_out(part=part, because="Not now", by=theirs),
        lambda: team.set_areas(package=package, shares=shares, by=mine),
    )
    assert sum(package.areas.filter(left_on__isnull=True).values_list("share", flat=True)) == 100
