"""Two rows of one human become one, with all that names either."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ForeignKey

from commissioning.access.roles import Role
from commissioning.library.models import Resource, SavedResource
from commissioning.people import actions, queries
from commissioning.people.actions import merging
from commissioning.people.models import AuditEntry, HandoverNote, User
from commissioning.support.models import Adviser
from tests.conftest import browser_of
from tests.support.people import EALING, area, in_role, person

pytestmark = pytest.mark.usefixtures("register")


def merge(second, into, **more):
    return actions.merge_people(second=second, into=into, **{"keep_address_of_second": False, "by": None, **more})


def test_every_relation_to_a_person_can_be_moved_or_belongs_to_a_history():
    """A relation of another sort than these would be forgotten by merging."""
    found = list(merging.relations())
    assert all(isinstance(field, ForeignKey) for _, field in found)
    for model in {
        related.related_model
        for related in User._meta.get_fields(include_hidden=True)
        if related.auto_created and not related.concrete
    }:
        assert model in {one for one, _ in found} | {User, *merging.OF_THE_ACCOUNT}


def test_appointments_move_and_the_same_one_twice_becomes_one():
    second, kept = (
        in_role(Role.LOCAL_LEAD, starts_on=date(2024, 1, 1)),
        in_role(Role.LOCAL_LEAD, starts_on=date(2025, 1, 1)),
    )
    actions.appoint(person=second, role=Role.CHAMPION, authority=area(EALING), by=None)
    assert merge(second, kept).joined == 1
    assert not second.appointments.exists()
    lead = kept.appointments.get(role="local_lead", revoked_at__isnull=True)
    assert (lead.starts_on, lead.ends_on) == (date(2024, 1, 1), None)
    assert {grant.role for grant in queries.scope_of(kept).grants} == {Role.LOCAL_LEAD, Role.CHAMPION}


def test_the_second_row_stays_and_cannot_sign_in():
    second, kept = in_role(Role.CHAMPION), person()
    browser = browser_of(second)
    assert browser.get("/").status_code == 200
    actions.invite(person=second, by=None)
    merge(second, kept)
    assert browser.get("/").status_code == 302
    second.refresh_from_db()
    assert (second.merged_into, second.is_active, second.has_usable_password()) == (kept, False, False)
    assert not second.invitations.filter(replaced_at__isnull=True).exists()
    assert AuditEntry.objects.filter(verb="person-merge", object_id=second.pk).count() == 1
    with pytest.raises(ValidationError, match="may not sign in"):
        actions.invite(person=second, by=None)
    found = actions.appoint_by_email(
        full_name="X", email=second.email, role=Role.CONTRIBUTOR, authority=area(), by=None
    )
    assert found.person == kept


def test_sent_twice_it_is_done_once_and_back_again_is_refused():
    second, kept = person(), person()
    assert merge(second, kept) is not None
    assert merge(second, kept) is None
    with pytest.raises(ValidationError, match="merged already"):
        merge(kept, second)
    with pytest.raises(ValidationError, match="two different people"):
        merge(kept, kept)


def test_either_address_may_stay():
    second, kept = person(), person()
    addresses = second.email, kept.email
    merge(second, kept, keep_address_of_second=True)
    kept.refresh_from_db()
    second.refresh_from_db()
    assert (kept.email, second.email) == addresses


def test_what_both_kept_for_later_stays_with_the_second_row():
    second, kept = person(), person()
    one, other = Resource.objects.all()[:2]
    for who, what in ((second, one), (kept, one), (second, other)):
        SavedResource.objects.create(person=who, resource=what)
    merge(second, kept)
    assert set(SavedResource.objects.filter(person=kept).values_list("resource", flat=True)) == {one.pk, other.pk}
    assert SavedResource.objects.get(person=second).resource == one


def test_what_cannot_be_told_apart_is_refused_with_the_reason_and_nothing_moves():
    second, kept = in_role(Role.ADVISER), in_role(Role.ADVISER)
    for who in (second, kept):
        Adviser.objects.create(person=who)
    with pytest.raises(ValidationError, match="adviser"):
        merge(second, kept)
    second.refresh_from_db()
    assert second.is_active
    assert second.appointments.count() == 1


def test_a_history_that_nobody_may_change_goes_on_naming_the_second_row():
    second, kept = in_role(Role.CHAMPION), person()
    actions.write_note(authority=area(), role="champion", text="Ask the board first", by=second)
    merge(second, kept)
    assert HandoverNote.objects.get().by == second


def test_administrators_see_what_would_happen_before_it_does(client_as):
    second, kept = in_role(Role.CHAMPION), person()
    client = client_as(Role.ADMINISTRATOR)
    typed = {"second": second.email, "into": kept.email}
    shown = client.post("/accounts/people/merge/", typed)
    assert "1 appointment to move" in shown.content.decode()
    assert second.appointments.exists()
    other = {**typed, "merge": f"{kept.pk}-{second.pk}"}  # not what was shown
    assert client.post("/accounts/people/merge/", other).status_code == 200
    assert second.appointments.exists()
    done = client.post("/accounts/people/merge/", {**typed, "merge": f"{second.pk}-{kept.pk}"})
    assert done.status_code == 302
    assert not second.appointments.exists()
    row = kept.appointments.get()
    assert "Merged on" in client.get(f"/accounts/people/{row.pk}/").content.decode()
    own = client.post(
        "/accounts/people/merge/",
        {"second": client.person.email, "into": kept.email, "merge": f"{client.person.pk}-{kept.pk}"},
    )
    assert "cannot merge your own account" in own.content.decode()
    nobody = client.post("/accounts/people/merge/", {"second": "nobody@example.org", "into": kept.email})
    assert "Nobody is listed with this address" in nobody.content.decode()
    assert client_as(Role.PROGRAMME_LEAD).get("/accounts/people/merge/").status_code == 403
