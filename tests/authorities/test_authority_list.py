"""The list of areas: found, narrowed, ordered, paged, taken away as a file; and nothing an address can break."""

import csv
import io
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from commissioning.access.roles import Role
from commissioning.authorities.models import Authority, Region

pytestmark = pytest.mark.django_db

URL = "/authorities/"
HOSTILE = [
    "%00",
    "dur%00ham",
    "%ED%A0%80",
    "%E2%80%AEmahrud",
    "%EF%BB%BF%E2%80%8B",
    "%FF%FE",
    "%25%25%25_%5C",
    "%27%3B+DROP+TABLE+authorities_authority%3B--",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "x" * 5000,
    "%F3%A0%81%81",
    "+".join("word" for _ in range(200)),
    "a&q=%E2%80%AEb",
]


@pytest.fixture
def client(register, client_as):
    return client_as(Role.EVALUATOR)


@pytest.fixture
def listed(client):
    """Asks for the list and gives the short names on the page, in order."""

    def ask(query=""):
        response = client.get(f"{URL}?{query}")
        assert response.status_code == 200, (query, response.status_code)
        return [authority.short_name for authority in response.context["list"].page.object_list]

    return ask


def total(client, query):
    return client.get(f"{URL}?{query}").context["list"].page.paginator.count


def test_its_name():
    assert reverse("authorities:authority-list") == URL


def test_signing_in_is_asked_for(register):
    assert Client().get(URL).status_code == 302


@pytest.mark.parametrize("role", [Role.CONTRIBUTOR, Role.REGIONAL_LEAD, Role.ADVISER])
def test_register_facts_are_open_to_every_role(register, client_as, role):
    places = {
        Role.CONTRIBUTOR: {"authority": Authority.objects.get(gss_code="E09000009")},
        Role.REGIONAL_LEAD: {"region": Region.objects.get(name="London")},
    }
    response = client_as(role, **places.get(role, {})).get(URL)
    assert response.context["list"].page.paginator.count == 153


class TestFiltersAndSearch:
    def test_it_starts_with_todays_councils(self, client):
        response = client.get(URL)
        assert response.context["list"].page.paginator.count == 153
        assert not response.context["list"].narrowed
        assert "Showing 1 to 50 of 153 councils" in " ".join(response.content.decode().split())

    @pytest.mark.parametrize(
        ("query", "count"),
        [
            ("status=former", 19),
            ("status=all", 172),
            ("type=county", 21),
            ("type=london_borough", 33),
            ("region=north-east", 12),
            ("region=yorkshire-and-the-humber", 15),
            ("rurality=rural", 14),
            ("rurality=rural&region=south-west", 3),
            ("type=county&status=all", 34),
            ("type=&region=&status=&q=", 153),
        ],
    )
    def test_filters(self, client, query, count):
        assert total(client, query) == count

    @pytest.mark.parametrize(
        ("typed", "found"),
        [
            ("durham", ["County Durham"]),
            ("DURHAM county", ["County Durham"]),
            ("durhám", ["County Durham"]),
            ("e06000047", ["County Durham"]),
            ("medway towns", ["Medway"]),
            ("stoke-on-trent", ["Stoke-on-Trent"]),
            ("telford and", ["Telford and Wrekin"]),
            ("100%", []),
            ("_", []),
            ("zzz", []),
        ],
    )
    def test_search(self, listed, typed, found):
        assert listed(urlencode({"q": typed})) == found

    def test_search_ignores_accents_in_names_too(self, listed):
        Authority.objects.filter(gss_code="E06000001").update(short_name="Hártlepool", name="x", alternative_names="")
        assert listed("q=hartlepool") == ["Hártlepool"]

    def test_former_councils_are_found_when_asked_for(self, listed):
        assert listed("q=cumbria") == []
        assert listed("q=cumbria&status=all") == ["Cumbria"]

    def test_what_narrows_the_list_can_be_lifted_again(self, client):
        content = client.get(f"{URL}?q=durham&region=north-east&sort=-name").content.decode()
        assert "?q=durham&amp;sort=-name" in content
        assert "?region=north-east&amp;sort=-name" in content
        assert '<input type="hidden" name="sort" value="-name">' in content


class TestOrder:
    def test_by_name_unless_asked_otherwise(self, listed):
        assert listed()[:2] == ["Barking and Dagenham", "Barnet"]
        assert listed("sort=-name")[0] == "York"

    def test_by_type_and_region_with_names_in_order(self, listed):
        assert listed("sort=type")[0] == "Cambridgeshire"
        assert listed("sort=-region")[:2] == ["Barnsley", "Bradford"]

    def test_by_children_with_the_unknown_last_either_way(self, listed, client):
        assert listed("sort=children")[:2] == ["Isles of Scilly", "City of London"]
        assert listed("sort=-children")[0] == "Kent"
        for query in ("sort=children&status=former", "sort=-children&status=former"):
            rows = client.get(f"{URL}?{query}").context["list"].page.object_list
            known = [row.population_0_17 is not None for row in rows]
            assert known == sorted(known, reverse=True)

    def test_the_heading_says_the_order(self, client):
        content = client.get(f"{URL}?sort=-children").content.decode()
        assert content.count('aria-sort="descending"') == 1
        assert content.count('aria-sort="none"') == 3

    def test_equal_rows_keep_their_place_from_page_to_page(self, client, listed):
        pages = [listed(f"sort=type&status=all&page={number}") for number in (1, 2, 3, 4)]
        everything = [name for page in pages for name in page]
        assert len(everything) == 172
        codes = [
            row.gss_code
            for number in (1, 2, 3, 4)
            for row in client.get(f"{URL}?sort=type&status=all&page={number}").context["list"].page.object_list
        ]
        assert len(set(codes)) == 172


class TestPages:
    def test_the_last_page_and_its_title(self, client):
        response = client.get(f"{URL}?page=4")
        assert len(response.context["list"].page.object_list) == 3
        assert "(page 4 of 4)" in response.content.decode()

    @pytest.mark.parametrize("page", ["0", "-1", "5", "999999999999", "9" * 5000, "two", "1.5", "%00", "1e1"])
    def test_a_page_there_is_not_leads_to_the_first(self, client, page):
        response = client.get(f"{URL}?type=unitary&page={page}")
        assert (response.status_code, response["Location"]) == (302, f"{URL}?type=unitary")

    def test_links_keep_what_is_asked(self, client):
        content = client.get(f"{URL}?status=all&sort=-name").content.decode()
        assert "?status=all&amp;sort=-name&amp;page=2" in content

    def test_one_page_needs_no_pagination(self, client):
        assert "govuk-pagination" not in client.get(f"{URL}?q=durham").content.decode()

    def test_an_empty_list_says_what_to_do(self, client):
        content = client.get(f"{URL}?q=zzz").content.decode()
        assert "No council fits" in content
        assert "<table" not in content


class TestWhatAnAddressCannotDo:
    @pytest.mark.parametrize(
        "query",
        ["type=district", "type=county&type=unitary", "region=wales", "region=North+East", "rurality=1", "status=none",
         "sort=note", "sort=region__name", "sort=-", "format=xlsx", "type=%00", "sort=%00", "status=%ED%A0%80"],
    )  # fmt: skip
    def test_values_not_offered_are_refused(self, client, query):
        assert client.get(f"{URL}?{query}").status_code == 400

    @pytest.mark.parametrize("query", ["name__startswith=X", "utm_source=mail", "%00=%00", "region__id=1"])
    def test_names_not_offered_do_nothing(self, client, query):
        assert total(client, query) == 153

    @pytest.mark.parametrize("typed", HOSTILE)
    def test_any_search_is_answered(self, client, typed):
        response = client.get(f"{URL}?q={typed}", follow=True)
        assert response.status_code == 200
        content = response.content.decode()
        assert "<script>alert(1)" not in content
        assert not {"\x00", "\u202e", "\ufeff"} & set(content)
        assert client.get(f"{URL}?q={typed}&format=csv", follow=True).status_code == 200

    def test_a_search_that_needs_cleaning_gets_a_clean_address(self, client):
        response = client.get(f"{URL}?q=%E2%80%AEdurham&status=all")
        assert (response.status_code, response["Location"]) == (302, f"{URL}?status=all&q=durham")

    def test_a_hostile_name_is_text(self, client):
        Authority.objects.filter(gss_code="E06000001").update(
            short_name='A"><script>alert(1)</script>', name="<img src=x onerror=alert(1)>"
        )
        content = client.get(URL).content.decode()
        assert "<script>alert(1)" not in content
        assert "A&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;" in content


def test_one_row_takes_as_many_queries_as_fifty(client, django_assert_max_num_queries):
    counted = []
    for query in ("q=durham", "", "status=all&page=2"):
        with django_assert_max_num_queries(10) as captured:
            assert client.get(f"{URL}?{query}").status_code == 200
        counted.append(len(captured))
    assert len(set(counted)) == 1, counted


class TestFile:
    def read(self, response):
        assert response.streaming
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        content = response.getvalue()
        assert content.startswith(b"\xef\xbb\xbf")
        return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))

    def test_every_row_of_the_list_in_its_order(self, client):
        response = client.get(f"{URL}?format=csv&sort=-children&page=3")
        rows = self.read(response)
        assert len(rows) == 153
        assert (rows[0]["short_name"], rows[0]["type"], rows[0]["rurality"]) == ("Kent", "county", "urban")
        assert 'filename="areas.csv"' in response["Content-Disposition"]
        durham = next(row for row in rows if row["gss_code"] == "E06000047")
        assert (durham["population_0_17"], durham["started_on"], durham["ended_on"]) == ("100432", "2009-04-01", "")

    def test_filters_hold_for_the_file_too(self, client):
        assert len(self.read(client.get(f"{URL}?format=csv&status=former"))) == 19

    def test_the_page_links_to_the_file_of_what_it_shows(self, client):
        assert "?type=county&amp;format=csv" in client.get(f"{URL}?type=county").content.decode()

    def test_names_that_look_like_formulas_are_text(self, client):
        Authority.objects.filter(gss_code="E06000047").update(short_name='=HYPERLINK("http://x","y")', name="-2+3")
        rows = self.read(client.get(f"{URL}?format=csv&q=E06000047"))
        assert (rows[0]["short_name"], rows[0]["name"]) == ('\'=HYPERLINK("http://x","y")', "'-2+3")
        assert rows[0]["population"] == "533149"

    def test_too_long_a_list_is_refused_with_a_reason(self, client, monkeypatch):
        monkeypatch.setattr("commissioning.lists.files.MOST_ROWS", 100)
        assert client.get(f"{URL}?format=csv").status_code == 400
        assert len(self.read(client.get(f"{URL}?format=csv&type=county"))) == 21
