"""Finding resources: by words, by what is like them, by tags; and whatever anybody types."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commissioning.access.roles import Role
from commissioning.library.queries.searching import END, FOUND, parts
from commissioning.people.models import AuditEntry
from tests.library.rows import HOSTILE, a_draft, published
from tests.support.pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]
LIST = "/library/"


@pytest.fixture
def reader(client_as):
    return client_as(Role.CONTRIBUTOR)


def found(response) -> list[str]:
    return [row.resource.code for row in response.context["list"].page.object_list]


def asked(reader, **query):
    return reader.get(LIST, query, follow=True)


@pytest.mark.parametrize("role", [*Role])
def test_everybody_reads_the_list_and_every_study(client_as, role):
    reader = client_as(role)
    assert len(found(reader.get(LIST))) == 12
    assert reader.get("/library/resources/braintree-children-trust/").status_code == 200


def test_nobody_reads_it_without_signing_in(client):
    assert client.get(LIST).status_code == 302


def test_words_are_found_whatever_their_ending_and_the_title_counts_most(reader):
    codes = found(asked(reader, q="pooled budgets"))
    assert codes[0] in ("barnsley-pooled-budget", "brighton-and-hove-pooled-budget")
    assert "blackpool-unit-costs" not in codes
    assert found(asked(reader, q="Braintree"))[0] == "braintree-children-trust"
    assert found(asked(reader, q="Bedfordshire")) == ["bedfordshire-commissioning-strategy"]


def test_what_was_looked_for_is_marked(reader):
    page = text(asked(reader, q="insurance"))
    assert "<mark>Insurance</mark>" in page or "<mark>insurance</mark>" in page


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("Brightn", "brighton-and-hove-pooled-budget"),
        ("presvention", "newham-voluntary-sector"),
        ("brokr trainning", "north-east-training-brokerage"),
        ("fostr placments", "bristol-foster-care-tender"),
    ],
)
def test_a_slip_of_the_pen_still_finds_it(reader, slip, meant):
    response = asked(reader, q=slip)
    assert meant in found(response)
    assert len(found(response)) < 12
    assert "Nothing has these very words" in text(response)


def test_words_that_are_in_every_text_say_so(reader):
    response = asked(reader, q="the and of")
    assert found(response) == []
    assert "Such words are in every text" in text(response) or "such words are in every text" in text(response)


def test_words_nobody_wrote_find_nothing_kindly(reader):
    response = asked(reader, q="zxqwv jjkkpp")
    assert (response.status_code, found(response)) == (200, [])
    assert "Nothing fits" in text(response)


@pytest.mark.parametrize(
    "typed",
    [
        "%",
        "'",
        "''; DROP TABLE library_resource; --",
        "a\x00b",
        "\u202eevil\u202c",
        "x" * 10_000,
        "-",
        '"',
        '"unclosed or',
        "!!! & | <-> :*",
        "\ue000\ue001",
        "ⅷ",
        "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
        HOSTILE,
    ],
)
def test_whatever_is_typed_gets_a_page(reader, typed):
    response = asked(reader, q=typed)
    assert response.status_code == 200
    assert "<script>alert(1)" not in text(response)
    assert asked(reader, q=typed, format="csv").status_code == 200


def test_hostile_words_stay_words_where_they_are_found(reader):
    published(summary=f"Unicornword {HOSTILE} {FOUND}not found{END}", title=f"Unicornword {HOSTILE}")
    page = text(asked(reader, q="Unicornword"))
    assert "<mark>Unicornword</mark>" in page
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_headline_is_taken_apart_never_trusted():
    assert parts(f"a {FOUND}b{END} <c>") == [("a ", False), ("b", True), (" <c>", False)]
    assert parts(f"{END}a{FOUND}b") == [("a", False), ("b", False)]
    assert parts("") == []


def test_filters(reader):
    assert "north-east-training-brokerage" in found(asked(reader, standard="S10"))
    assert set(found(asked(reader, level="4"))) == {"devon-cornwall-torbay-placements", "north-lincolnshire-prevention"}
    assert found(asked(reader, type="london_borough")) == ["newham-voluntary-sector"]
    assert (
        found(asked(reader, stage="3", theme="needs", tier="promising", effect="large"))
        == [
            "north-lincolnshire-prevention",
            "bedfordshire-commissioning-strategy",
        ]
        or len(found(asked(reader, stage="3", theme="needs", tier="promising", effect="large"))) == 2
    )
    assert set(found(asked(reader, region="south-west"))) == {
        "bristol-foster-care-tender",
        "devon-cornwall-torbay-placements",
    }
    assert found(asked(reader, region="north-east")) == ["north-east-training-brokerage"]
    assert found(asked(reader, kind="explanation")) == []


@pytest.mark.parametrize(
    "query", [{"standard": "S99"}, {"level": "x"}, {"tier": "'"}, {"sort": "search"}, {"kept": "all"}]
)
def test_what_the_list_does_not_know_is_refused(reader, query):
    assert reader.get(LIST, query).status_code == 400


def test_what_is_kept_is_mine_alone(reader, client_as):
    reader.post("/library/resources/barnsley-pooled-budget/keep/")
    reader.post("/library/resources/barnsley-pooled-budget/keep/")
    assert found(asked(reader, kept="mine")) == ["barnsley-pooled-budget"]
    assert found(asked(client_as(Role.CHAMPION), kept="mine")) == []
    reader.post("/library/resources/barnsley-pooled-budget/let-go/")
    assert found(asked(reader, kept="mine")) == []


def test_the_file_of_the_list(reader):
    published(title="=1+1", summary="+cmd")
    response = reader.get(LIST, {"format": "csv"})
    rows = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert len(rows) == 13
    by_code = {row["code"]: row for row in rows}
    assert by_code["devon-cornwall-torbay-placements"]["places"] == "Devon; Cornwall and Isles of Scilly; Torbay"
    assert by_code["newham-voluntary-sector"]["standards"] == "S07;S11"
    assert {row["title"] for row in rows} >= {"'=1+1"}
    assert AuditEntry.objects.filter(verb="resources-export", actor_id=reader.person.pk).exists()


def test_drafts_are_not_found(reader):
    a_draft(title="Unicornword draft")
    assert found(asked(reader, q="Unicornword")) == []


def test_one_row_takes_as_many_queries_as_many(reader):
    published(title="Unicornword one", summary="Unicornword")
    with CaptureQueriesContext(
        connection,
    ) as one:
        assert len(found(asked(reader, q="Unicornword"))) == 1
    for number in range(5):
        published(title=f"Unicornword {number}", summary="Unicornword")
    with CaptureQueriesContext(connection) as many:
        assert len(found(asked(reader, q="Unicornword"))) == 6
    assert len(many) == len(one)
