"""Taking in a file while something else happens: another does the same, or the connection dies."""

import pytest
from django.db import OperationalError, connection

from evaluation.actions import importing
from evaluation.actions.importing import import_responses
from evaluation.models import Respondent, RoundGroup
from tests.support import responses
from tests.support.together import together


def a_file(tmp_path):
    path = tmp_path / "many.csv"
    path.write_text("_respondent,services_used\n" + "".join(f"r{at},none\n" for at in range(300)))
    return path


def test_31_the_same_file_twice_at_once_is_taken_in_once(own_database, tmp_path):
    group, path = responses.a_group(), a_file(tmp_path)

    def take_in():
        own = RoundGroup.objects.select_related("round").get(pk=group.pk)
        return import_responses(path=path, group=own, by=None).again

    assert sorted(together(take_in, take_in)) == [False, True]
    assert Respondent.objects.filter(group=group).count() == 300


def test_a_connection_that_dies_in_the_middle_leaves_nothing(own_database, tmp_path, monkeypatch):
    group, path = responses.a_group(), a_file(tmp_path)
    monkeypatch.setattr(importing, "AT_ONCE", 100)
    kept = importing.store

    def store_and_die(of, records):
        number = kept(of, records)
        if Respondent.objects.filter(group=of).count() == 200:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return number

    with monkeypatch.context() as dying:
        dying.setattr(importing, "store", store_and_die)
        with pytest.raises(OperationalError):
            import_responses(path=path, group=group, by=None)
    connection.close()
    assert not Respondent.objects.filter(group=group).exists()
    assert import_responses(path=path, group=group, by=None).respondents == 300
