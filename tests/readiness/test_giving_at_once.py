"""Partners and champion at the same moment: one effect, and nothing lost."""

from commissioning.access.roles import Role
from commissioning.people import tokens
from commissioning.people.models import AuditEntry, User
from commissioning.saving import NotNow
from readiness import tasks
from readiness.actions import giving, links, partners
from readiness.levels import Answer
from readiness.models import PartnerKind, Scorer, Standard
from tests.support.assessments import champion_of, opened
from tests.support.partners import answered, asking, group, invited, link_to, mails
from tests.support.people import EALING, area, in_role
from tests.support.together import together


def raised(given: list, kind: type[Exception]) -> int:
    return sum(isinstance(one, kind) for one in given)


def test_sent_twice_in_one_second_is_sent_once(own_database):
    scorer = answered(invited(asking()))
    given = together(*[lambda: giving.send_views(scorer=scorer, by=scorer.person)] * 3)
    assert len({row.sent_at for row in given}) == 1
    assert AuditEntry.objects.filter(verb="views-send").count() == 1


def test_one_link_opened_by_two_opens_for_one(own_database):
    scorer = invited(asking())
    digest = tokens.digest(link_to(scorer).rstrip("/").rpartition("/")[2])
    given = together(*[lambda: links.open_link(digest=digest)] * 4)
    assert sum(one is not None for one in given) == 1
    assert scorer.links.get().opened_at is not None


def test_the_same_person_asked_from_two_pages_is_asked_once(own_database):
    assessment = asking()
    champion = champion_of(assessment)
    ann = partners.Wanted("Ann Lee", "ann@example.org")

    def ask():
        return partners.invite(
            assessment=assessment, kind=PartnerKind.SCHOOLS, people_wanted=[ann], why="Why", by=champion
        )

    given = together(ask, ask, ask)
    assert raised(given, partners.NotAsked) == 2
    assert len(mails("ann@example.org")) == 1


def test_two_areas_that_add_the_same_person_at_once_share_one(own_database):
    """The second finds whom the first has just added."""
    here = asking()
    there = asking(opened(in_role(Role.CHAMPION, area(EALING)), area(EALING)))
    given = together(*[lambda one=one: invited(one, email="new@example.org") for one in (here, there)])
    assert all(isinstance(one, Scorer) for one in given), given
    assert User.objects.filter(email="new@example.org").count() == 1


def test_two_who_enter_one_standard_never_overwrite_each_other(own_database):
    scorer = group(asking(), "gp")
    standard = Standard.objects.get(code="S05", version=scorer.assessment.version)

    def say(level: int):
        said = giving.Said(Answer(level), f"Level {level}", None, None, 0)
        return giving.save_view(scorer=scorer, standard=standard, said=said, by=scorer.person)

    given = together(lambda: say(2), lambda: say(4))
    assert sorted(kept.conflict for kept in given) == [False, True]
    kept = scorer.views.get()
    assert kept.line == f"Level {kept.level}"
    assert {one.row.line for one in given} == {kept.line}, "the second is shown what stands"


def test_withdrawn_while_sending_ends_in_one_of_the_two(own_database):
    scorer = answered(invited(asking()))
    champion = champion_of(scorer.assessment)
    together(
        lambda: giving.send_views(scorer=scorer, by=scorer.person),
        lambda: partners.withdraw(scorer=scorer, by=champion),
    )
    scorer.refresh_from_db()
    assert scorer.withdrawn_at is not None
    assert not Scorer.objects.sent().exists()
    given = together(lambda: giving.send_views(scorer=scorer, by=scorer.person))
    assert raised(given, NotNow) == 1


def test_two_reminder_runs_at_once_write_one_mail(own_database):
    scorer = invited(asking(days=2), email="ann@example.org")
    Scorer.objects.filter(pk=scorer.pk).update(invited_at="2026-01-01T00:00Z")
    together(tasks.remind, tasks.remind, tasks.remind)
    assert len(mails("ann@example.org")) == 2, "the invitation and one reminder"
    assert scorer.links.filter(replaced_at__isnull=True).count() == 1
