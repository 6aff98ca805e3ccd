"""Which form of support? The rules, what each side sees, what is decided, and that nobody else ever sees any of it."""

import json
import re
from itertools import product

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from commissioning import years
from commissioning.access.roles import Role
from commissioning.authorities.models import Authority
from commissioning.people.actions import appoint
from commissioning.people.models import AuditEntry
from commissioning.people.queries import scope_of
from commissioning.saving import NotNow
from readiness import report, support_forms
from readiness.actions import support_form as actions
from readiness.models import Snapshot, SupportFormAnswer, SupportFormDecision
from readiness.queries import support_form as queries
from readiness.support_forms import ABOUT, QUESTIONS, WORDS, Answers, Form, suggest
from tests.conftest import browser_of
from tests.support.assessments import signed
from tests.support.pages import text
from tests.support.people import DURHAM, EALING, area, in_role

pytestmark = pytest.mark.django_db

PAGE = f"/readiness/support-form/{DURHAM}/"
PARTS = ("", "answer/", "decide/")
SIDES = (Role.DIRECTOR, Role.LOCAL_LEAD)
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)>{{ 7 }}\u202e'
ALL_YES = Answers("yes", "yes", "yes", "contained")
ALL_NO = Answers("no", "no", "no", "systemic")


def typed(answers: Answers = ALL_YES, reasons: str = "What I saw", version: int = 0) -> dict:
    """A side's form as a browser sends it."""
    return {**{question.key: answers.of(question) for question in QUESTIONS}, "reasons": reasons, "version": version}


def decided(*forms: str, reasons: str = "We talked it over", seen: int = 0) -> dict:
    return {"forms": forms or ("peer-led",), "reasons": reasons, "seen": seen}


@pytest.fixture
def director(client_as):
    return client_as(Role.DIRECTOR)


@pytest.fixture
def lead(client_as):
    return client_as(Role.LOCAL_LEAD)


@pytest.fixture
def both(director, lead):
    """Both have answered, alike."""
    for client in (director, lead):
        client.post(f"{PAGE}answer/", typed())
    return director, lead


# --- The rules ----------------------------------------------------------------------------


def test_the_outcomes_are_worded_exactly_so():
    assert list(WORDS.values()) == [
        "peer-led support",
        "peer-led support with independent oversight",
        "talk first: ask for an independent view of whether the conditions are in place",
    ]


@pytest.mark.parametrize(
    ("answers", "forms", "described"),
    [
        (("yes", "yes", "yes", "contained"), [Form.PEER], True),
        (("yes", "yes", "no", "contained"), [Form.OVERSIGHT], True),
        (("yes", "yes", "no", "systemic"), [Form.TALK, Form.OVERSIGHT], True),
        (("no", "no", "no", "systemic"), [Form.TALK], True),
        (("no", "no", "no", "contained"), [Form.TALK], True),
        (("yes", "yes", "yes", "systemic"), [Form.TALK], False),
        (("yes", "no", "yes", "contained"), [Form.TALK], False),
        (("yes", "no", "no", "systemic"), [Form.TALK], False),
        (("no", "yes", "yes", "contained"), [Form.TALK], False),
        (("no", "no", "yes", "systemic"), [Form.TALK], False),
        (("yes", "yes", "yes", "not_sure"), [Form.TALK], False),
        (("not_sure", "yes", "yes", "contained"), [Form.TALK], False),
        (("yes", "yes", "not_sure", "contained"), [Form.TALK], False),
    ],
)
def test_what_both_say_alike_follows_the_patterns(answers, forms, described):
    suggestion = suggest(Answers(*answers), Answers(*answers))
    assert (list(suggestion.forms), suggestion.described) == (forms, described)


def every_answer():
    return [Answers(*given) for given in product(*[[value for value, _ in question.choices] for question in QUESTIONS])]


def test_a_pattern_the_source_does_not_describe_says_so():
    for answers in every_answer():
        suggestion = suggest(answers, answers)
        unsure = "not_sure" in vars(answers).values()
        if not suggestion.described and not unsure:
            assert "does not describe this pattern" in " ".join(suggestion.reasons), answers
            assert suggestion.forms == (Form.TALK,)


def test_every_pair_of_answers_has_a_suggestion_with_its_reasons():
    answers = every_answer()
    assert len(answers) == 81
    for one, other in product(answers, answers):
        suggestion = suggest(one, other)
        assert suggestion.forms
        assert all(reason.endswith(".") for reason in suggestion.reasons)
        if one != other:
            assert suggestion.forms == (Form.TALK,)
            assert "differently" in suggestion.reasons[0]


def test_a_difference_names_what_it_is_about():
    reason = suggest(ALL_YES, Answers("no", "yes", "no", "systemic")).reasons[0]
    assert "judging how it is doing, carrying the strategy out and how far the problems reach" in reason
    assert "setting a strategy" not in reason


def test_another_way_of_delivering_services_is_never_suggested():
    answers = every_answer()
    said = {*WORDS.values(), *ABOUT.values()}
    for one, other in product(answers, answers):
        said.update(suggest(one, other).reasons)
    for words in said:
        assert not re.search(r"deliver|a trust\b|alternative|company|outsourc", words.lower()), words


# --- Answering ----------------------------------------------------------------------------


@pytest.mark.parametrize("role", SIDES)
def test_each_side_answers_for_itself(client_as, role):
    client = client_as(role)
    page = text(client.get(PAGE))
    assert "the one thing it cannot find out by judging itself" in page
    assert "the levels of its self-assessment are not used" in page
    assert "You have not answered yet" in page
    assert client.post(f"{PAGE}answer/", typed(ALL_NO, "Three visits"))["Location"] == PAGE
    row = SupportFormAnswer.objects.get()
    assert (row.side, row.answered_by) == (role.value, client.person)
    assert (row.can_assess, row.can_plan, row.can_implement, row.spread) == (False, False, False, "systemic")
    page = text(client.get(PAGE))
    assert "Three visits" in page
    assert "They have not answered yet" in page
    assert "What this suggests" not in page


def test_not_sure_is_kept_as_neither_yes_nor_no(director):
    director.post(f"{PAGE}answer/", typed(Answers("not_sure", "yes", "no", "not_sure")))
    row = SupportFormAnswer.objects.get()
    assert (row.can_assess, row.can_plan, row.can_implement, row.spread) == (None, True, False, "")
    page = text(director.get(f"{PAGE}answer/"))
    for name, value in (("can_assess", "not_sure"), ("can_plan", "yes"), ("spread", "not_sure")):
        assert re.search(rf'name="{name}"[^>]*value="{value}"[^>]*checked', page)


def test_nothing_is_chosen_beforehand_and_everything_is_asked(director):
    assert "checked" not in text(director.get(f"{PAGE}answer/"))
    page = text(director.post(f"{PAGE}answer/", {"version": 0, "reasons": "Kept on the page"}))
    assert page.count("Select an answer to") >= 4
    assert "Kept on the page" in page
    assert not SupportFormAnswer.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("can_assess", "maybe", "Select an answer to"),
        ("spread", "<script>", "Select an answer to"),
        ("reasons", "x" * 10_001, "must be 10000 characters or fewer"),
        ("reasons", "before\x00after", "Null characters are not allowed"),
        ("version", "", "had lost its place"),
        ("version", "99999999999999", "had lost its place"),
    ],
)
def test_what_cannot_be_saved_is_said(director, field, value, message):
    assert message in text(director.post(f"{PAGE}answer/", {**typed(), field: value}))
    assert not SupportFormAnswer.objects.exists()


@pytest.mark.parametrize(("first", "second"), [SIDES, SIDES[::-1]])
def test_neither_sees_the_others_answers_before_their_own_are_in(client_as, first, second):
    early, late = client_as(first), client_as(second)
    early.post(f"{PAGE}answer/", typed(ALL_NO, "Words for later"))
    for address in (PAGE, f"{PAGE}answer/", f"/authorities/{DURHAM}/"):
        assert "Words for later" not in text(late.get(address))
    page = text(late.get(PAGE))
    assert "They have answered. You see what they said once you have answered too." in page
    assert "What this suggests" not in page
    assert page.count("Through the whole system") == 0
    late.post(f"{PAGE}answer/", typed(ALL_YES, "Words of mine"))
    for client in (early, late):
        page = text(client.get(PAGE))
        assert "Words for later" in page
        assert "Words of mine" in page
        assert "You do not see it alike" in page
        assert WORDS[Form.TALK] in page


def test_forged_sides_are_not_listened_to(director):
    director.post(f"{PAGE}answer/", typed() | {"side": "local_lead", "year": 1999, "authority": 1})
    row = SupportFormAnswer.objects.get()
    assert (row.side, row.year) == ("director", years.year_of(timezone.localdate()))


def test_the_same_answers_twice_are_one_save(director):
    for _ in range(2):
        assert director.post(f"{PAGE}answer/", typed()).status_code == 302
    assert SupportFormAnswer.objects.get().version == 1
    assert AuditEntry.objects.filter(verb="support-form-answer").count() == 1


def test_changed_answers_say_that_they_were_changed(both):
    director, lead = both
    assert "Changed since" not in text(lead.get(PAGE))
    director.post(f"{PAGE}answer/", typed(ALL_NO, version=1))
    assert "Changed since they were first given" in text(lead.get(PAGE))
    assert "You do not see it alike" in text(lead.get(PAGE))


def test_a_second_person_of_the_same_side_is_told_and_loses_nothing(lead, client_as):
    lead.post(f"{PAGE}answer/", typed(ALL_YES, "Theirs"))
    colleague = client_as(Role.LOCAL_LEAD)
    response = colleague.post(f"{PAGE}answer/", typed(ALL_NO, "Mine"))
    page = text(response)
    assert response.status_code == 200
    assert f"{lead.person.full_name} saved answers" in page
    assert "Theirs" in page
    assert "Mine" in page
    assert SupportFormAnswer.objects.get().reasons == "Theirs"
    assert re.search(r'name="version"[^>]*value="1"', page)
    colleague.post(f"{PAGE}answer/", typed(ALL_NO, "Mine", version=1))
    assert SupportFormAnswer.objects.get().reasons == "Mine"


def test_who_is_both_answers_as_director_and_not_twice(lead):
    lead.post(f"{PAGE}answer/", typed())
    appoint(person=lead.person, role=Role.DIRECTOR, authority=area(), by=None)
    response = lead.post(f"{PAGE}answer/", typed(ALL_NO, "A long second opinion of my own about it"))
    assert response.status_code == 409
    assert "somebody else gives these" in text(response)
    assert "A long second opinion of my own" in text(response)
    assert SupportFormAnswer.objects.get().side == "local_lead"


def test_a_new_year_asks_afresh(both):
    director, _ = both
    SupportFormAnswer.objects.update(year=2020)
    page = text(director.get(PAGE))
    assert "You have not answered yet" in page
    assert "What this suggests" not in page


# --- Deciding -----------------------------------------------------------------------------


@pytest.mark.parametrize("number", [0, 1])
def test_either_side_records_the_decision_with_reasons(both, number):
    client = both[number]
    assert WORDS[Form.PEER] in text(client.get(f"{PAGE}decide/"))
    response = client.post(f"{PAGE}decide/", decided("talk-first", "peer-led"))
    assert response["Location"] == PAGE
    row = SupportFormDecision.objects.get()
    assert (row.forms, row.decided_by) == (["peer-led", "talk-first"], client.person)
    for reader in both:
        page = text(reader.get(PAGE)).partition("What was decided")[2]
        for words in (WORDS[Form.PEER], WORDS[Form.TALK], "We talked it over", client.person.full_name):
            assert words in page


def test_later_decisions_add_and_nothing_is_overwritten(both):
    director, lead = both
    director.post(f"{PAGE}decide/", decided(reasons="First"))
    first = SupportFormDecision.objects.get()
    lead.post(f"{PAGE}decide/", decided("peer-led-with-oversight", reasons="Second", seen=first.pk))
    page = text(director.get(PAGE))
    assert page.index("Second") < page.index("First")
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        SupportFormDecision.objects.update(reasons="")
    with pytest.raises(Exception, match="permission denied"), transaction.atomic():
        SupportFormDecision.objects.all().delete()


def test_the_same_decision_twice_is_one(both):
    for _ in range(2):
        assert both[0].post(f"{PAGE}decide/", decided()).status_code == 302
    assert SupportFormDecision.objects.count() == 1
    assert AuditEntry.objects.filter(verb="support-form-decide").count() == 1


def test_the_second_to_decide_sees_the_first_decision(both):
    director, lead = both
    director.post(f"{PAGE}decide/", decided(reasons="Theirs"))
    page = text(lead.post(f"{PAGE}decide/", decided("talk-first", reasons="Mine")))
    assert f"{director.person.full_name} recorded a decision" in page
    assert "Theirs" in page
    assert "Mine" in page
    assert SupportFormDecision.objects.count() == 1
    newest = SupportFormDecision.objects.get().pk
    assert re.search(rf'name="seen"[^>]*value="{newest}"', page)
    lead.post(f"{PAGE}decide/", decided("talk-first", reasons="Mine", seen=newest))
    assert SupportFormDecision.objects.count() == 2


def test_nothing_is_decided_before_both_have_answered(director):
    director.post(f"{PAGE}answer/", typed())
    assert director.get(f"{PAGE}decide/")["Location"] == PAGE
    response = director.post(f"{PAGE}decide/", decided(reasons="A long and careful account of why we should"))
    assert response.status_code == 409
    assert "A long and careful account" in text(response)
    assert not SupportFormDecision.objects.exists()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"forms": ()}, "Select at least one form of support"),
        ({"forms": ("another-model",)}, "Select forms of support from the list"),
        ({"reasons": "  "}, "Say why you decided so"),
        ({"reasons": "x" * 10_001}, "must be 10000 characters or fewer"),
        ({"seen": "x"}, "had lost its place"),
    ],
)
def test_a_decision_says_what_and_why(both, changes, message):
    assert message in text(both[0].post(f"{PAGE}decide/", decided() | changes))
    assert not SupportFormDecision.objects.exists()


def test_the_database_knows_that_a_decision_says_what_and_why():
    made = {"authority": area(), "year": 2026, "decided_at": timezone.now()}
    for name, values in (("names_a_form", {"forms": [], "reasons": "x"}), ("has_reasons", {"forms": ["peer-led"]})):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            SupportFormDecision.objects.create(**made, **values)


def test_hostile_text_is_shown_as_text(both):
    director, lead = both
    director.post(f"{PAGE}answer/", typed(reasons=HOSTILE, version=1))
    director.post(f"{PAGE}decide/", decided(reasons=HOSTILE))
    for address in (PAGE, f"{PAGE}answer/", f"{PAGE}decide/"):
        for client in (director, lead):
            page = text(client.get(address))
            assert "<script>alert(1)" not in page
            assert "<img src=x" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text(lead.get(PAGE))


# --- Who ----------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [role for role in Role if role not in SIDES])
def test_to_everybody_else_there_is_no_such_page(both, client_as, role):
    both[0].post(f"{PAGE}decide/", decided(reasons="Between the two of us"))
    client = client_as(role)
    for part in PARTS:
        assert client.get(PAGE + part).status_code == 404, part
        assert client.post(PAGE + part, typed()).status_code in (404, 405), part
    page = text(client.get(f"/authorities/{DURHAM}/"))
    assert "Which form of support" not in page
    assert "Between the two of us" not in page
    assert not queries.areas(scope_of(client.person)).exists()


@pytest.mark.parametrize("role", SIDES)
def test_another_areas_page_does_not_exist_for_me(both, client_as, role):
    client = client_as(role, area(EALING))
    for part in PARTS:
        answers = [client.get(f"/readiness/support-form/{code}/{part}") for code in (DURHAM, "E99999999")]
        assert [answer.status_code for answer in answers] == [404, 404]
        first, second = (re.sub(r'(nonce|value)="[^"]+"', "", text(answer)) for answer in answers)
        assert first == second
    assert client.post(f"{PAGE}answer/", typed()).status_code == 404


def test_without_signing_in_one_is_asked_to(client):
    for part in PARTS:
        assert client.get(PAGE + part)["Location"].startswith("/accounts/login/")


def test_actions_ask_again_who_it_is(both):
    given = actions.Typed(ALL_YES, "", 1)
    for role, authority in ((Role.CHAMPION, area()), (Role.DIRECTOR, area(EALING)), (Role.PROGRAMME_LEAD, None)):
        person = in_role(role, authority)
        with pytest.raises(PermissionDenied):
            actions.answer(authority=area(), typed=given, by=person)
        with pytest.raises(PermissionDenied):
            actions.decide(authority=area(), decision=actions.Decision((Form.PEER,), "Why", 0), by=person)


def test_the_other_side_of_another_area_is_not_mine(lead):
    """A person may be on one side here and on the other side there."""
    appoint(person=lead.person, role=Role.DIRECTOR, authority=area(EALING), by=None)
    scope = scope_of(lead.person)
    assert queries.side_of(scope, area()) is support_forms.Side.LOCAL_LEAD
    assert queries.side_of(scope, area(EALING)) is support_forms.Side.DIRECTOR


def test_it_is_in_no_snapshot_and_no_report():
    """Answered and decided before the self-assessment is signed, it leaves no trace in what is frozen and printed."""
    secret = "Between the two of us alone"
    now = timezone.now()
    for side in support_forms.Side:
        answered = {"year": 2026, "side": side, "reasons": secret, "answered_at": now}
        SupportFormAnswer.objects.create(authority=area(), **answered)
    SupportFormDecision.objects.create(
        authority=area(), year=2026, forms=["talk-first"], reasons=secret, decided_at=now
    )
    assessment = signed()
    page = text(browser_of(assessment.opened_by).get(f"/readiness/{assessment.pk}/report/"))
    for snapshot in Snapshot.objects.all():
        for content in (json.dumps(snapshot.data, ensure_ascii=False), str(report.feedback_report(snapshot)), page):
            assert secret not in content
            assert "talk first" not in content.lower()
            assert "peer-led" not in content.lower()


def test_a_former_council_arranges_no_support(both):
    both[0].post(f"{PAGE}decide/", decided(reasons="While it lasted"))
    Authority.objects.filter(gss_code=DURHAM).update(ended_on=timezone.localdate())
    page = text(both[1].get(PAGE))
    assert "While it lasted" in page
    assert "Record what you decide" not in page
    assert both[1].post(f"{PAGE}answer/", typed(ALL_NO, version=1)).status_code == 409
    assert both[1].post(f"{PAGE}decide/", decided(reasons="Later")).status_code == 409
    with pytest.raises(NotNow):
        actions.answer(authority=area(), typed=actions.Typed(ALL_NO, "", 1), by=both[1].person)


def test_the_areas_page_says_how_far_the_two_are(director, lead):
    address = f"/authorities/{DURHAM}/"
    assert "You have not answered" in text(director.get(address))
    director.post(f"{PAGE}answer/", typed())
    assert "The local lead has not yet" in text(director.get(address))
    lead.post(f"{PAGE}answer/", typed())
    assert "You have both answered" in text(director.get(address))
