"""Risks and concerns: raised by anybody inside, answered by the team, put before the programme, closed."""

import pytest
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.people.models import OutgoingEmail
from commissioning.support.models import PackageEvent, Risk, SupportPackage
from tests.support.delivering import Cast, cast
from tests.support.pages import hidden, text
from tests.support.people import EALING, area

pytestmark = pytest.mark.django_db


@pytest.fixture
def work(register) -> Cast:
    return cast()


def typed(**more) -> dict:
    base = {"kind": "risk", "title": "No finance officer", "rating": "amber", "response": "Asked the treasurer"}
    return {**base, "owner": "The champion", "version": "0", **more}


def raised(work: Cast, who: str = "adviser", **more) -> Risk:
    answer = work.by[who].post(work.at("risks", "add"), typed(**more))
    assert answer.status_code == 302, text(answer)
    return Risk.objects.latest("pk")


def lines(work: Cast) -> list[str]:
    return work.of_kind(PackageEvent.Kind.RISK)


@pytest.mark.parametrize("who", ["champion", "director", "lead", "adviser", "programme"])
def test_anybody_inside_raises_one_and_puts_it_before_the_programme(work, who):
    risk = raised(work, who, kind="concern", title="We never hear of the next session")
    assert risk.raised_by_id == getattr(work, who).pk
    mail = OutgoingEmail.objects.count()
    page = work.at("risks", risk.pk, "escalate")
    assert "Say what the programme should know or do" in text(work.by[who].post(page, {"why": ""}))
    for _ in range(2):
        assert work.by[who].post(page, {"why": "Please ring us"}).status_code == 302
    told = OutgoingEmail.objects.order_by("pk")[mail:]
    assert [one.recipient for one in told] == ([] if who == "programme" else [work.programme.email])
    assert all("Please ring us" not in one.body and "never hear" not in one.body for one in told)
    risk.refresh_from_db()
    assert (risk.escalated_by_id, bool(risk.escalated_at)) == (getattr(work, who).pk, True)


def test_each_change_is_a_line_of_the_timeline(work):
    risk = raised(work)
    page = work.at("risks", risk.pk)
    assert work.by["lead"].post(page, typed(rating="red", version="1")).status_code == 302
    assert work.by["lead"].post(page, typed(rating="red", version="1")).status_code == 302, "sent twice"
    assert work.by["lead"].post(page, typed(rating="red", response="Wrote too", version="2")).status_code == 302
    close = work.at("risks", risk.pk, "close")
    assert "Say how it ended" in text(work.by["lead"].post(close, {"version": "3", "outcome": ""}))
    for _ in range(2):
        assert work.by["lead"].post(close, {"version": "3", "outcome": "She has started"}).status_code == 302
    assert lines(work) == [
        "Risk closed: No finance officer",
        "Risk changed: No finance officer",
        "Risk from amber to red: No finance officer",
        "Risk raised, amber: No finance officer",
    ]
    assert "She has started" in text(work.by["champion"].get(work.at("plan")))
    answer = work.by["lead"].post(page, typed(version="4", title="Kept words all the same"))
    assert answer.status_code == 409
    assert "Kept words all the same" in text(answer)


def test_the_gravest_comes_first(work):
    raised(work, title="Green one", rating="green")
    raised(work, title="Amber one")
    raised(work, title="Red one", rating="red")
    page = text(work.by["director"].get(work.at("plan")))
    assert page.index("Red one") < page.index("Amber one") < page.index("Green one")


def test_somebody_elses_change_is_shown_and_not_overwritten(work):
    risk = raised(work)
    page = work.at("risks", risk.pk)
    work.by["lead"].post(page, typed(response="Theirs", version="1"))
    answer = work.by["adviser"].post(page, typed(response="Mine", version="1"))
    assert "Not saved yet" in text(answer)
    assert "Theirs" in text(answer)
    again = typed(response="Mine", version=hidden(text(answer)))
    assert work.by["adviser"].post(page, again).status_code == 302
    risk.refresh_from_db()
    assert risk.response == "Mine"
    close = work.at("risks", risk.pk, "close")
    stale = work.by["lead"].post(close, {"version": "1", "outcome": "It went away"})
    assert "Not saved yet" in text(stale)
    assert "It went away" in text(stale)


def test_sent_twice_is_one(work):
    for _ in range(2):
        work.by["champion"].post(work.at("risks", "add"), typed())
    assert Risk.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"title": ""}, "Say in a few words what it is"),
        ({"rating": "purple"}, "Select how grave it is from the list"),
        ({"kind": ""}, "Select what it is"),
        ({"response": "x" * 10_001}, "10000 characters"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(work, fields, message):
    answer = work.by["champion"].post(work.at("risks", "add"), typed(owner="Kept owner") | fields)
    assert message in text(answer)
    assert "Kept owner" in text(answer)
    assert not Risk.objects.exists()


def test_hostile_text_is_text(work):
    raised(work, title="<b onclick=alert(1)>x", response="<script>alert(2)</script>", owner="=cmd()")
    page = work.by["champion"].get(work.at("plan")).content
    assert b"<b onclick" not in page
    assert b"<script>alert(2)" not in page
    file = b"".join(work.by["lead"].get(work.at("plan", "risks-and-concerns.csv").rstrip("/"))).decode()
    assert "'=cmd()" in file


def test_a_pause_is_there_to_settle_some(work):
    risk = raised(work)
    SupportPackage.objects.filter(pk=work.package.pk).update(stage="paused", came_from="delivery")
    close = work.at("risks", risk.pk, "close")
    assert work.by["lead"].post(close, {"version": "1", "outcome": "Settled"}).status_code == 302
    SupportPackage.objects.filter(pk=work.package.pk).update(stage="closed", came_from="")
    assert work.by["champion"].post(work.at("risks", "add"), typed()).status_code == 409


def test_who_may_not(work, client_as):
    risk = raised(work)
    regional, elsewhere = client_as(Role.REGIONAL_LEAD), client_as(Role.CHAMPION, area(EALING))
    for parts in (("add",), (risk.pk,), (risk.pk, "escalate"), (risk.pk, "close")):
        assert regional.post(work.at("risks", *parts), typed()).status_code == 403
        assert elsewhere.post(work.at("risks", *parts), typed()).status_code == 404
    for parts in ((risk.pk,), (risk.pk, "close")):
        assert work.by["champion"].post(work.at("risks", *parts), typed()).status_code == 403
    risk.refresh_from_db()
    assert (risk.version, risk.raised_at.date()) == (1, timezone.now().date())
