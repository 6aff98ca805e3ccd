"""The quote bank: the answer's own words, nothing that tells who speaks, and an attribution nobody types."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commissioning.access.roles import Role
from commissioning.people.models import AuditEntry
from commissioning.saving import NotNow
from evaluation.actions import interviews
from evaluation.actions import quotes as actions
from evaluation.models import Identity, Interview, Invitation, Mode, Passage, Quote, RoundGroup, WrittenAnswer
from evaluation.queries import quotes as queries
from tests.support import coded, people
from tests.support.pages import hidden, text
from tests.support.together import together

# As RR133 prints it, the place included.
PRINTED = (
    "“In five years of strategic partnership working, Essex has never managed to turn it into anything operational - "
    "nothing is jointly commissioned - despite a joint agreed framework.”"
)
CONSENT = Quote.Consent
TEXTS = [PRINTED, "Reading has helped us.", "We pool budgets. <script>alert(1)</script>", "Money.", "Time.", "People."]


@pytest.fixture
def anna(register):
    return people.in_role(Role.EVALUATOR)


def answers_of(texts=TEXTS, *, slug="commissioners", mode=Mode.CONFIDENTIAL, **more) -> dict[str, WrittenAnswer]:
    group = coded.a_group(texts, slug=slug, mode=mode, **more)
    RoundGroup.objects.filter(pk=group.pk).update(interviewed=slug == "champions")
    return {row.text: row for row in WrittenAnswer.objects.filter(respondent__group=group)}


def quoted(passage: str, answer: WrittenAnswer, by, consent=CONSENT.NOT_ASKED) -> Quote:
    return actions.add(source=answer, passage=passage, consent=consent, by=by)


def approve(quote: Quote, by, reason: str = "") -> Quote:
    return actions.approve(quote=quote, override_reason=reason, version=quote.version, by=by).row


@pytest.mark.django_db
def test_a_place_inside_a_quotation_is_never_approved(anna):
    """Whatever reason is given: the passage has to be masked first."""
    quote = quoted(PRINTED, answers_of()[PRINTED], anna)
    for reason in ("", "It is a different Essex.", "The director agreed."):
        with pytest.raises(NotNow, match="“Essex” would tell who speaks"):
            approve(quote, anna, reason)
    quote.refresh_from_db()
    assert (quote.state, quote.attribution) == (Quote.State.DRAFT, "")
    quote = actions.mask(quote=quote, by=anna).row
    assert "working, [area] has never" in quote.passage
    approved = approve(quote, anna)
    assert approved.state == Quote.State.APPROVED
    assert approved.attribution == "Commissioning champion, county, rural"
    with pytest.raises(NotNow, match="no longer changes"):
        actions.save(quote=approved, passage=PRINTED, consent="", version=approved.version, by=anna)


@pytest.mark.django_db
def test_at_the_page_too(client_as):
    client = client_as(Role.EVALUATOR)
    quote = quoted(PRINTED, answers_of()[PRINTED], client.person)
    page = client.get(quote.get_absolute_url())
    assert "“Essex”: the name of a place" in text(page)
    assert "quote_approve" not in text(page)
    refused = client.post(f"/evaluation/quotes/{quote.pk}/approve/", {"version": quote.version, "reason": "Why not"})
    assert refused.status_code == 409
    assert "Essex" in text(refused)
    quote.refresh_from_db()
    assert quote.state == Quote.State.DRAFT
    client.post(f"/evaluation/quotes/{quote.pk}/mask/")
    page = client.get(quote.get_absolute_url())
    done = client.post(
        f"/evaluation/quotes/{quote.pk}/approve/", {"version": hidden(page.content.decode())}, follow=True
    )
    assert "The quote is approved" in text(done)
    assert "Essex" not in text(done)


@pytest.mark.django_db
def test_a_word_that_is_only_sometimes_a_place_stands_for_a_reason_that_is_kept(anna):
    quote = quoted("Reading has helped us.", answers_of()["Reading has helped us."], anna)
    with pytest.raises(NotNow, match="say why it names nobody"):
        approve(quote, anna)
    quote = approve(quote, anna, "They mean the books.")
    assert (quote.override_reason, quote.checked) == ("They mean the books.", ["The name of a place: Reading"])
    assert AuditEntry.objects.filter(verb="quote-override", object_id=quote.pk, actor_id=anna.pk).exists()


@pytest.mark.django_db
def test_people_of_the_programme_are_found_by_name(anna):
    people.person("Zoë Quillfeather")
    found = queries.findings("then zoe quillfeather left, and Quillfeather said so")
    assert [(one.words, one.weight) for one in found] == [("zoe quillfeather", "mask"), ("Quillfeather", "mask")]


@pytest.mark.django_db
def test_every_council_and_former_council_is_found(register):
    for place in (
        "Cumbria",
        "northamptonshire",
        "Bournemouth",
        "Durham",
        "Kingston upon Hull",
        "Westmorland and Furness",
    ):
        assert [one.weight for one in queries.findings(f"we in {place} did")] == ["mask"], place


@pytest.mark.django_db
def test_only_the_answers_own_words_are_quoted(anna):
    answer = answers_of()["Money."]
    for passage in ("Much money.", "money", "[area]", ""):
        with pytest.raises(actions.NotSaid):
            quoted(passage, answer, anna)
    assert not Quote.objects.exists()


@pytest.mark.django_db
def test_26_who_is_alone_of_a_kind_is_not_told_apart(anna):
    group = coded.a_group(TEXTS[2:])
    coded.add_answers(group, ["One of a kind."], about=coded.COUNTY | {"type": "london_borough", "rurality": "urban"})
    alone = WrittenAnswer.objects.get(text="One of a kind.")
    assert queries.attribution_of(alone.respondent) == "Commissioning champion"
    coded.add_answers(group, ["Director."], about=coded.COUNTY | {"role": "director"})
    assert queries.attribution_of(WrittenAnswer.objects.get(text="Director.").respondent) == "A respondent"


@pytest.mark.django_db
def test_the_same_passage_is_one_quote(anna):
    answer = answers_of()["Money."]
    first = quoted("Money.", answer, anna)
    assert quoted(" Money. ", answer, anna) == first
    actions.withdraw(quote=first, because="Too short.", by=anna)
    actions.withdraw(quote=first, because="Another reason.", by=anna)
    second = quoted("Money.", answer, anna)
    first.refresh_from_db()
    assert (first.state, first.withdrawn_because) == (Quote.State.WITHDRAWN, "Too short.")
    assert second != first


@pytest.mark.django_db
def test_an_interview_is_quoted_only_with_consent(anna):
    answer = answers_of(slug="champions")["Time."]
    quote = quoted("Time.", answer, anna)
    for consent in (CONSENT.NOT_ASKED, CONSENT.REFUSED):
        quote = actions.save(quote=quote, passage="Time.", consent=consent, version=quote.version, by=anna).row
        with pytest.raises(NotNow, match="consent"):
            approve(quote, anna)
    quote = actions.save(quote=quote, passage="Time.", consent=CONSENT.GIVEN, version=quote.version, by=anna).row
    assert approve(quote, anna).state == Quote.State.APPROVED


def noted(consent: str, *, name: str, by) -> Passage:
    """In an interview that counts, with what they said to being quoted."""
    answer = answers_of(["Bespoke support changed our board in Essex."], slug="champions", name=name).popitem()[1]
    group = answer.respondent.group
    invitation = Invitation.objects.create(group=group, person=people.person())
    Identity.objects.filter(respondent=answer.respondent).update(invitation=invitation)
    interview = Interview.objects.create(
        invitation=invitation, interviewer=by, held_on=date(2026, 10, 1), consent=consent
    )
    return Passage.objects.create(interview=interview, question="priority", text="“It changed us in Essex,” they said.")


@pytest.mark.django_db
def test_what_was_noted_in_an_interview_is_quoted_as_they_allowed(anna):
    said = Interview.Consent
    freely, never, asked = (noted(one, name=f"Year {one}", by=anna) for one in (said.YES, said.NO, said.ASK))
    quotes = [
        actions.mask(quote=quoted("“It changed us in Essex,” they said.", one, anna), by=anna).row
        for one in (freely, never, asked)
    ]
    assert {quote.passage for quote in quotes} == {"“It changed us in [area],” they said."}
    assert approve(quotes[0], anna).attribution == "A respondent"
    for quote in quotes[1:]:
        with pytest.raises(NotNow, match="consent"):
            approve(quote, anna)
    allowed = actions.save(
        quote=quotes[2], passage=quotes[2].passage, consent=CONSENT.GIVEN, version=quotes[2].version, by=anna
    ).row
    assert approve(allowed, anna).state == Quote.State.APPROVED
    with pytest.raises(NotNow, match="in the quote bank"):
        interviews.remove_passage(passage=freely, by=anna)


@pytest.mark.django_db
def test_notes_of_interviews_wait_on_the_list(client_as):
    client = client_as(Role.EVALUATOR)
    passage = noted(Interview.Consent.ASK, name="Year 2", by=client.person)
    path = f"/evaluation/quotes/note/{passage.pk}/"
    assert path in text(client.get("/evaluation/quotes/"))
    page = client.get(path)
    assert "Did they agree to be quoted?" in text(page)
    data = {"version": 0, "passage": "“It changed us in [area],” they said.", "consent": CONSENT.GIVEN}
    done = client.post(path, data, follow=True)
    assert "It is in the bank as a draft" in text(done)
    listed = client.get("/evaluation/quotes/")
    assert path not in text(listed)
    assert "Year 2: Champions" in text(listed)


@pytest.mark.django_db
def test_on_top_of_somebody_elses_change_nothing_is_saved_or_approved(anna):
    ben = people.in_role(Role.EVALUATOR)
    quote = quoted("We pool budgets.", answers_of()[TEXTS[2]], anna)
    actions.save(quote=quote, passage="pool budgets", consent=CONSENT.NOT_ASKED, version=1, by=ben)
    assert actions.save(quote=quote, passage="We pool", consent=CONSENT.NOT_ASKED, version=1, by=anna).conflict
    assert actions.approve(quote=quote, override_reason="", version=1, by=anna).conflict
    quote.refresh_from_db()
    assert (quote.passage, quote.state) == ("pool budgets", Quote.State.DRAFT)


# --- Pages --------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.EVALUATOR])
def test_only_evaluators_open_the_bank(client_as, anna, role):
    quote = quoted("Money.", answers_of()["Money."], anna)
    client = client_as(role)
    for path in ("", f"{quote.pk}/", f"{quote.pk}/edit/", f"{quote.pk}/withdraw/", f"add/{quote.answer_id}/"):
        assert client.get(f"/evaluation/quotes/{path}").status_code == 403, path
    for path in ("mask", "approve", "withdraw", "edit"):
        assert client.post(f"/evaluation/quotes/{quote.pk}/{path}/", {"because": "x"}).status_code == 403, path
    quote.refresh_from_db()
    assert quote.state == Quote.State.DRAFT


@pytest.mark.django_db
def test_from_an_answer_to_the_bank(client_as):
    client = client_as(Role.EVALUATOR)
    answer = answers_of()[TEXTS[2]]
    page = client.get(f"/evaluation/quotes/add/{answer.pk}/")
    assert "&lt;script&gt;" in text(page)
    assert "<script>alert" not in text(page)
    wrong = client.post(f"/evaluation/quotes/add/{answer.pk}/", {"version": 0, "passage": "We pooled <b>budgets</b>"})
    assert "is not in the answer in these words" in text(wrong)
    assert "We pooled &lt;b&gt;budgets&lt;/b&gt;" in text(wrong)
    data = {"version": 0, "passage": "We pool […] <script>alert(1)</script>"}
    done = client.post(f"/evaluation/quotes/add/{answer.pk}/", data, follow=True)
    assert "It is in the bank as a draft" in text(done)
    assert "<script>alert" not in text(done)
    assert AuditEntry.objects.filter(verb="answers-read", object_id=answer.respondent.group_id).count() >= 2
    assert AuditEntry.objects.filter(verb="quote-add").count() == 1


@pytest.mark.django_db
def test_the_list_is_filtered_and_taken_out(client_as):
    client = client_as(Role.EVALUATOR)
    answers = answers_of(["=1+1 is our sum.", "Money.", *TEXTS])
    approve(quoted("=1+1 is our sum.", answers["=1+1 is our sum."], client.person), client.person)
    quoted("Money.", answers["Money."], client.person)
    listed = client.get("/evaluation/quotes/?state=approved")
    assert "=1+1 is our sum." in text(listed)
    assert "Money." not in text(listed)
    file = b"".join(client.get("/evaluation/quotes/?format=csv").streaming_content).decode()
    assert "'=1+1 is our sum." in file
    assert AuditEntry.objects.filter(verb="quotes-export").count() == 1
    assert client.get("/evaluation/quotes/?state=secret").status_code == 400
    round_ = answers["Money."].respondent.group.round
    assert "Money." in text(client.get(f"/evaluation/quotes/?round={round_.pk}"))
    for sort in ("changed", "-attribution", "state"):
        assert client.get(f"/evaluation/quotes/?sort={sort}").status_code == 200


@pytest.mark.django_db
def test_the_list_asks_as_much_for_one_as_for_fifty(client_as):
    client = client_as(Role.EVALUATOR)
    answers = list(answers_of([f"Answer {number}" for number in range(50)]).values())
    quoted(answers[0].text, answers[0], client.person)
    client.get("/evaluation/quotes/")
    with CaptureQueriesContext(connection) as one:
        client.get("/evaluation/quotes/")
    for answer in answers[1:]:
        quoted(answer.text, answer, client.person)
    with CaptureQueriesContext(connection) as fifty:
        assert "Answer 49" in text(client.get("/evaluation/quotes/"))
    assert len(one) == len(fifty)


@pytest.mark.django_db
def test_nothing_posted_breaks_the_pages(client_as):
    client = client_as(Role.EVALUATOR)
    quote = quoted("Money.", answers_of()["Money."], client.person)
    for path in ("edit", "mask", "approve", "withdraw"):
        for data in ({}, {"version": "x"}, {"version": "-1", "passage": "\x00", "because": "\x00"}):
            assert client.post(f"/evaluation/quotes/{quote.pk}/{path}/", data).status_code < 500, (path, data)
    assert client.get("/evaluation/quotes/999999/").status_code == 404


def test_two_at_once_make_one_quote_and_one_approval(own_database):
    anna, ben = people.in_role(Role.EVALUATOR), people.in_role(Role.EVALUATOR)
    answer = answers_of()["Money."]
    first, second = together(lambda: quoted("Money.", answer, anna), lambda: quoted("Money.", answer, ben))
    assert first == second
    done = together(lambda: approve(first, anna), lambda: actions.withdraw(quote=first, because="No.", by=ben))
    assert not any(isinstance(one, Exception) and not isinstance(one, NotNow) for one in done), done
    first.refresh_from_db()
    assert first.state == Quote.State.WITHDRAWN
