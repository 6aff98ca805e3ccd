"""The twelve shipped case studies: their figures, where they happened, and that loading them again changes nothing."""

import shutil
from decimal import Decimal

import pytest

from commissioning.access.roles import Role
from commissioning.library.actions import moves
from commissioning.library.actions.shipped import DATA, load_shipped
from commissioning.library.kinds import Tier
from commissioning.library.models import Resource, ResourceVersion
from commissioning.library.workflow import Move, State
from readiness.queries.standards import current_standards
from tests.library.rows import shipped
from tests.support.pages import text
from tests.support.people import in_role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]

# Every sum the guide prints, by study: pounds, and the upper end of a range.
SUMS = {
    "barnsley-pooled-budget": [18_500_000, 85],
    "bedfordshire-commissioning-strategy": [4_000_000, 15_000_000],
    "blackpool-unit-costs": [400_000, 1_950, 1_850],
    "braintree-children-trust": [1_053_000, 70_200, 600],
    "brighton-and-hove-pooled-budget": [90_000_000, 255_000, 13_000],
    "bristol-foster-care-tender": [42_000, 11_000, 18_000],
    "devon-cornwall-torbay-placements": [250_000, 18_000],
    "east-midlands-framework": [],
    "essex-procurement-expertise": [736_000, (30_000, 40_000), 9_700_000, 4_270_000],
    "newham-voluntary-sector": [3_000_000, 350_000, 20_000_000],
    "north-east-training-brokerage": [],
    "north-lincolnshire-prevention": [],
}
SAID = {  # figures in words
    "bedfordshire-commissioning-strategy": ["441 to 308", "121 to 95", "66 to 29", "25 per cent"],
    "braintree-children-trust": ["13 more children", "£600 a week for 135", "35 national pathfinders"],
    "bristol-foster-care-tender": ["at least 130", "20 per cent", "around 110", "fewer than 100", "Seven were chosen"],
    "devon-cornwall-torbay-placements": ["450 per cent", "24 hours"],
    "newham-voluntary-sector": ["More than 1,000", "18 months", "£2 million was projected"],
    "north-east-training-brokerage": ["55 trainers"],
    "north-lincolnshire-prevention": [
        "6.6 per cent in 2005, 2.8 per cent in 2006",
        "44 per cent, then 56",
        "18 per cent, then 11.5",
    ],
}


def version_of(code: str) -> ResourceVersion:
    return ResourceVersion.objects.published().get(resource__code=code)


@pytest.mark.parametrize("code", SUMS)
def test_sums_are_those_of_the_guide_each_with_what_it_includes(code):
    figures = list(version_of(code).figures.all())
    found = [(int(one.pounds), int(one.up_to)) if one.up_to else int(one.pounds) for one in figures]
    assert found == SUMS[code]
    assert all(one.includes and one.pounds == int(one.pounds) and not one.verified for one in figures)


@pytest.mark.parametrize("code", SAID)
def test_figures_in_words_are_those_of_the_guide(code):
    row = version_of(code)
    words = " ".join([row.summary, row.context, row.done, row.outcomes, row.costs])
    assert [one for one in SAID[code] if one not in words] == []


def test_the_modelled_saving_is_its_arithmetic_and_is_called_avoided():
    figure = version_of("braintree-children-trust").figures.get(pounds=Decimal(1_053_000))
    assert figure.pounds == 13 * 600 * 135
    assert figure.kind == "avoided"


def test_each_says_where_when_and_how_sure():
    codes = set(current_standards().standards.values_list("code", flat=True))
    rows = list(ResourceVersion.objects.published().exclude(checksum=""))
    assert len(rows) == 12
    for row in rows:
        assert row.places, row.title
        assert row.original_publisher, row.title
        assert row.original_date.endswith(("2006", "2007")), row.title
        assert "undated" in row.caveat or "bears no date" in row.caveat, row.title
        assert row.tier in (Tier.PROMISING, Tier.EARLY_IDEA), "nobody validated them"
        assert row.tier_because, row.title
        assert set(row.standards) <= codes
        assert row.standards, row.title
        assert row.levels, row.title
        assert row.stages, row.title
    assert {code for row in rows for code in row.standards} == codes, "every standard has something to read"


def test_councils_that_are_no_more_are_named(client_as):
    row = version_of("bedfordshire-commissioning-strategy")
    assert [area.gss_code for area in row.areas.all()] == ["E10000001"]
    page = text(client_as(Role.CHAMPION).get(row.resource.get_absolute_url()))
    assert "no longer a council" in page
    assert "/authorities/E10000001/" in page
    assert [str(one) for one in version_of("east-midlands-framework").regions.all()] == ["East Midlands"]


def test_loading_again_changes_nothing():
    before = list(ResourceVersion.objects.order_by("pk").values_list("pk", "state", "version"))
    assert load_shipped() == 12
    assert list(ResourceVersion.objects.order_by("pk").values_list("pk", "state", "version")) == before


def test_a_changed_text_is_a_new_version_and_the_old_one_stays(client_as, tmp_path):
    path = shutil.copy(DATA / "bristol-foster-care-tender.toml", tmp_path)
    with open(path, "a") as file:
        file.write("\n# looked through again\n")
    load_shipped(tmp_path)
    rows = list(shipped().versions.order_by("number"))
    assert [(row.number, row.state) for row in rows] == [(1, State.REPLACED), (2, State.PUBLISHED)]
    reader = client_as(Role.CONTRIBUTOR)
    assert reader.get(rows[0].get_absolute_url()).status_code == 200
    assert "A newer version" in text(reader.get(rows[0].get_absolute_url()))


def test_what_the_programme_withdrew_is_not_brought_back(tmp_path):
    row = version_of("bristol-foster-care-tender")
    moves.advance(row=row, move=Move.WITHDRAW, reason="The council asked", by=in_role(Role.PROGRAMME_LEAD))
    path = shutil.copy(DATA / "bristol-foster-care-tender.toml", tmp_path)
    with open(path, "a") as file:
        file.write("\n# once more\n")
    load_shipped(tmp_path)
    assert shipped().versions.count() == 1
    assert not ResourceVersion.objects.published().filter(resource=shipped()).exists()


def test_no_file_names_a_person():
    """The guide prints contacts by name; none of them is carried over."""
    surnames = "Poole Hare Carr O’Brien Cram Sutherland Coughlan Templeton Dougan Lees Lockett Grady Chilvers Graham"
    surnames += " Richmond Brewin Brangwyn Maragh Brown Gordon Hyde Hardiker"
    texts = {path.name: path.read_text() for path in DATA.glob("*.toml")}
    named = {(name, one) for name, words in texts.items() for one in surnames.split() if one in words}
    assert named == {("north-lincolnshire-prevention.toml", "Hardiker")}, "the grid bears its author’s name"
    assert Resource.objects.filter(code__in=[name.removesuffix(".toml") for name in texts]).count() == 12
