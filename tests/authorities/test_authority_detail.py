"""An area's page: the facts of the register for everyone, panels for those who may see them."""

import html
import re

import pytest
from django.urls import reverse

from commissioning.access import registry
from commissioning.access.permissions import Permission
from commissioning.access.registry import Panel
from commissioning.access.roles import Role
from commissioning.authorities.models import Authority, Judgement, StatisticalNeighbour

pytestmark = pytest.mark.django_db


def url(code):
    return f"/authorities/{code}/"


def at(code):
    return Authority.objects.get(gss_code=code)


def words(response):
    """The page as read: no tags, single spaces."""
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(html.unescape(text).split())


@pytest.fixture
def client(register, client_as):
    return client_as(Role.EVALUATOR)


@pytest.fixture
def page(client):
    def ask(code):
        response = client.get(url(code))
        assert response.status_code == 200
        return words(response)

    return ask


class TestAddress:
    def test_its_name(self):
        assert reverse("authorities:authority-detail", args=["E06000047"]) == url("E06000047")

    @pytest.mark.parametrize("code", ["E06999999", "e06999999", "X00000000", "S12000033"])
    def test_an_unknown_code(self, client, code):
        assert client.get(url(code)).status_code == 404

    @pytest.mark.parametrize("code", ["durham", "E0600004", "E060000471", "E06%000047", "%00", "E06000047%00", "٣٣"])
    def test_what_cannot_be_a_code(self, client, code):
        assert client.get(url(code)).status_code == 404

    def test_small_letters_lead_to_the_one_address(self, client):
        response = client.get(url("e06000047"))
        assert (response.status_code, response["Location"]) == (301, url("E06000047"))


class TestFacts:
    def test_county_durham(self, page):
        text = page("E06000047")
        for fact in (
            "E06000047",
            "Durham County Council",
            "DfE number 840",
            "Type Unitary",
            "Region North East",
            "Started 1 April 2009",
            "Rurality Rural Counted as Rural wherever areas are compared",
            "Children aged 0 to 17 100,432, mid-2024",
            "People of all ages 533,149, mid-2020",
            "Durham (E10000010) Replaced by this council 1 April 2009 The County Durham (Structural Change) Order 2008",
        ):
            assert fact in text, fact

    def test_the_four_way_label_and_the_cut_it_falls_in(self, page):
        assert "Rurality Urban with rural areas Counted as Urban" in page("E06000059")

    def test_a_start_the_sources_do_not_give(self, page):
        assert "Started Not recorded in the sources we use" in page("E08000025")

    def test_the_licence_is_stated(self, page):
        assert "Open Government Licence v3.0" in page("E06000047")


class TestNeighbours:
    def test_ten_in_order_with_links(self, client):
        response = client.get(url("E06000001"))
        text = words(response)
        assert "Redcar and Cleveland 1 Very close" in text
        assert "2025 model" in text
        places = [text.index(f" {row.rank} {row.get_closeness_display()}") for row in at("E06000001").neighbours.all()]
        assert len(places) == 10
        assert places == sorted(places)
        assert f'href="{url("E08000024")}"' in response.content.decode()

    def test_only_the_newest_model_is_shown(self, page):
        hartlepool = at("E06000001")
        StatisticalNeighbour.objects.create(
            authority=hartlepool, neighbour=at("E09000009"), rank=1, closeness="not_close", model_year=2027
        )
        text = page("E06000001")
        assert "Ealing 1 Not close" in text
        assert "2027 model" in text
        assert "Very close" not in text


class TestJudgements:
    def test_newest_first_with_scheme_word_date_and_report(self, client):
        response = client.get(url("E06000003"))
        text = words(response)
        assert text.index("1 December 2025 ILACS, standard Good") < text.index(
            "20 June 2022 ILACS Requires improvement"
        )
        assert 'href="https://files.ofsted.gov.uk/v1/file/50294204"' in response.content.decode()
        assert "never pooled" in text

    def test_no_grade_given(self, page):
        assert "27 April 2026 ILACS, short No grade given Requires improvement" in page("E06000066")

    def test_a_judgement_without_type_dates_or_report(self, page):
        Judgement.objects.create(
            authority=at("E06000053"), scheme="ilacs", inspected_from="2027-01-04", overall="good", leaders="good",
            help_and_protection="good", in_care="good", care_leavers="not_judged",
        )  # fmt: skip
        assert "4 January 2027 ILACS Good Good Good Good No grade given Not recorded" in page("E06000053")

    def test_none_at_all(self, page):
        Judgement.objects.all().delete()
        assert "No judgement is recorded" in page("E06000047")


class TestFormer:
    def test_a_split_council_points_to_its_successors(self, client):
        response = client.get(url("E10000006"))
        text, content = words(response), response.content.decode()
        assert "This is a former council. Its last day was 31 March 2023." in text
        assert url("E06000063") in content
        assert url("E06000064") in content
        assert "Statistical neighbours" not in text
        assert "Judgements" not in text

    def test_an_old_code_of_the_same_council(self, page):
        text = page("E08000016")
        assert "This is a former code. Its last day was 31 March 2025." in text
        assert "Barnsley (E08000038) Same council, new code 1 April 2025" in text
        assert "Barnsley (E08000016) Same council, old code" in page("E08000038")

    @pytest.mark.parametrize("code", ["E10000001", "E10000009", "E06000048"])
    def test_every_former_page_opens(self, page, code):
        assert "This is a former" in page(code)


@pytest.fixture
def panels(monkeypatch):
    """Registers panels for one test only; builds are recorded."""
    monkeypatch.setattr(registry, "_PANELS", {})
    built = []

    def add(key, permission, context, order=1):
        def build(subject, scope):
            built.append((key, subject.gss_code))
            return context

        registry.register(
            Panel("authority", key, f"Panel {key}", order, permission, build, "_components/inset_text.html")
        )

    add.built = built
    return add


class TestPanels:
    def test_a_panel_shows_its_context_in_its_section(self, client, panels):
        panels("support", None, {"text": "Two packages <b>open</b>"})
        response = client.get(url("E06000047"))
        content = response.content.decode()
        assert '<section id="support" aria-labelledby="support-heading">' in content
        assert 'href="#support">Panel support</a>' in content
        assert "Two packages &lt;b&gt;open&lt;/b&gt;" in content

    def test_in_their_order_and_only_with_something_to_say(self, client, panels):
        panels("late", None, {"text": "L"}, order=9)
        panels("silent", None, None, order=2)
        panels("early", None, {"text": "E"}, order=1)
        content = client.get(url("E06000047")).content.decode()
        assert content.index("Panel early") < content.index("Panel late")
        assert "Panel silent" not in content

    def test_a_panel_is_built_only_where_its_permission_is_held(self, register, client_as, panels):
        panels("people", Permission.PEOPLE_SEE, {"text": "Names"})
        champion = client_as(Role.CHAMPION, authority=at("E06000047"))
        assert "Names" in champion.get(url("E06000047")).content.decode()
        assert "Names" not in champion.get(url("E09000009")).content.decode()
        assert panels.built == [("people", "E06000047")]

    def test_one_panel_leaves_nothing_behind_for_the_next(self, client, panels):
        panels("one", None, {"text": "Told once"}, order=1)
        panels("two", None, {"body": ""}, order=2)
        assert client.get(url("E06000047")).content.decode().count("Told once") == 1


def test_a_hostile_name_is_text(client):
    Authority.objects.filter(gss_code="E06000047").update(
        short_name='"><script>alert(1)</script>', name="<img src=x onerror=alert(1)>", note="{{ 7|add:7 }}"
    )
    content = client.get(url("E06000047")).content.decode()
    assert "<script>alert(1)" not in content
    assert "<img src=x" not in content
    assert "{{ 7|add:7 }}" in content


@pytest.mark.parametrize("code", ["E06000047", "E06000058", "E10000006", "E09000009"])
def test_few_queries(register, client_as, django_assert_max_num_queries, code):
    client = client_as(Role.ADMINISTRATOR)
    with django_assert_max_num_queries(25):
        assert client.get(url(code)).status_code == 200
