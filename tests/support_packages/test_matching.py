"""Who fits a package: pure, in order, with reasons in words."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from commissioning.support.kinds import Kind
from commissioning.support.matching import Known, Wanted, matches

TODAY = date(2026, 5, 20)
DURHAM, LEEDS = 1, 2
WANTED = Wanted(
    kind="joint",
    standards={"S08": "Commissioning together", "S06": "Money matched to priorities and prevention"},
    areas={DURHAM: "County Durham"},
    regions=frozenset({"North East"}),
    days=Decimal(6),
    today=TODAY,
)


def known(id: int = 1, **words) -> Known:
    base = {
        "name": f"Adviser {id}",
        "accredited_until": date(2027, 3, 31),
        "kinds": frozenset({"joint"}),
        "standards": frozenset({"S08"}),
        "regions": frozenset({"North East"}),
        "employer": None,
        "conflicts": {},
        "days_a_month": Decimal(4),
        "taken": Decimal("2.5"),
        "away_until": None,
    }
    return Known(id=id, **{**base, **words})


def one(**words):
    (match,) = matches(WANTED, [known(**words)])
    return match


def test_what_speaks_for_somebody_is_said():
    assert one().good == (
        "Accredited until 31 March 2027",
        "Knows joint commissioning and pooled budgets",
        "Knows Commissioning together",
        "Works in North East",
        "Free for 4 days a month; 2.5 are taken",
    )
    assert one().bad == one().never == ()
    assert one(taken=Decimal(1)).good[-1] == "Free for 4 days a month; 1 is taken"
    assert one(taken=Decimal(0)).good[-1] == "Free for 4 days a month"


def test_what_speaks_against_somebody_is_said():
    match = one(
        accredited_until=date(2026, 7, 1),
        kinds=frozenset(),
        standards=frozenset(),
        regions=frozenset({"London"}),
        taken=Decimal(4),
    )
    assert match.good == match.never == ()
    assert match.bad == (
        "Accreditation ends soon, on 1 July 2026",
        "Joint commissioning and pooled budgets is not among what they know",
        "Knows none of the package’s standards",
        "Does not work in North East",
        "Free for 4 days a month; 4 are taken",
    )
    assert one(away_until=date(2026, 6, 1)).bad == ("Away until 1 June 2026",)


def test_who_cannot_is_told_why_and_stands_last():
    order = matches(
        WANTED,
        [
            known(1, employer=DURHAM),
            known(2, conflicts={DURHAM: "A sister works there", LEEDS: "No matter here"}),
            known(3, accredited_until=date(2026, 5, 19)),
            known(4, accredited_until=None),
            known(5, kinds=frozenset(), standards=frozenset(), regions=frozenset({"London"}), taken=Decimal(9)),
            known(6, employer=LEEDS, accredited_until=TODAY),
        ],
    )
    assert [match.known.id for match in order[:2]] == [6, 5]
    assert {match.known.id: match.never for match in order[2:]} == {
        1: ("Employed by County Durham: never",),
        2: ("A conflict of interest with County Durham: A sister works there",),
        3: ("Accreditation ended on 19 May 2026",),
        4: ("Not accredited",),
    }
    assert not any(match.can for match in order[2:])


def test_the_best_fit_stands_first_and_time_decides_among_equals():
    order = matches(
        WANTED,
        [
            known(1, kinds=frozenset(), standards=frozenset()),
            known(2, taken=Decimal(1), days_a_month=Decimal(4)),
            known(3, taken=Decimal(1), days_a_month=Decimal(6)),
            known(4, standards=frozenset({"S08", "S06"})),
            known(5, kinds=frozenset(), regions=frozenset({"London"})),
        ],
    )
    assert [match.known.id for match in order] == [3, 2, 4, 1, 5]


_ADVISERS = st.builds(
    known,
    id=st.integers(1, 1000),
    accredited_until=st.none() | st.dates(date(2025, 1, 1), date(2028, 1, 1)),
    kinds=st.frozensets(st.sampled_from([kind.value for kind in Kind])),
    standards=st.frozensets(st.sampled_from(["S01", "S06", "S08"])),
    regions=st.frozensets(st.sampled_from(["North East", "London"])),
    employer=st.none() | st.sampled_from([DURHAM, LEEDS]),
    conflicts=st.dictionaries(st.sampled_from([DURHAM, LEEDS]), st.just("A reason"), max_size=2),
    days_a_month=st.integers(0, 40).map(lambda n: Decimal(n) / 4),
    taken=st.integers(0, 40).map(lambda n: Decimal(n) / 4),
    away_until=st.none() | st.dates(TODAY, date(2026, 12, 31)),
)


@given(st.lists(_ADVISERS, max_size=12), st.randoms())
def test_nobody_who_cannot_stands_before_somebody_who_can(advisers, random):
    order = matches(WANTED, advisers)
    assert sorted(match.can for match in order) == [match.can for match in reversed(order)]
    for match in order:
        assert match.can == (
            match.known.employer != DURHAM
            and DURHAM not in match.known.conflicts
            and match.known.accredited_until is not None
            and match.known.accredited_until >= TODAY
        )
        assert match.can or match.never  # nobody is left out without a word
    random.shuffle(advisers)
    assert [match.points for match in matches(WANTED, advisers)] == [match.points for match in order]
