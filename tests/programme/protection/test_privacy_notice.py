"""The privacy notice says everything that is kept, why, who sees it and for how long."""

import pytest

from commissioning.access.privacy import Kind
from commissioning.programme.protection import notice
from commissioning.programme.protection.fields import classified, columns
from commissioning.programme.protection.schedule import SCHEDULE


def test_every_model_that_keeps_anything_of_people_is_in_one_group():
    said = [label for group in notice.GROUPS for label in group.models]
    assert len(said) == len(set(said))
    kept = {model._meta.label for model in classified() if notice.holds_anything(model)}
    assert kept - set(said) == set(), "say in protection/notice.py why these are kept"
    assert set(said) - {model._meta.label for model in classified()} == set()


def test_every_group_says_why_on_what_basis_who_sees_it_and_how_long():
    for group in notice.GROUPS:
        assert all((group.title, group.purpose, group.basis, group.seen_by)), group.key
        assert group.kept or group.rules, group.key


def test_every_rule_of_the_schedule_is_in_the_notice():
    said = {key for group in notice.GROUPS for key in group.rules}
    keys = {rule.key for rule in SCHEDULE}
    assert said <= keys
    assert keys - said == {"confirmations"}, "of an address that the account has"


@pytest.mark.django_db
def test_the_page_says_every_personal_field_by_its_name(client):
    shown = client.get("/privacy/").content.decode()
    for column in columns(Kind.PERSONAL, Kind.FREE_TEXT):
        assert column.in_words in shown.replace("&#x27;", "'").replace("&amp;", "&"), column.label
    for rule in SCHEDULE:
        assert rule.key == "confirmations" or f"{rule.kept} from {rule.counted_from}" in shown, rule.key
