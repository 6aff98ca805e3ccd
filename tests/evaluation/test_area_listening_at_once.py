"""Two people, or one in two tabs, listening to an area at the same moment."""

import pytest

from commissioning.access.roles import Role
from commissioning.people.models import OutgoingEmail
from commissioning.people.tokens import digest
from commissioning.saving import NotNow
from evaluation.actions import area_interviews, area_reports, listening
from evaluation.actions.area_interviews import Checked
from evaluation.models import AreaReport, Heard, Listening
from evaluation.queries.listening import guides
from tests.support import listening as scenes
from tests.support.people import area, in_role
from tests.support.together import together

pytestmark = pytest.mark.usefixtures("own_database")


def test_of_two_who_begin_one_does():
    scenes.with_guides()
    first, second = in_role(Role.LOCAL_LEAD, area()), in_role(Role.LOCAL_LEAD, area())

    def begin(by):
        return listening.begin(authority=area(), purpose="What helps", guides=guides(), package=None, by=by)

    made = together(lambda: begin(first), lambda: begin(second))
    assert made[0] == made[1] == Listening.objects.get()


def test_a_link_used_in_two_tabs_is_used_once():
    scene = scenes.begun()
    interview = scenes.held(scene, "Amina Barrow")
    scenes.noted(scene, interview)
    area_interviews.send(interview=interview, by=scene.lead)
    mark = digest(scenes.link_to(scene.people["Amina Barrow"]).rstrip("/").rpartition("/")[2])
    interview.refresh_from_db()

    def check(consent):
        checked = Checked("right", "", consent)
        return area_interviews.check(digest=mark, checked=checked, notes_version=interview.notes_version)

    given = together(lambda: check("yes"), lambda: check("no"))
    assert sum(one is None for one in given) == 1
    assert Heard.objects.get() in given


def test_of_two_who_make_and_release_the_report_one_does():
    scene = scenes.begun()
    for name in ("Amina Barrow", "Bryn Castell", "Cora Denholm"):
        scenes.counted(scene, name)
    said = listening.Said("Partners come.", "", "")
    listening.summarise(listening=scene.listening, theme="governance", said=said, version=0, by=scene.lead)

    def make():
        return area_reports.make(listening=scene.listening, by=scene.lead)

    assert len(set(together(make, make))) == 1
    report = AreaReport.objects.get()
    told = OutgoingEmail.objects.count()
    together(*[lambda: area_reports.release(report=report, by=scene.lead)] * 2)
    assert OutgoingEmail.objects.count() == told + 1


def test_quoted_no_more_while_the_report_is_released_is_either_in_time_or_after_it():
    """Whichever came first: no report goes out with words whose quotation was taken back before it did."""
    scene = scenes.begun()
    interview = scenes.held(scene, "Amina Barrow")
    scenes.noted(scene, interview)
    area_interviews.send(interview=interview, by=scene.lead)
    mark = digest(scenes.link_to(scene.people["Amina Barrow"]).rstrip("/").rpartition("/")[2])
    interview.refresh_from_db()
    checked = Checked("right", "", "yes")
    area_interviews.check(digest=mark, checked=checked, notes_version=interview.notes_version)
    interview.refresh_from_db()
    scenes.quoted(scene, interview)
    for name in ("Bryn Castell", "Cora Denholm"):
        scenes.counted(scene, name)
    report = area_reports.make(listening=scene.listening, by=scene.lead)
    assert scenes.SAID in str(report.data)
    closed, released = together(
        lambda: area_interviews.change_consent(digest=mark, consent="no"),
        lambda: area_reports.release(report=report, by=scene.lead),
    )
    assert closed == Heard.objects.get(interview=interview)
    assert closed.consent == "no"
    report.refresh_from_db()
    in_time = isinstance(released, NotNow)
    assert in_time or released is None
    assert (report.released_at is None) is in_time
    opened = together(lambda: area_interviews.change_consent(digest=mark, consent="yes"))[0]
    assert isinstance(opened, NotNow) is not in_time
