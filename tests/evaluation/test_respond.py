"""The respondent's way: from the link in the email to the thank-you, and everything that can go wrong between."""

import re
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.people.models import AuditEntry
from commissioning.profiles.models import ServiceUse
from commissioning.saving import NotNow
from evaluation.actions import answering, inviting
from evaluation.models import Answer, Draft, Invitation, OptOut, Respondent, Round, WrittenAnswer
from evaluation.queries.answering import sheet_of, way_of
from tests.support import rounds
from tests.support.pages import text
from tests.support.rounds import NON_USER, USER, a_round, answer, entered, filled, invited

pytestmark = pytest.mark.django_db

HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)>{{ 7 }}{% csrf_token %}'


@pytest.fixture
def browser() -> Client:
    return Client()


@pytest.fixture
def asked(register):
    """One invitation of a confidential round, with its token."""
    return invited(a_round(people=1))[0]


@pytest.fixture
def token(asked):
    return asked[1]


def saved(token: str) -> dict:
    return sheet_of(way_of(token)).answers


def used_training(invitation: Invitation) -> None:
    used = {"service": "training", "used_on": timezone.localdate(), "source": ServiceUse.Source.ENTERED}
    area = invitation.person.commissions_in.get().authority
    ServiceUse.objects.create(authority=area, person=invitation.person, **used)


def post(browser: Client, home: str, page: int, answers: dict, **more):
    """What a browser sends from that page."""
    response = browser.get(f"{home}{page}/")
    assert response.status_code == 200, response.status_code
    return browser.post(f"{home}{page}/", filled(response, answers, **more))


# --- The way ---------------------------------------------------------------------------------
def test_the_whole_way(browser, asked):
    invitation, token = asked
    thanks = answer(browser, token, USER | {"months": "12", "since": "2024-02-29"})
    page = text(thanks)
    assert thanks.status_code == 200
    assert "Thank you, your answers are sent" in page
    assert "29 February 2024" in page
    assert "It helped." in page
    respondent = Respondent.objects.get()
    assert respondent.identity.person == invitation.person
    assert respondent.identity.invitation == invitation
    rows = Answer.objects.select_related("question")
    assert {row.question.name: row.code for row in rows if row.question.kind == "select_one"} == {"training_skills": 1}
    assert sorted(row.code for row in rows if row.question.name == "used") == [0, 1, 2]
    assert set(WrittenAnswer.objects.values_list("question__name", "text")) == {
        ("months", "12"),
        ("since", "2024-02-29"),
        ("words", "It helped."),
    }
    invitation.refresh_from_db()
    assert invitation.used
    assert bytes(Draft.objects.get().body) == b""
    assert "your answers were sent" in text(browser.get(entered(browser, token)))


def test_looking_uses_nothing_up(browser, asked):
    """Mail scanners fetch links, and what the pages behind them link to."""
    invitation, token = asked
    for _ in range(3):
        home = entered(browser, token)
        for path in ("", "2/", "5/", "review/", "saved/", "opt-out/"):
            assert browser.get(home + path).status_code == 200, path
            assert browser.head(home + path).status_code == 200, path
        assert browser.get(home + "send/").status_code == 405
    invitation.refresh_from_db()
    assert (invitation.used, invitation.outcome) == (False, "")
    assert not Draft.objects.exists()


def test_the_token_leaves_the_address_at_once(browser, token):
    response = browser.get(f"/respond/{token}/")
    assert token not in response["Location"]
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]
    [cookie] = [morsel for name, morsel in response.cookies.items() if name.startswith("respond-")]
    assert cookie.value == token
    assert cookie["path"] == response["Location"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["max-age"]
    assert bool(cookie["secure"]) == settings.SERVED_OVER_HTTPS
    for path in ("", "2/", "review/"):
        page = browser.get(response["Location"] + path)
        assert token not in page.content.decode()
        assert "no-store" in page["Cache-Control"]


def test_links_that_do_not_work_all_look_the_same(browser, asked):
    _, token = asked
    [replaced, refused, *_] = invited(a_round(people=2))
    inviting.send_new_link(email=replaced[0].person.email, group_id=replaced[0].group_id)
    inviting.opt_out(way=way_of(refused[1]), ever=False)
    home = entered(browser, token)
    made_up = ("x" * 43, "é" * 9, "%00", "a" * 5000, f"{'x' * 43}.{'y' * 43}", "..", replaced[1], refused[1])
    pages = {browser.get(f"/respond/{each}/").content.decode() for each in made_up}
    pages |= {Client().get(home + path).content.decode() for path in ("", "2/", "review/", "saved/", "opt-out/")}
    pages |= {Client().post(home + path).content.decode() for path in ("2/", "send/", "language/", "opt-out/")}
    assert len({re.sub(r'nonce="[^"]*"', "", page) for page in pages}) == 1
    assert "This link does not work" in pages.pop()
    assert Client().get(home).status_code == browser.get(f"/respond/{'x' * 43}/").status_code == 404


def test_the_key_of_one_link_does_not_open_another(browser, register):
    [(_, mine), (_, other)] = invited(a_round(people=2))
    home = entered(browser, other)
    stranger = Client()
    stranger.cookies[f"respond-{home.split('/')[3]}"] = mine
    assert stranger.get(home).status_code == 404


def test_the_start_page_says_what_is_promised(browser, token):
    page = text(browser.get(entered(browser, token)))
    for words in ("A survey", "Thank you for taking part.", "Why you", "about 5 minutes", "The last day is"):
        assert words in page
    assert "Your answers are confidential" in page
    assert "write-ahead log" in page
    assert "not to ask you again" in page


# --- Page by page ----------------------------------------------------------------------------
def test_pages_follow_the_answers(browser, token):
    home = entered(browser, token)
    response = post(browser, home, 2, {"used": ("none",)})
    assert response["Location"] == f"{home}4/"
    response = post(browser, home, 2, {"used": ("training",)})
    assert response["Location"] == f"{home}3/"
    assert "page 2 of about 3" in text(browser.get(f"{home}3/"))
    assert browser.get(f"{home}4/")["Location"] == f"{home}5/"  # no longer asked
    assert browser.get(f"{home}99/")["Location"] == f"{home}review/"


def test_an_answer_that_adds_a_question_to_its_own_page_comes_back_to_it(browser, token):
    home = entered(browser, token)
    post(browser, home, 2, USER)
    assert "Why do you say so?" not in text(browser.get(f"{home}3/"))
    response = post(browser, home, 3, {"training_skills": "negative"})
    assert response["Location"] == f"{home}3/?more=1"
    page = text(browser.get(response["Location"]))
    assert "has added a question to this page" in page
    assert "Why do you say so?" in page
    assert (
        post(browser, home, 3, {"training_skills": "negative", "training_why": "Too long"})["Location"] == f"{home}5/"
    )


def test_what_is_no_longer_asked_is_dropped_when_sent(browser, token):
    home = entered(browser, token)
    post(browser, home, 2, USER)
    post(browser, home, 3, {"training_skills": "negative"})
    post(browser, home, 3, {"training_skills": "negative", "training_why": "Secret regret"})
    post(browser, home, 2, NON_USER)
    post(browser, home, 4, NON_USER)
    assert "Secret regret" not in text(browser.get(f"{home}review/"))
    page = text(browser.post(f"{home}send/"))
    assert "Secret regret" not in page
    assert not WrittenAnswer.objects.filter(text="Secret regret").exists()
    assert not Answer.objects.filter(question__name__startswith="training").exists()


def test_errors_say_what_to_do_and_nothing_typed_is_lost(browser, token):
    home = entered(browser, token)
    page = post(browser, home, 2, {"months": "a year"})
    html = page.content.decode()
    assert page.status_code == 200
    assert "<title>Error: " in html
    for problem in ("Select one or more answers", "Enter a whole number, such as 12"):
        assert html.count(problem) == 2  # in the summary and beside the box
    assert 'value="a year"' in html
    assert "Enter fewer than 600 months" in text(post(browser, home, 2, USER | {"months": "700"}))
    assert saved(token) == {"used": ("training", "online")}  # what was right is kept


def test_a_wrong_date_is_marked_by_its_boxes(browser, token):
    home = entered(browser, token)
    page = post(browser, home, 5, {"since": "2026-02-31", "words": "Kept"})
    assert "The date must be a real date" in text(page)
    assert 'value="31"' in page.content.decode()
    assert saved(token) == {"words": "Kept"}


def test_save_and_come_back_later_asks_for_nothing(browser, token):
    home = entered(browser, token)
    response = post(browser, home, 2, {"months": "12"}, later="1")
    assert response["Location"] == f"{home}saved/"
    assert "use the link in your email again" in text(browser.get(response["Location"]))
    another = Client()
    home = entered(another, token)
    page = another.get(home).content.decode()
    assert "What you saved is still here" in page
    assert f'href="{home}2/"' in page
    assert 'value="12"' in another.get(f"{home}2/").content.decode()


def test_later_with_a_wrong_number_saves_the_rest_and_says_so(browser, token):
    page = post(browser, entered(browser, token), 2, USER | {"months": "soon"}, later="1")
    assert "Enter a whole number" in text(page)
    assert saved(token) == {"used": ("training", "online")}


def test_the_check_page_links_what_is_missing(browser, token):
    home = entered(browser, token)
    post(browser, home, 2, USER)
    page = browser.get(f"{home}review/")
    assert f'href="{home}3/?review=1"' in page.content.decode()
    refused = browser.post(f"{home}send/")
    assert refused.status_code == 422
    assert "Your answers have not been sent yet" in text(refused)
    assert not Respondent.objects.exists()
    response = browser.get(f"{home}3/?review=1")
    onward = browser.post(f"{home}3/?review=1", filled(response, USER))
    assert onward["Location"] == f"{home}review/"
    assert browser.post(f"{home}send/").status_code == 200


def test_another_language(browser, token):
    home = entered(browser, token)
    assert "Welsh" in text(browser.get(home))
    browser.post(f"{home}language/", {"language": "cy"})
    page = browser.get(f"{home}2/").content.decode()
    assert 'lang="cy"' in page
    assert "Sawl mis?" in page
    assert '<html lang="cy"' in page
    assert '<footer class="govuk-template__footer" lang="en"' in page
    assert "Parhau" in page
    assert "Cadw a dod yn ôl yn nes ymlaen" in page
    assert ">Continue<" not in page
    response = post(browser, home, 2, {"months": "7"}, language="en")
    assert response["Location"] == f"{home}2/"
    page = browser.get(f"{home}2/").content.decode()
    assert "How many months" in page
    assert 'value="7"' in page
    browser.post(f"{home}language/", {"language": "<script>"})
    assert "How many months" in text(browser.get(f"{home}2/"))


def test_services_that_records_know_are_ticked_and_confirmed(browser, asked):
    invitation, token = asked
    used_training(invitation)
    home = entered(browser, token)
    page = browser.get(f"{home}2/")
    assert "records say you have used is ticked already" in text(page)
    assert re.search(r'value="training"\s+checked', page.content.decode())
    assert saved(token) == {}  # until the page is saved
    browser.post(f"{home}2/", filled(page, {"used": ("online",)}))
    page = browser.get(f"{home}2/")
    assert "is ticked already" not in text(page)
    assert not re.search(r'value="training"\s+checked', page.content.decode())
    assert saved(token) == {"used": ("online",)}


def test_nothing_is_filled_in_where_the_round_is_anonymous(browser, register):
    [(invitation, token), *_] = invited(a_round(mode="anonymous"))
    used_training(invitation)
    assert "checked" not in browser.get(f"{entered(browser, token)}2/").content.decode()


# --- Two at once, twice, too late ------------------------------------------------------------
def test_two_tabs_see_each_others_answers(browser, token):
    home = entered(browser, token)
    first, second = browser.get(f"{home}2/"), browser.get(f"{home}2/")
    browser.post(f"{home}2/", filled(first, {"used": ("training",), "months": "11"}))
    page = browser.post(f"{home}2/", filled(second, {"used": ("none",), "months": "22"}))
    words = text(page)
    assert page.status_code == 200
    assert "Not saved yet" in words
    assert "Training and development" in words
    assert 'value="22"' in page.content.decode()
    assert saved(token)["months"] == "11"
    knowingly = browser.post(f"{home}2/", filled(page, {"used": ("none",), "months": "22"}))
    assert knowingly.status_code == 302
    assert saved(token) == {"used": ("none",), "months": "22"}


def test_the_same_page_sent_twice_is_one_effect(browser, token):
    home = entered(browser, token)
    page = browser.get(f"{home}2/")
    for _ in range(2):
        assert browser.post(f"{home}2/", filled(page, USER)).status_code == 302
    assert saved(token) == {"used": ("training", "online")}


def test_sent_twice_counts_once(browser, token):
    answer(browser, token, USER)
    again = browser.post(f"{entered(browser, token)}send/")
    assert again.status_code == 200
    assert "count once" in text(again)
    assert Respondent.objects.count() == 1
    home = entered(browser, token)
    assert browser.get(f"{home}2/")["Location"] == home  # the back button
    assert browser.post(f"{home}2/", {"q-months": "3"})["Location"] == home
    assert bytes(Draft.objects.get().body) == b""


@pytest.mark.parametrize("mode", ["confidential", "anonymous"])
def test_41_closing_time_while_answering(browser, register, mode):
    """Told clearly; a confidential questionnaire of which enough is answered counts, an anonymous one is gone."""
    round_ = a_round(mode=mode)
    [(_, token), (_, little), *_] = invited(round_)
    answer(browser, token, USER, send=False)
    other = entered(browser, little)
    post(browser, other, 2, {"months": "3"}, later="1")
    home = entered(browser, token)
    page = browser.get(f"{home}5/")
    rounds.close(round_)
    late = browser.post(f"{home}5/", filled(page, {"words": "Typed too late, and a long time was spent on it"}))
    assert late.status_code == 410
    assert "This survey has closed" in text(late)
    assert "Typed too late" in late.content.decode()
    rule = "have been deleted" if mode == "anonymous" else "at least 50 % of the questions"
    assert rule in text(late)
    assert browser.post(f"{home}send/").status_code == 410
    assert [r.partial for r in Respondent.objects.all()] == ([] if mode == "anonymous" else [True])
    assert not Draft.objects.exists()


def test_41_closed_between_the_look_and_the_save(browser, token, monkeypatch):
    """The round closes after the page was let in: the save itself asks again."""
    home = entered(browser, token)
    page = browser.get(f"{home}2/")
    real = answering.save_page

    def closing_first(**typed):
        rounds.close(Round.objects.get())
        return real(**typed)

    monkeypatch.setattr(answering, "save_page", closing_first)
    assert browser.post(f"{home}2/", filled(page, USER)).status_code == 410
    assert not Draft.objects.exists()


@pytest.mark.parametrize("outcome", [Invitation.Outcome.INELIGIBLE, Invitation.Outcome.REFUSED])
@pytest.mark.parametrize("then", ["saves a page", "sends", "sends at the same moment"])
def test_41_taken_off_the_list_while_answering(browser, register, client_as, outcome, then):
    """Told clearly, what they typed shown; nothing of it counts when the round closes, and the others’ answers stay."""
    round_ = a_round(people=2)
    [(invitation, token), (first, another)] = invited(round_)
    answer(Client(), another, USER)
    answer(browser, token, USER, send=False)
    home = entered(browser, token)
    page = browser.get(f"{home}5/")
    evaluator, way = client_as(Role.EVALUATOR).person, way_of(token)
    inviting.set_outcome(invitation=invitation, outcome=outcome, by=evaluator)
    if then == "sends at the same moment":  # let in just before
        with pytest.raises(NotNow):
            answering.finish(way=way)
        late = browser.get(home)
    elif then == "sends":
        late = browser.post(f"{home}send/")
    else:
        late = browser.post(f"{home}5/", filled(page, {"words": "Typed after that, and a long time was spent on it"}))
        assert "Typed after that" in late.content.decode()
    assert late.status_code == 404
    assert "is not asked any more" in text(late)
    rounds.close(round_)
    assert Respondent.objects.count() == 1
    assert Respondent.objects.get().identity.invitation_id == first.pk
    invitation.refresh_from_db()
    assert (invitation.used, invitation.outcome) == (False, outcome)
    assert not Draft.objects.exists()


def test_the_last_day_is_whole(browser, register):
    round_ = a_round(people=1, days=0)
    [(_, token)] = invited(round_)
    assert browser.get(entered(browser, token)).status_code == 200
    Round.objects.update(opens_on=date(2020, 1, 1), closes_on=timezone.localdate() - timedelta(days=1))
    assert browser.get(entered(browser, token)).status_code == 410
    Round.objects.update(
        opens_on=timezone.localdate() + timedelta(days=1), closes_on=timezone.localdate() + timedelta(days=2)
    )
    assert "is not open yet" in text(browser.get(entered(browser, token)))
    assert browser.get(f"{entered(browser, token)}2/").status_code == 200
    assert not Draft.objects.exists()


# --- Hostile ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("posted", "problem"),
    [
        ({"q-used": ["made_up"]}, "Select from the answers listed"),
        ({"q-used": ["training", "training"]}, "Select each answer once only"),
        ({"q-used": ["training"], "q-months": "1" * 400}, "Enter a whole number"),
        ({"q-used": ["training"], "q-months": "\x00"}, "Enter a whole number"),
    ],
)
def test_answers_that_cannot_be(browser, token, posted, problem):
    home = entered(browser, token)
    seen = filled(browser.get(f"{home}2/"), {})
    page = browser.post(f"{home}2/", seen | posted)
    assert page.status_code == 200
    assert problem in text(page)


def test_long_and_unprintable_words(browser, token):
    home = entered(browser, token)
    page = post(browser, home, 5, {"words": "x" * 10_001})
    assert "Enter 10,000 characters or fewer; you have entered 10,001" in text(page)
    assert "x" * 10_001 in page.content.decode()
    assert "it holds a character that cannot be shown" in text(post(browser, home, 5, {"words": "a\x00b"}))
    assert saved(token) == {}


def test_more_than_a_page_can_take_says_how_to_go_on(browser, token):
    home = entered(browser, token)
    post(browser, home, 2, {"used": ["training"]})
    before = saved(token)
    page = post(browser, home, 5, {"words": "x" * 1_100_000})
    assert page.status_code == 413
    assert "the most is 10,000 characters" in text(page)
    assert "what you saved on other pages is still there" in text(page)
    assert f'href="{home}5/"' in page.content.decode()
    assert saved(token) == before != {}


def test_4_9_forged_fields_change_nothing(browser, token):
    """Answers to other pages' questions, to notes, to what is not asked; marks and languages of no kind."""
    home = entered(browser, token)
    forged = {"q-training_skills": "positive", "q-reason": "time", "q-welcome": "x", "q-words": "no", "group": "1"}
    page = browser.get(f"{home}2/")
    data = filled(page, {"used": ("none",)}) | forged | {"language": "xx"}
    assert browser.post(f"{home}2/", data).status_code == 302
    assert saved(token) == {"used": ("none",)}
    wrong = browser.post(f"{home}2/", data | {"seen": "forged", "q-used": ["training"]})
    assert "Not saved yet" in text(wrong)
    assert browser.post(f"{home}2/", {}).status_code == 200
    assert saved(token) == {"used": ("none",)}


def test_hostile_words_are_only_words(browser, register):
    version = rounds.simple([("text", "words", HOSTILE), ("text", "more", "More?")])
    [(_, token)] = invited(a_round(people=1, version=version))
    home = entered(browser, token)
    pages = [browser.get(f"{home}1/"), post(browser, home, 1, {"words": HOSTILE})]
    pages += [browser.get(f"{home}1/"), browser.get(f"{home}review/"), browser.post(f"{home}send/")]
    for page in pages:
        assert "<script>alert" not in page.content.decode()
        assert "<img" not in page.content.decode()
    assert "{{ 7 }}" in text(pages[-1])
    assert WrittenAnswer.objects.get().text == HOSTILE


def test_forty_pages(browser, register):
    rows = []
    for number in range(40):
        rows += [
            ("begin_group", f"g{number}", f"Page {number}"),
            ("text", f"t{number}", f"Say {number}"),
            ("end_group",),
        ]
    [(_, token)] = invited(a_round(people=1, version=rounds.simple([(*row, "", "")[:3] for row in rows])))
    assert answer(browser, token, {f"t{number}": f"word {number}" for number in range(40)}).status_code == 200
    assert WrittenAnswer.objects.count() == 40


def test_a_form_from_another_site_is_refused(token):
    strict = Client(enforce_csrf_checks=True)
    home = entered(strict, token)
    page = strict.get(f"{home}2/")
    assert strict.post(f"{home}2/", filled(page, USER)).status_code == 403
    own = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())[1]
    assert strict.post(f"{home}2/", filled(page, USER, csrfmiddlewaretoken=own)).status_code == 302


# --- Opting out, a lost link, the open link --------------------------------------------------
@pytest.mark.parametrize("ever", [False, True])
def test_opting_out(browser, asked, ever):
    invitation, token = asked
    home = entered(browser, token)
    post(browser, home, 2, USER)
    assert "Select whether we may ask" in text(browser.post(f"{home}opt-out/"))
    done = browser.post(f"{home}opt-out/", {"how_long": "ever" if ever else "once"})
    assert "You will not be asked again" in text(done)
    invitation.refresh_from_db()
    assert invitation.outcome == Invitation.Outcome.REFUSED
    assert OptOut.objects.filter(person=invitation.person).exists() == ever
    assert not Draft.objects.exists()
    assert browser.get(home).status_code == 404


def test_an_open_link_gives_each_visitor_their_own(register):
    round_ = a_round(mode="anonymous", groups=[rounds.by_link()])
    open_key = rounds.group_of(round_, "open").open_key
    first, second = Client(), Client()
    homes = {client: client.get(f"/respond/{open_key}/")["Location"] for client in (first, second)}
    assert len(set(homes.values())) == 2
    for client, home in homes.items():
        assert post(client, home, 2, NON_USER, later="1").status_code == 302
    assert Draft.objects.count() == 2
    own = re.search(r"/respond/[\w.-]+/", text(first.get(f"{homes[first]}saved/")))[0]
    again = Client()
    assert again.get(own)["Location"] == homes[first]
    assert "None of these" in text(again.get(f"{homes[first]}review/"))
    assert again.get(f"{homes[first]}opt-out/")["Location"] == homes[first]


# --- What it costs, and what it leaves -------------------------------------------------------
@pytest.mark.parametrize("mode", ["confidential", "anonymous"])
def test_few_queries(browser, register, mode):
    """For each page and for sending; the savepoints are the test's own, in whose transaction all this happens."""
    [(_, first), (_, token), *_] = invited(a_round(mode=mode))
    answer(browser, first, USER)  # the process knows the questionnaire
    home = entered(browser, token)
    for number in (2, 3, 5):
        page = browser.get(f"{home}{number}/")
        assert queries(lambda: browser.post(f"{home}{number}/", filled(page, USER))) <= 8  # noqa: B023
    assert queries(lambda: browser.post(f"{home}send/")) <= 8
    assert Invitation.objects.filter(used=True).count() == 2


def queries(doing) -> int:
    with CaptureQueriesContext(connection) as counted:
        doing()
    return sum("SAVEPOINT" not in query["sql"] for query in counted.captured_queries)


@pytest.mark.parametrize("mode", ["confidential", "anonymous"])
def test_no_session_and_no_audit(register, mode):
    round_ = a_round(mode=mode)
    [(_, token), *_] = invited(round_)
    audited = AuditEntry.objects.count()
    browser = Client()
    answer(browser, token, USER)
    assert not Session.objects.exists()
    assert settings.SESSION_COOKIE_NAME not in browser.cookies
    assert AuditEntry.objects.count() == audited


def test_the_pages_do_not_know_who_is_signed_in(client_as, token):
    member = client_as(Role.EVALUATOR)
    before = dict(Session.objects.values_list("session_key", "session_data"))
    assert str(member.person) not in text(member.get(entered(member, token)))
    assert dict(Session.objects.values_list("session_key", "session_data")) == before


def test_every_page_says_who_can_see_it(browser, token):
    home = entered(browser, token)
    address = reverse("programme:who-sees-what")
    for path in ("", "2/", "review/", "saved/", "opt-out/"):
        assert address in re.search(r"<main.*</main>", browser.get(home + path).content.decode(), re.S)[0], path
