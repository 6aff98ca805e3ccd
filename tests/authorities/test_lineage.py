"""Who came before whom, in words and as ids."""

import pytest

from commissioning.authorities.lineage import lineage_ids, lineage_of, lineages
from commissioning.authorities.models import Authority

pytestmark = pytest.mark.django_db


def at(code):
    return Authority.objects.get(gss_code=code)


def told(relatives):
    return [(r.authority.gss_code, r.effective_on.isoformat(), r.what_happened) for r in relatives]


def codes(ids):
    return set(Authority.objects.filter(pk__in=ids).values_list("gss_code", flat=True))


def test_barnsley_is_the_same_council_under_a_new_code(register):
    old, new = at("E08000016"), at("E08000038")
    assert told(lineage_of(old).successors) == [("E08000038", "2025-04-01", "Same council, new code")]
    assert told(lineage_of(new).predecessors) == [("E08000016", "2025-04-01", "Same council, old code")]
    assert codes(lineage_ids(new)) == {"E08000016", "E08000038"}
    assert not old.is_current
    assert new.is_current


def test_cumbria_was_split(register):
    words = "Took over part of this council’s area when it was split"
    assert told(lineage_of(at("E10000006")).successors) == [
        ("E06000063", "2023-04-01", words),
        ("E06000064", "2023-04-01", words),
    ]
    for successor in ("E06000063", "E06000064"):
        assert codes(lineage_ids(at(successor))) == {"E10000006", successor}


def test_bedfordshire_was_split_in_2009(register):
    assert [link[:2] for link in told(lineage_of(at("E10000001")).successors)] == [
        ("E06000055", "2009-04-01"),
        ("E06000056", "2009-04-01"),
    ]
    (before,) = lineage_of(at("E06000055")).predecessors
    assert before.legal_order == "The Bedfordshire (Structural Changes) Order 2008"


def test_northumberland_has_two_forerunners(register):
    assert codes(lineage_ids(at("E06000057"))) == {"E06000057", "E06000048", "E10000022"}
    assert [link[1] for link in told(lineage_of(at("E06000057")).predecessors)] == ["2013-04-01", "2009-04-01"]


def test_a_part_is_shown_but_is_no_ancestor(register):
    bournemouth = at("E06000058")
    assert "A part of its area joined this council" in [link[2] for link in told(lineage_of(bournemouth).predecessors)]
    assert codes(lineage_ids(bournemouth)) == {"E06000058", "E06000028", "E06000029"}
    assert codes(lineage_ids(at("E06000059"))) == {"E06000059", "E10000009"}


def test_an_authority_of_no_lineage_is_its_own(register):
    ealing = at("E09000009")
    assert lineage_ids(ealing) == {ealing.pk}
    assert lineage_of(ealing).predecessors == lineage_of(ealing).successors == ()


def test_lineage_is_followed_through_generations_and_round_in_circles(register):
    durham, county = at("E06000047"), at("E10000010")
    older = Authority.objects.create(
        gss_code="E10000098",
        name="Older",
        short_name="Older",
        type="county",
        region=county.region,
        ended_on="1974-03-31",
    )
    for before, after in ((older, county), (durham, older)):  # the second closes a circle no order could make
        before.successions.create(successor=after, effective_on="1974-04-01", kind="replaced")
    assert codes(lineage_ids(durham)) == {"E06000047", "E10000010", "E10000098"}


def test_all_lineages_take_one_query(register, django_assert_num_queries):
    ids = list(Authority.objects.current().values_list("pk", flat=True))
    with django_assert_num_queries(1):
        assert len(lineages(ids)) == 153
