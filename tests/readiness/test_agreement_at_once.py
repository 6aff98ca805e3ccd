"""Two people at the levels, the challenge, the response and the signature in the same second."""

from datetime import date

from commissioning.access.roles import Role
from commissioning.people import actions as people
from commissioning.saving import NotNow
from readiness.actions import agreement
from readiness.actions import assessments as actions
from readiness.levels import Answer
from readiness.models import Challenge, SelfAssessment, Signature, Snapshot
from readiness.queries.agreement import challengers
from tests.support.agreeing import said
from tests.support.assessments import answer, answered, challenging, champion_of, opened, responding, signed, submitted
from tests.support.people import area, in_role
from tests.support.together import together


def refused(given: list) -> list[type]:
    return [type(one) for one in given if isinstance(one, Exception)]


def test_starting_twice_at_once_opens_one(own_database):
    champion, authority = in_role(Role.CHAMPION), area()

    def start(**more):
        return lambda: actions.open_assessment(authority=authority, year=2026, by=champion, **more)

    assert refused(together(*[start()] * 3)) == [NotNow, NotNow]
    close = {"occasion": "close", "about_package": "Pooled budgets"}
    assert refused(together(*[start(**close)] * 3)) == [NotNow, NotNow]
    assert SelfAssessment.objects.count() == 2


def test_28_two_agree_one_level(own_database):
    assessment = answered()
    said(assessment)
    agreement.begin(assessment=assessment, by=champion_of(assessment))
    standard = assessment.version.standards.get(code="S01")

    def agree(level: int):
        wanted = agreement.Agreed(Answer(level), None, "", "", 0)
        by = champion_of(assessment)
        return lambda: agreement.agree_level(assessment=assessment, standard=standard, agreed=wanted, by=by)

    given = together(agree(2), agree(4))
    assert sorted(standing.conflict for standing in given) == [False, True]
    won = next(standing.row for standing in given if not standing.conflict)
    row = assessment.agreed_levels.get(standard=standard)
    assert (row.level, row.version) == (won.level, 1)


def test_views_are_sent_once_while_a_standard_is_saved(own_database):
    assessment = answered()
    by = champion_of(assessment)
    together(
        lambda: agreement.begin(assessment=assessment, by=by),
        lambda: agreement.begin(assessment=assessment, by=by),
        lambda: answer(assessment, "S01", "5", version=1),
    )
    assert assessment.moves.filter(move="agree").count() == 1
    view = assessment.scorers.get().views.get(standard__code="S01")
    agreed = assessment.agreed_levels.get(standard__code="S01")
    assert view.level == agreed.level  # whichever came first, what was sent is what was agreed from


def test_two_local_leads_find_differently(own_database):
    assessment = challenging()
    leads = [challengers(assessment)[0].person, in_role(Role.LOCAL_LEAD)]
    standard = assessment.version.standards.get(code="S01")

    def find(lead, words: str):
        found = agreement.Found("lower", words, 0)
        return lambda: agreement.save_finding(assessment=assessment, standard=standard, found=found, by=lead)

    given = together(find(leads[0], "One"), find(leads[1], "Two"))
    assert sorted(saved.conflict for saved in given) == [False, True]
    assert Challenge.objects.get().version == 1


def test_given_and_taken_back_is_one_of_them(own_database):
    assessment = challenging()
    lead = challengers(assessment)[0].person
    agreement.agree_with_the_rest(assessment=assessment, by=lead)
    given = together(
        lambda: agreement.give_challenge(assessment=assessment, by=lead),
        lambda: agreement.take_back(assessment=assessment, by=champion_of(assessment), reason="Something changed"),
    )
    assert refused(given) == [NotNow]
    assessment.refresh_from_db()
    assert (assessment.state, assessment.challenge_given) in [("response", 1), ("agreeing", None)]


def test_two_answer_one_challenge(own_database):
    assessment = responding(lower=("S03",))
    standard = assessment.version.standards.get(code="S03")

    def respond(words: str, level: int):
        agreed = agreement.Agreed(Answer(level), None, words, "", 1)
        return lambda: agreement.respond(
            assessment=assessment,
            standard=standard,
            response=words,
            version=1,
            agreed=agreed,
            by=champion_of(assessment),
        )

    given = together(respond("One", 1), respond("Two", 2))
    assert sorted(answered.conflict for answered in given) == [False, True]
    row, level = assessment.challenges.get(standard=standard), assessment.agreed_levels.get(standard=standard)
    assert row.response == level.rationale  # both of one person, never one of each


def test_one_signature_from_two_clicks(own_database):
    assessment = submitted()
    director = in_role(Role.DIRECTOR)
    given = together(*[lambda: agreement.sign(assessment=assessment, by=director, comment="Once")] * 4)
    assert refused(given) == [NotNow] * 3
    assert Signature.objects.count() == 1
    assert Snapshot.objects.filter(moment="signed").count() == 1


def test_director_and_acting_director_sign_once(own_database):
    assessment = submitted()
    people_in_post = [in_role(Role.DIRECTOR), in_role(Role.DIRECTOR, acting=True)]
    given = together(*[lambda by=by: agreement.sign(assessment=assessment, by=by) for by in people_in_post])
    assert refused(given) == [NotNow]
    assert Signature.objects.count() == 1


def test_signed_or_returned(own_database):
    assessment = submitted()
    director = in_role(Role.DIRECTOR)
    given = together(
        lambda: agreement.sign(assessment=assessment, by=director, board_discussed_on=date(2026, 5, 12)),
        lambda: agreement.return_to_area(assessment=assessment, by=director, reason="Look again"),
    )
    assert refused(given) == [NotNow]
    assessment.refresh_from_db()
    assert (assessment.state, Signature.objects.count()) in [("signed", 1), ("returned", 0)]


def test_28_sent_on_during_an_edit_tells_the_second_and_loses_nothing(own_database):
    assessment = answered()
    by = champion_of(assessment)
    agreement.begin(assessment=assessment, by=by)
    given = together(
        lambda: agreement.submit(assessment=assessment, by=by),
        lambda: answer(assessment, "S01", "3", "Words of the last minute", version=1),
    )
    frozen = Snapshot.objects.get().data["standards"][0]["narrative"]
    saved = assessment.entries.get(standard__code="S01").narrative
    assert frozen == saved  # what was sent is what stands
    if refused(given):
        assert saved == "Because"
    else:
        assert saved == "Words of the last minute"


def test_reopened_twice_is_one_revision(own_database):
    assessment = signed()
    by = champion_of(assessment)
    given = together(*[lambda: agreement.reopen(assessment=assessment, by=by, reason="A review")] * 3)
    assert refused(given) == [NotNow, NotNow]
    assessment.refresh_from_db()
    assert assessment.revision == 2


def test_reopened_while_the_next_year_is_opened(own_database):
    assessment = signed()
    by = champion_of(assessment)
    given = together(
        lambda: agreement.reopen(assessment=assessment, by=by, reason="A review"),
        lambda: opened(by, year=2027),
    )
    assert refused(given) == [NotNow]
    assert SelfAssessment.objects.exclude(state="signed").count() == 1


def test_a_directorship_that_ends_as_they_sign(own_database):
    assessment = submitted()
    director = in_role(Role.DIRECTOR)
    given = together(
        lambda: agreement.sign(assessment=assessment, by=director),
        lambda: people.end_now(appointment=director.appointments.get(), by=None),
    )
    assessment.refresh_from_db()
    assert (assessment.state == "signed") == (Signature.objects.count() == 1) == (not refused(given))
