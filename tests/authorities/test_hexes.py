"""Every council has a hexagon of its own on the map, also one that the file has never heard of."""

import datetime

import pytest

from commissioning.authorities.hexes import places_in_file, places_of
from commissioning.authorities.models import Authority, Succession

pytestmark = pytest.mark.usefixtures("register")

DAY = datetime.date(2028, 4, 1)


def current() -> list[Authority]:
    return list(Authority.objects.current())


def coordinates(places) -> set[tuple[int, int]]:
    return {(place.q, place.r) for place in places.values()}


def council(code: str, name: str, *, after: tuple[str, ...], kind=Succession.Kind.REPLACED) -> Authority:
    """A new council that takes the place of the ones with these codes."""
    old = list(Authority.objects.filter(gss_code__in=after))
    new = Authority.objects.get(gss_code="E06000047") if not old else old[0]
    new = Authority.objects.create(
        gss_code=code,
        name=f"{name} Council",
        short_name=name,
        type=Authority.Type.UNITARY,
        region=new.region,
        rural_urban=Authority.RuralUrban.RURAL,
        population_0_17=1,
        started_on=DAY,
    )
    for predecessor in old:
        Succession.objects.create(predecessor=predecessor, successor=new, effective_on=DAY, kind=kind)
        Authority.objects.filter(pk=predecessor.pk).update(ended_on=DAY - datetime.timedelta(days=1))
    return new


def test_all_153_stand_in_a_place_and_under_letters_of_their_own(django_assert_num_queries):
    councils = current()
    with django_assert_num_queries(0):
        places = places_of(councils)

    assert len(councils) == 153
    assert set(places) == {authority.gss_code for authority in councils} == set(places_in_file())
    assert len(coordinates(places)) == 153
    assert len({place.short for place in places.values()}) == 153
    assert all(2 <= len(place.short) <= 3 for place in places.values())


def test_the_two_recoded_in_2025_stand_under_their_new_codes():
    assert {"E08000038", "E08000039"} <= set(places_in_file())
    assert not {"E08000016", "E08000019"} & set(places_in_file())


def test_a_recoded_council_keeps_its_hexagon(django_assert_max_num_queries):
    before = places_in_file()["E10000008"]
    new = council("E06000099", "Devon", after=("E10000008",), kind=Succession.Kind.RECODED)
    councils = current()
    with django_assert_max_num_queries(2):
        places = places_of(councils)

    assert (places[new.gss_code].q, places[new.gss_code].r) == (before.q, before.r)
    assert places[new.gss_code].short == "DEV"
    assert "E10000008" not in places


def test_merged_councils_leave_one_hexagon_among_theirs():
    merged = ("E06000030", "E10000014")
    theirs = {(places_in_file()[code].q, places_in_file()[code].r) for code in merged}
    new = council("E06000099", "Wessex", after=merged, kind=Succession.Kind.MERGED)
    places = places_of(current())

    assert len(coordinates(places)) == len(places) == 152
    assert all(code not in places for code in merged)
    q, r = places[new.gss_code].q, places[new.gss_code].r
    assert min(abs(q - x) + abs(r - y) for x, y in theirs) <= 2


def test_a_council_split_in_three_gives_three_hexagons_side_by_side():
    before = places_in_file()["E10000012"]
    names = {"E06000097": "South Essex", "E06000098": "Mid Essex", "E06000099": "North Essex"}
    for code, name in names.items():
        council(code, name, after=("E10000012",), kind=Succession.Kind.SPLIT)
    places = places_of(current())

    assert len(coordinates(places)) == len(places) == 155
    assert (places["E06000097"].q, places["E06000097"].r) == (before.q, before.r)
    for code in names:
        assert abs(places[code].q - before.q) + abs(places[code].r - before.r) <= 4


def test_a_council_nobody_knows_stands_by_its_region():
    new = council("E06000099", "New", after=())
    places = places_of(current())

    north_east = [places[authority.gss_code] for authority in current() if authority.region_id == new.region_id]
    assert len(coordinates(places)) == len(places) == 154
    assert min(place.r for place in north_east) >= 12


def test_places_do_not_depend_on_the_order_asked():
    council("E06000099", "Devon", after=("E10000008",))

    assert places_of(current()) == places_of(reversed(current()))
