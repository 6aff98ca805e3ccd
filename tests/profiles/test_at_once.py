"""Several people at one profile at the same moment."""

import time
from datetime import date

import pytest

from commissioning.access.roles import Role
from commissioning.people import audit
from commissioning.people.models import User
from commissioning.profiles.actions import (
    commissioners,
    history,
    insights,
    organisational_models,
    relations,
    said,
    service_use,
    service_use_import,
    stakeholders,
)
from commissioning.profiles.models import (
    Commissioner,
    HistoryEntry,
    Relation,
    ServiceUse,
    Stakeholder,
    Structure,
    WelcomedSupport,
)
from commissioning.profiles.organisational_models import MODELS
from commissioning.saving import NotNow
from tests.profiles.rows import (
    entry,
    entry_typed,
    insight,
    insight_typed,
    keeper,
    person_typed,
    post,
    stakeholder,
    structure,
    tie_typed,
    use,
    use_typed,
    welcomed_typed,
)
from tests.support.people import area
from tests.support.together import together


@pytest.fixture(autouse=True)
def _slowly(monkeypatch):
    """Each change stays uncommitted for a moment, so that the others surely meet it."""
    record = audit.record

    def late(*args, **kwargs):
        record(*args, **kwargs)
        time.sleep(0.2)

    monkeypatch.setattr(audit, "record", late)


def test_adding_the_same_at_once_adds_one(own_database):
    by, here = keeper(), area()
    given = together(*[lambda: history.add(authority=here, typed=entry_typed(), by=by)] * 3)
    assert len({row.pk for row in given}) == 1
    assert HistoryEntry.objects.count() == 1


def test_the_same_welcomed_at_once_is_one(own_database):
    by, here, typed = keeper(), area(), welcomed_typed()
    given = together(*[lambda: said.add(WelcomedSupport, authority=here, typed=typed, by=by)] * 3)
    assert len({row.pk for row in given}) == 1


def test_two_who_save_at_once_do_not_overwrite_each_other(own_database):
    row, by = entry(), keeper()
    given = together(
        lambda: history.save(entry=row, typed=entry_typed(title="One"), version=1, by=by),
        lambda: history.save(entry=row, typed=entry_typed(title="Two"), version=1, by=by),
    )
    assert sorted(saved.conflict for saved in given) == [False, True]
    row.refresh_from_db()
    assert row.version == 2


def test_two_who_save_an_insight_at_once_do_not_overwrite_each_other(own_database):
    row, by = insight(), keeper()
    given = together(
        lambda: insights.save(insight=row, typed=insight_typed(words="One"), version=1, by=by),
        lambda: insights.save(insight=row, typed=insight_typed(words="Two"), version=1, by=by),
    )
    assert sorted(saved.conflict for saved in given) == [False, True]


def test_saved_or_removed_at_once_one_of_them_is_told(own_database):
    row, by = entry(), keeper()
    saved, removed = together(
        lambda: history.save(entry=row, typed=entry_typed(title="One"), version=1, by=by),
        lambda: history.remove(entry=row, because="Twice", version=1, by=by),
    )
    row.refresh_from_db()
    if isinstance(saved, NotNow):
        assert (row.version, row.removed_because) == (1, "Twice")
    else:
        assert removed.conflict
        assert (row.title, row.removed_at) == ("One", None)


def test_nobody_else_is_agreed_while_the_row_changes(own_database):
    """Whichever came first, no agreement stands to a name the champion did not see."""
    champion, lead = keeper(role=Role.CHAMPION), keeper()
    rows = [stakeholder(lead) for _ in range(3)]
    shown = {row.pk: 1 for row in rows}
    together(
        lambda: stakeholders.agree(authority=area(), shown=shown, by=champion),
        *[
            lambda row=row: stakeholders.save(stakeholder=row, typed=person_typed(name="Else"), version=1, by=lead)
            for row in rows
        ],
    )
    assert set(Stakeholder.objects.values_list("name", "agreed_at")) == {("Else", None)}


USES = "email,name,gss_code,service,used_on,what\n"


def uses(*days: int) -> bytes:
    lines = [f"jo@example.org,Jo Field,E06000047,training,2025-05-{day:02d},Pools" for day in days]
    return (USES + "\n".join(lines)).encode()


def test_one_file_saved_at_once_is_saved_once(own_database):
    by = [keeper(role=Role.PROGRAMME_LEAD) for _ in range(2)]
    files = [service_use_import.bring_in(content=uses(1, 2), name="x.csv", by=one) for one in by]
    given = together(
        *[
            lambda file=file, one=one: service_use_import.save(file=file, by=one)
            for file, one in zip(files, by, strict=True)
        ],
        lambda: service_use_import.save(file=files[0], by=by[0]),
    )
    assert len({file.pk for file in given}) == 1
    assert ServiceUse.objects.count() == 2


def test_files_that_share_rows_and_people_and_a_hand_at_once_double_nobody(own_database):
    by = keeper(role=Role.PROGRAMME_LEAD)
    files = [service_use_import.bring_in(content=uses(*days), name="x.csv", by=by) for days in ((1, 2), (2, 3))]
    typed = use_typed(email="JO@example.org", used_on=date(2025, 5, 2), what="Pools")
    given = together(
        *[lambda file=file: service_use_import.save(file=file, by=by) for file in files],
        lambda: service_use.add(authority=area(), typed=typed, by=by),
    )
    assert not [one for one in given if isinstance(one, Exception)]
    assert ServiceUse.objects.count() == 3
    assert User.objects.filter(email__iexact="jo@example.org").count() == 1


def test_corrected_and_removed_at_once_one_of_them_is_told(own_database):
    by = keeper(role=Role.PROGRAMME_LEAD)
    row = use(by)
    typed = use_typed(email=row.person.email, name=row.person.full_name, what="Right")
    corrected, removed = together(
        lambda: service_use.correct(use=row, typed=typed, because="Wrong", by=by),
        lambda: service_use.remove(use=row, because="Never was", version=1, by=by),
    )
    row.refresh_from_db()
    if isinstance(corrected, NotNow):
        assert (row.removed_because, ServiceUse.objects.count()) == ("Never was", 1)
    else:
        assert (row.removed_because, removed.row.removed_because) == ("Wrong", "Wrong")


def test_a_commissioner_added_and_brought_in_at_once_is_one(own_database):
    by = keeper(role=Role.CHAMPION)
    file = b"name,email,job_title,employer,level\nJo Field,JO@example.org,Manager,council,operational"
    given = together(
        *[
            lambda: commissioners.add(authority=area(), name="Jo", email="jo@example.org", post=post(), by=by)
            for _ in range(2)
        ],
        *[lambda: commissioners.bring_in(authority=area(), content=file, by=by) for _ in range(2)],
    )
    assert not [one for one in given if isinstance(one, Exception)]
    assert Commissioner.objects.count() == 1
    assert User.objects.filter(email__iexact="jo@example.org").count() == 1


def test_the_same_relation_added_at_once_is_one(own_database):
    by = keeper()
    one, two = structure(by, name="Group", kind="group"), structure(by, name="Board")
    given = together(
        *[lambda: relations.add(authority=area(), typed=tie_typed(one, two), by=by)] * 3,
        lambda: relations.add(authority=area(), typed=tie_typed(one, two, kind="pools"), by=by),
        lambda: relations.add(authority=area(), typed=tie_typed(two, one, kind="pools"), by=by),
    )
    assert not [found for found in given if isinstance(found, Exception)]
    assert Relation.objects.count() == 2


def test_two_halves_of_a_circle_at_once_are_one_half(own_database):
    by = keeper()
    one, two = structure(by, name="Group", kind="group"), structure(by, name="Board")
    given = together(
        lambda: relations.add(authority=area(), typed=tie_typed(one, two), by=by),
        lambda: relations.add(authority=area(), typed=tie_typed(two, one), by=by),
    )
    assert [str(found).partition(":")[0] for found in given if isinstance(found, NotNow)] == [
        "Reporting would go round in a circle"
    ]
    assert Relation.objects.count() == 1


def test_a_model_chosen_at_once_is_copied_once(own_database):
    by, model = keeper(), MODELS[0]
    together(*[lambda: organisational_models.copy(authority=area(), model=model, by=by)] * 3)
    assert Structure.objects.count() == len(model.parts)
    assert Relation.objects.count() == len(model.ties)
