"""Reading what is published: every set, every version, one standard, the spreadsheet."""

import io

import pytest
from django.urls import reverse

from commissioning.access.roles import Role
from readiness.queries.standards import PROGRAMME_SET, current_standards
from tests.support.standards import CONDITIONS_SET, current, next_version, published, read

pytestmark = pytest.mark.django_db

LIST = "/readiness/standards/"


@pytest.mark.parametrize("role", Role)
def test_every_role_reads_every_set_and_version(client_as, role):
    client = client_as(role)
    page = client.get(LIST)
    assert page.status_code == 200
    for text in ("Good commissioning standards, version 1", "Readiness conditions, version 1", "A shared vision"):
        assert text in page.text
    for address in (
        f"{LIST}{PROGRAMME_SET}/1/",
        f"{LIST}{CONDITIONS_SET}/1/",
        f"{LIST}{CONDITIONS_SET}/1/R16/",
        f"{LIST}{CONDITIONS_SET}/1.xlsx",
        f"{LIST}S01/",
    ):
        assert client.get(address).status_code == 200, address


def test_nobody_reads_them_without_signing_in(client):
    assert client.get(LIST).url.startswith(reverse("account_login"))


def test_an_earlier_version_stays_readable_beside_the_newest(client_as):
    published(next_version())
    client = client_as(Role.CHAMPION)
    assert "A shared vision in use" in client.get(f"{LIST}S01/").text
    assert "A shared vision in use" in client.get(f"{LIST}{PROGRAMME_SET}/2/").text
    before = client.get(f"{LIST}{PROGRAMME_SET}/1/").text
    assert "A shared vision that leaders use" in before
    assert "This is an earlier version" in before
    assert f'href="{LIST}{PROGRAMME_SET}/2/"' in before
    assert "A shared vision that leaders use" in client.get(f"{LIST}{PROGRAMME_SET}/1/S01/").text
    listed = client.get(LIST).text
    assert listed.index("standards, version 2") < listed.index("standards, version 1")


def test_a_standards_page_holds_all_that_is_said_of_it(client_as):
    page = client_as(Role.CONTRIBUTOR).get(f"{LIST}{CONDITIONS_SET}/1/R01/").text
    standard = current(CONDITIONS_SET).standards[0]
    for text in (standard.title, standard.fully_achieved, standard.why_it_matters, *standard.levels):
        assert text in page
    for text in (*standard.evidence.splitlines(), "Resources and priorities", "Health (ICB or provider)"):
        assert text in page


@pytest.mark.parametrize(
    "address",
    [
        "S99/",
        f"{CONDITIONS_SET}/2/",
        f"{CONDITIONS_SET}/1/S01/",
        "no-such-set/1/",
        "no-such-set/1.xlsx",
        f"{CONDITIONS_SET}/{'9' * 30}/",
        f"{CONDITIONS_SET}/{'9' * 30}.xlsx",
    ],
)
def test_what_does_not_exist_is_not_found(client_as, address):
    assert client_as(Role.ADMINISTRATOR).get(LIST + address).status_code == 404


def test_the_spreadsheet_reads_back_to_the_same_content(client_as):
    published(next_version(title="=HYPERLINK(1)"))
    answer = client_as(Role.ADVISER).get(f"{LIST}{PROGRAMME_SET}/2.xlsx")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="good-commissioning-v2.xlsx"'
    back = read(io.BytesIO(answer.content))
    assert back == current()
    assert back.checksum == current_standards().checksum


def test_many_standards_cost_as_many_queries_as_few(client_as, django_assert_num_queries):
    client = client_as(Role.CHAMPION)
    client.get(LIST)
    with django_assert_num_queries(8) as few:
        client.get(f"{LIST}{PROGRAMME_SET}/1/")
    with django_assert_num_queries(len(few)):
        client.get(f"{LIST}{CONDITIONS_SET}/1/")
