"""Erasing a person: what is emptied, what stays, who may not be erased, and what hostile names do."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import ProgrammingError, transaction
from django.utils import timezone

from commissioning.access.privacy import Kind
from commissioning.access.roles import Role
from commissioning.people import actions, audit
from commissioning.people.models import ERASED, AuditEntry, HeldPost, OutgoingEmail, User
from commissioning.profiles.models import Commissioner, Stakeholder
from commissioning.programme.protection import erasing, export
from commissioning.programme.protection.erasing import ABOUT_ONE, SERVE_ONE
from commissioning.programme.protection.fields import classified, columns, columns_of
from commissioning.programme.protection.naming import names_of
from commissioning.support.models import Adviser, Decision, PlanStep, Risk, SavedFilter
from commissioning.support.workflow import Stage
from tests.conftest import browser_of
from tests.support import partners
from tests.support.looking import where_said
from tests.support.packages import a_package
from tests.support.people import EALING, PASSWORD, area, in_role, person, refused

pytestmark = pytest.mark.usefixtures("register")
ROBERT = "O'Neill\\ \"Robert'); DROP TABLE people_user;--"
NAME, EMAIL = "Quilla Erasmus-Vane", "quilla.vane@council.example"


@pytest.fixture
def administrator() -> User:
    return in_role(Role.ADMINISTRATOR)


def gone(name: str = NAME, email: str = EMAIL) -> User:
    """Somebody who held a role that ended."""
    made = actions.add_person(full_name=name, email=email, job_title="Head of it all", by=None)
    made.set_password(PASSWORD)
    made.save(update_fields=["password"])
    appointment = actions.appoint(person=made, role=Role.CONTRIBUTOR, authority=area(), by=None)
    actions.end_now(appointment=appointment, by=None)
    return made


def page(one: User, *parts: str) -> str:
    return "/".join([f"/programme/data-protection/people/{one.pk}", *parts, ""])


# --- What is emptied ------------------------------------------------------------------------


def test_their_account_is_emptied_and_they_are_out(administrator):
    one = gone()
    browser = browser_of(one)
    actions.invite(person=person(), by=None)
    HeldPost.objects.create(person=one, path="/", body="typed")
    SavedFilter.objects.create(person=one, name="Mine", query="q=1")
    assert erasing.erase(person=one, by=administrator) is not None
    one.refresh_from_db()
    assert (one.full_name, one.email, one.job_title, one.last_login, one.is_active) == (ERASED, None, "", None, False)
    assert one.erased_at is not None
    assert not one.has_usable_password()
    assert browser.get("/").status_code == 302
    for model, way in SERVE_ONE.items():
        assert not model._base_manager.filter(**{way: one}).exists(), model
    assert AuditEntry.objects.filter(verb="person-erase", object_id=one.pk, actor_id=administrator.pk).count() == 1
    assert one.appointments.count() == 1, "the area's history of roles stays"


def test_no_word_anywhere_names_them(administrator):
    one = gone()
    package = a_package(Stage.DELIVERY, area(EALING))
    lead = package.led_by
    Stakeholder.objects.create(
        authority=area(), name=NAME.upper(), job="Head", organisation="Council", side="council", hearing="single",
        email=EMAIL.upper(), why_they_matter="Knows all", recorded_by=lead,
    )  # fmt: skip
    PlanStep.objects.create(
        package=package, kind="action", title="T", due_on=date(2027, 1, 1), owner=f"{NAME} and Bob", added_by=lead
    )
    Risk.objects.create(package=package, kind="risk", title="T", rating="red", owner=NAME.lower(), raised_by=lead)
    decision = Decision.objects.create(
        package=package, text="T", made_on=timezone.localdate(), made_by=f"The board, with {NAME}", by=lead
    )
    Commissioner.objects.create(
        authority=area(), person=one, job_title="Buyer", employer="council", level="strategic", recorded_by=lead
    )
    scorer = partners.invited(partners.asking(), name=NAME, email=EMAIL)
    erasing.erase(person=one, by=administrator)
    assert where_said(NAME, EMAIL) == {}, "nobody wrote of them in words"
    decision.refresh_from_db()
    assert decision.made_by == f"The board, with {ERASED}"
    assert PlanStep.objects.get(owner__startswith=ERASED).owner == f"{ERASED} and Bob"
    listed = Stakeholder.objects.get(name=ERASED)
    assert (listed.job, listed.organisation, listed.email, listed.why_they_matter) == ("", "", "", "")
    commissioner = Commissioner.objects.get(person=one)
    assert (commissioner.job_title, commissioner.left_on) == ("", timezone.localdate())
    assert (commissioner.employer, commissioner.level) == ("council", "strategic"), "figures are made of these"
    scorer.refresh_from_db()
    assert str(scorer) == ERASED


def test_mail_that_waits_is_not_sent_and_what_was_sent_is_emptied(administrator):
    one = gone()
    actions.invite(person=person(), by=None)
    other = OutgoingEmail.objects.get()
    for state in ("waiting", "sent", "failed"):
        OutgoingEmail.objects.create(
            recipient=EMAIL.title(), sender="s@example.org", subject=f"For {NAME}", body="B", state=state,
            error=f"550 <{EMAIL}> unknown", message_id=state, next_attempt_at=timezone.now(),
        )  # fmt: skip
    erasing.erase(person=one, by=administrator)
    left = OutgoingEmail.objects.exclude(pk=other.pk).order_by("state")
    assert list(left.values_list("state", "recipient", "subject", "body", "error")) == [
        ("failed", "", "", "", ""),
        ("sent", "", "", "", ""),
    ]


def test_an_advisers_own_words_and_absences_are_emptied_and_the_days_stay(administrator):
    one = gone()
    adviser = Adviser.objects.create(person=one, employer_name="Vane Ltd", about="Likes markets", days_a_month=4)
    away = adviser.away.create(first=timezone.localdate(), last=timezone.localdate(), why="Operation")
    erasing.erase(person=one, by=administrator)
    adviser.refresh_from_db()
    away.refresh_from_db()
    assert (adviser.employer_name, adviser.about, adviser.days_a_month, away.why) == ("", "", 4, "")


def test_rows_merged_into_theirs_are_erased_with_them(administrator):
    one, second = gone(), actions.add_person(full_name="Q Vane", email="qv@example.org", by=None)
    actions.merge_people(second=second, into=one, keep_address_of_second=False, by=None)
    with pytest.raises(ValidationError, match="This row was merged"):
        erasing.erase(person=User.objects.get(pk=second.pk), by=administrator)
    erasing.erase(person=one, by=administrator)
    assert where_said("qv@example.org", "q vane") == {}
    second.refresh_from_db()
    assert second.erased_at is not None


def test_histories_say_erased_person_and_cannot_be_rewritten_beyond_that(administrator):
    one, package = gone(), a_package(Stage.DELIVERY)
    row = Decision.objects.create(package=package, text="We agreed", made_on=timezone.localdate(), made_by=NAME, by=one)
    erasing.erase(person=one, by=administrator)
    row.refresh_from_db()
    assert (row.made_by, str(row.by), row.text) == (ERASED, ERASED, "We agreed")
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Decision.objects.filter(pk=row.pk).update(text="We did not")
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        row.delete()


# --- Somebody else ---------------------------------------------------------------------------


def test_another_person_of_the_same_name_keeps_theirs(administrator):
    one, twin = gone(), actions.add_person(full_name=NAME, email="other.vane@example.org", by=None)
    package = a_package(Stage.DELIVERY)
    step = PlanStep.objects.create(
        package=package, kind="action", title="T", due_on=date(2027, 1, 1), owner=NAME, added_by=package.led_by
    )
    found = erasing.erase(person=one, by=administrator)
    step.refresh_from_db()
    twin.refresh_from_db()
    assert (step.owner, twin.full_name, found.shares_name) == (NAME, NAME, True)
    assert set(where_said(EMAIL)) == set()


def test_a_name_beside_another_address_is_left_and_said(administrator):
    one = gone()
    other = Stakeholder.objects.create(
        authority=area(), name=NAME, job="Nurse", organisation="NHS", side="health", hearing="single",
        email="someone.else@nhs.example", recorded_by=administrator,
    )  # fmt: skip
    found = erasing.erase(person=one, by=administrator)
    other.refresh_from_db()
    assert other.name == NAME
    assert [place.number for place in found.left] == [other.pk]


@pytest.mark.parametrize(
    ("name", "text", "left"),
    [
        ("Jo Ash", "Jo Ashton; Mojo Ash; jo  ash", f"Jo Ashton; Mojo Ash; {ERASED}"),
        ("Jo", "Jo and Joanna", "Jo and Joanna"),
        ("Jo", " jo ", ERASED),
        (".* (.*)", "anybody at all", "anybody at all"),
        ("50% Off_", "50% Off_ and 50x Offx", f"{ERASED} and 50x Offx"),
        (ROBERT, f"so {ROBERT} said", f"so {ERASED} said"),
        ("<script>alert(1)</script> X", "<SCRIPT>alert(1)</script> x", ERASED),
        ("Zoë Ångström", "ZOË ÅNGSTRÖM", ERASED),
    ],
)  # fmt: skip
def test_16_hostile_and_short_names_take_out_what_is_theirs_and_nothing_else(administrator, name, text, left):
    one, package = gone(name), a_package(Stage.SCOPING)
    step = PlanStep.objects.create(
        package=package, kind="action", title="T", due_on=date(2027, 1, 1), owner=text, added_by=administrator
    )
    assert names_of([one]).without(text) == left
    erasing.erase(person=one, by=administrator)
    step.refresh_from_db()
    assert step.owner == left
    assert User.objects.filter(pk=administrator.pk, erased_at=None).exists()


def test_an_address_within_a_longer_one_is_another():
    one = gone(email="jo@ash.example")
    assert names_of([one]).without("mojo@ash.example, jo@ash.example.org, jo@ash.example.") == (
        f"mojo@ash.example, jo@ash.example.org, erased-{one.pk}."
    )


# --- Who may not be --------------------------------------------------------------------------


def test_8_whoever_holds_a_role_today_or_later_stays(administrator):
    one = in_role(Role.CHAMPION, area(EALING))
    with pytest.raises(ValidationError, match="holds a role"):
        erasing.erase(person=one, by=administrator)
    later = person()
    actions.appoint(
        person=later,
        role=Role.CONTRIBUTOR,
        authority=area(),
        by=None,
        starts_on=timezone.localdate() + timedelta(days=30),
    )
    with pytest.raises(ValidationError, match="holds a role"):
        erasing.preview(later, by=administrator)


def test_8_the_last_administrator_and_oneself_stay(administrator):
    with pytest.raises(ValidationError, match="erase yourself"):
        erasing.erase(person=administrator, by=administrator)
    second = in_role(Role.ADMINISTRATOR)
    with pytest.raises(ValidationError, match="holds a role"):
        erasing.erase(person=second, by=administrator)
    actions.end_now(appointment=administrator.appointments.get(), by=None)
    with pytest.raises(ValidationError, match="last administrator"):
        erasing.preview(second, by=administrator)


def test_2_only_administrators_erase():
    for role in (Role.PROGRAMME_LEAD, Role.EVALUATOR, Role.CHAMPION):
        with pytest.raises(PermissionDenied):
            erasing.erase(person=gone(email=f"{role}@council.example"), by=in_role(role))


def test_29_twice_is_once(administrator):
    one = gone()
    assert erasing.erase(person=one, by=administrator) is not None
    assert erasing.erase(person=one, by=administrator) is None
    assert AuditEntry.objects.filter(verb="person-erase", object_id=one.pk).count() == 1


def test_looking_changes_nothing(administrator):
    one = gone()
    found = erasing.preview(one, by=administrator)
    one.refresh_from_db()
    assert (one.full_name, one.email) == (NAME, EMAIL)
    assert any(part.label == "role appointments" and part.number == 1 for part in found.kept)


# --- Nothing is forgotten -------------------------------------------------------------------


def test_words_about_one_person_are_emptied_or_looked_through():
    """A column of words in a row about one person, in none of the ways, fails here."""
    links = {"person", "adviser", "user"}
    written_in_an_office = {"support.TeamMember.handover", "support.Session.who", "support.Session.what"}
    written_in_an_office |= {"support.Session.next", "support.Session.taken_back_because"}
    for model in classified():
        about = {field.name for field in model._meta.concrete_fields if field.related_model in (User, Adviser)}
        if model in SERVE_ONE or model is User or not about & links or getattr(model, "APPEND_ONLY", False):
            continue
        emptied = ABOUT_ONE.get(model, ("", ()))[1]
        for column in columns_of(model):
            if column.is_text and column.kind is Kind.FREE_TEXT and column.field.name not in emptied:
                allowed = column.label in written_in_an_office or column.field.name in {"removed_because", "what"}
                assert allowed, f"{column.label} is about one person; say in erasing.ABOUT_ONE what becomes of it"


def test_a_history_that_names_people_in_words_says_in_which_columns():
    for column in columns(Kind.PERSONAL):
        assert column.may_change or not column.is_text, f"{column.label} could not be emptied: NAMES_PEOPLE"


# --- The pages -------------------------------------------------------------------------------


def test_found_previewed_and_erased_with_the_name_typed(client_as):
    client, one = client_as(Role.ADMINISTRATOR), gone()
    found = client.post("/programme/data-protection/", {"who": EMAIL.upper()})
    assert found["Location"] == page(one)
    assert EMAIL in client.get(page(one)).content.decode()
    shown = client.get(page(one, "erase")).content.decode()
    assert "Nobody can undo this" in shown
    assert "Role appointments: 1" in shown
    wrong = client.post(page(one, "erase"), {"name": "Somebody Else"})
    assert "Type the name as it stands" in wrong.content.decode()
    assert User.objects.get(pk=one.pk).erased_at is None
    assert client.post(page(one, "erase"), {"name": f" {NAME.lower()} "}).status_code == 302
    after = client.get(page(one)).content.decode()
    assert "Erased on" in after
    assert NAME not in after
    assert "erased already" in client.get(page(one, "erase")).content.decode()


def test_looked_for_by_a_name_that_two_have_both_are_shown_and_nobody_by_none(client_as):
    client, one = client_as(Role.ADMINISTRATOR), gone()
    twin = actions.add_person(full_name=NAME, email=None, by=None)
    shown = client.post("/programme/data-protection/", {"who": NAME}).content.decode()
    assert page(one) in shown
    assert page(twin) in shown
    for words in ("nobody", "%", "9" * 30, "٣", "\x00"):
        assert client.post("/programme/data-protection/", {"who": words}).status_code == 200


def test_looking_at_somebody_is_recorded(client_as):
    client, one = client_as(Role.ADMINISTRATOR), gone()
    client.get(page(one))
    assert AuditEntry.objects.filter(verb="subject-look", object_id=one.pk, actor_id=client.person.pk).count() == 1


@pytest.mark.parametrize("role", [role for role, _ in refused(Role.ADMINISTRATOR)])
def test_nobody_else_finds_looks_copies_or_erases(client_as, role):
    client, one = client_as(role), gone()
    for method, path in (
        (client.get, "/programme/data-protection/"),
        (client.get, page(one)),
        (client.get, page(one, "erase")),
        (client.post, page(one, "erase")),
        (client.post, page(one, "copy")),
        (client.get, page(User(pk=999_999_999))),
    ):
        assert method(path, {"name": NAME}).status_code == 403, path
    assert User.objects.get(pk=one.pk).erased_at is None


def test_16_a_hostile_name_is_text_on_every_page(client_as):
    client, one = client_as(Role.ADMINISTRATOR), gone("<script>alert(1)</script> X")
    export.request(person=one, by=client.person)
    audit.record("x", one, by=None)
    for path in (page(one), page(one, "erase")):
        shown = client.get(path).content.decode()
        assert "<script>alert(1)" not in shown
        assert "&lt;script&gt;alert(1)" in shown
