"""Files of services used: looked over, saved whole or not at all, the same file twice, and what strangers send."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.people.models import AuditEntry, User
from commissioning.profiles import service_use_file, tasks
from commissioning.profiles.actions import service_use as by_hand
from commissioning.profiles.actions import service_use_import as actions
from commissioning.profiles.csv_files import written
from commissioning.profiles.models import ServiceUse, ServiceUseFile
from commissioning.reporting.workbooks import BrokenFile
from tests.profiles.rows import CUMBRIA, HOSTILE, use
from tests.support.pages import text
from tests.support.people import DURHAM, EALING, in_role, person, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]

FILES = "/profiles/services-used/"
BRING_IN = f"{FILES}bring-in/"
HEAD = "email,name,gss_code,service,used_on,what"
KEEP = {Role.PROGRAMME_LEAD, Role.ADMINISTRATOR}


@pytest.fixture
def programme(client_as):
    return client_as(Role.PROGRAMME_LEAD)


def line(email="jo@example.org", name="Jo Field", code=DURHAM, service="training", day="30/04/2025", what="Pools"):
    return f"{email},{name},{code},{service},{day},{what}"


def file_of(*lines: str, head: str = HEAD) -> bytes:
    return "\r\n".join([head, *lines]).encode()


def send(client, content: bytes, name: str = "uses.csv", follow: bool = True):
    return client.post(BRING_IN, {"file": SimpleUploadedFile(name, content, "text/csv")}, follow=follow)


def bring_in(client, content: bytes) -> ServiceUseFile:
    """As far as the page that says what saving would do."""
    answer = send(client, content)
    assert "Nothing is saved yet." in text(answer), text(answer)
    return ServiceUseFile.objects.latest("pk")


def save(client, file: ServiceUseFile):
    return client.post(f"{file.get_absolute_url()}save/", follow=True)


# --- Who may ------------------------------------------------------------------------------


@pytest.mark.parametrize(("role", "status"), refused(*KEEP))
def test_only_the_programme_brings_in_files(client_as, programme, role, status):
    file, reader = bring_in(programme, file_of(line())), client_as(role)
    for path in (BRING_IN, f"{FILES}sample/", file.get_absolute_url()):
        assert reader.get(path).status_code == 403
    for path in (BRING_IN, f"{file.get_absolute_url()}save/", f"{file.get_absolute_url()}discard/"):
        assert reader.post(path).status_code == 403
    file.refresh_from_db()
    assert (file.saved_at, file.discarded_at) == (None, None)


# --- Looked over, then saved --------------------------------------------------------------


def test_looked_over_then_saved(programme):
    known = person("Joanna Field")
    use(programme.person, email=known.email, name=known.full_name, service="bespoke", what="Day")
    content = file_of(
        line(known.email.upper(), "Jo Field", service="bespoke", day="2025-04-30", what="Day"),
        line(known.email, "JOANNA  field", service="Networking", day="1/5/2025"),
        line("new@example.org", "New Person", EALING.lower()),
        line("NEW@example.org", "Newer Person", EALING),
        line("", "", CUMBRIA, "resources bank", "2022-03-01", ""),
        "",
    )
    file = bring_in(programme, content)
    page = text(programme.get(file.get_absolute_url()))
    plan = programme.get(file.get_absolute_url()).context["plan"]
    assert (len(plan.new), plan.there_already, plan.repeated, plan.rows) == (3, 1, 1, 5)
    assert (plan.people, plan.people_new, plan.areas) == (2, 1, 3)
    assert f"{known.email.upper()}: Joanna Field stays; the file says Jo Field" in page
    assert "NEW@example.org: New Person stays; the file says Newer Person" in page
    assert ServiceUse.objects.count() == 1
    assert not User.objects.filter(full_name="New Person").exists()

    page = text(save(programme, file))
    assert "Saved: 3 of 5 rows were new." in page
    rows = {(row.authority.gss_code, row.person.full_name if row.person else "", row.service, str(row.used_on))
            for row in ServiceUse.objects.filter(source="file")}  # fmt: skip
    assert rows == {
        (DURHAM, "Joanna Field", "networking", "2025-05-01"),
        (EALING, "New Person", "training", "2025-04-30"),
        (CUMBRIA, "", "resources_bank", "2022-03-01"),
    }
    assert set(ServiceUse.objects.filter(source="file").values_list("file", "recorded_by")) == {
        (file.pk, programme.person.pk)
    }
    new = User.objects.get(full_name="New Person")
    assert (new.email, new.has_usable_password(), new.appointments.exists()) == ("new@example.org", False, False)
    file.refresh_from_db()
    assert (file.text, file.new_rows, file.saved_by) == ("", 3, programme.person)
    assert AuditEntry.objects.filter(verb="service-use-import", object_id=file.pk).count() == 1


def test_with_the_optional_columns_and_in_any_order(programme):
    head = "what,used_on,service,level,employer,job_title,gss_code,name,email"
    content = "\ufeff".encode() + file_of(
        f"Zoë’s day,30/04/2025,enhanced,Strategic,Police,Inspector,{DURHAM},Zoë Ash,z@example.org", head=head
    )
    save(programme, bring_in(programme, content))
    row = ServiceUse.objects.get()
    assert (row.what, row.employer, row.level) == ("Zoë’s day", "police", "strategic")
    assert (row.person.full_name, row.person.job_title) == ("Zoë Ash", "Inspector")


def test_the_same_file_a_second_time_changes_nothing_and_says_so(programme, client_as):
    content = file_of(line(), line("sam@example.org", "Sam Hill"))
    file = bring_in(programme, content)
    assert bring_in(programme, content) == file
    for _ in range(2):
        save(programme, file)
    page = text(send(client_as(Role.ADMINISTRATOR), content, "other name.csv"))
    assert "2 of 2 rows were new" in page
    assert "Bringing in the same file again changes nothing." in page
    assert (ServiceUse.objects.count(), ServiceUseFile.objects.count()) == (2, 1)
    assert AuditEntry.objects.filter(verb="service-use-import").count() == 1


def test_another_file_with_the_same_rows_adds_only_what_is_new(programme):
    save(programme, bring_in(programme, file_of(line())))
    people = User.objects.count()
    page = text(save(programme, bring_in(programme, file_of(line("JO@EXAMPLE.org", "J Field"), line(what="Two")))))
    assert "1 of 2 rows were new" in page
    assert (ServiceUse.objects.count(), User.objects.count()) == (2, people)
    assert User.objects.get(email="jo@example.org").full_name == "Jo Field"


def test_what_was_removed_or_corrected_does_not_come_back(programme):
    save(programme, bring_in(programme, file_of(line(), line(what="Poools"))))
    gone, wrong = ServiceUse.objects.order_by("what")
    by_hand.remove(use=gone, because="Was ill", version=1, by=programme.person)
    right = by_hand.Typed("jo@example.org", "Jo Field", "training", wrong.used_on, "Pool")
    by_hand.correct(use=wrong, typed=right, because="Letters", by=programme.person)
    file = bring_in(programme, file_of(line(), line(what="Poools"), line(what="Three")))
    assert programme.get(file.get_absolute_url()).context["plan"].removed_before == 2
    save(programme, file)
    assert sorted(ServiceUse.objects.kept().values_list("what", flat=True)) == ["Pool", "Three"]


def test_put_aside_nothing_is_kept(programme):
    file = bring_in(programme, file_of(line()))
    page = text(programme.post(f"{file.get_absolute_url()}discard/", follow=True))
    assert "Put aside. Nothing of it was saved." in page
    file.refresh_from_db()
    assert file.text == ""
    assert save(programme, file).status_code == 409
    assert not ServiceUse.objects.exists()
    again = bring_in(programme, file_of(line()))
    save(programme, again)
    assert ServiceUse.objects.count() == 1
    assert programme.post(f"{again.get_absolute_url()}discard/").status_code == 409


def test_a_file_nobody_saved_is_forgotten_after_a_day(programme):
    file = bring_in(programme, file_of(line()))
    ServiceUseFile.objects.update(brought_in_at=timezone.now() - timedelta(hours=25))
    fresh = bring_in(programme, file_of(line(what="Two")))
    tasks.tidy()
    for row in (file, fresh):
        row.refresh_from_db()
    assert (file.text, bool(file.discarded_at)) == ("", True)
    assert (bool(fresh.text), fresh.discarded_at) == (True, None)


def test_two_who_bring_in_the_same_file_save_it_once(programme, client_as):
    other = client_as(Role.ADMINISTRATOR)
    mine, theirs = bring_in(programme, file_of(line())), bring_in(other, file_of(line()))
    assert mine != theirs
    save(other, theirs)
    page = text(save(programme, mine))
    assert f"by {other.person}" in page
    mine.refresh_from_db()
    assert (mine.saved_at, mine.text) == (None, "")


# --- What strangers send ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The submitted file is empty|The selected file is empty"),
        (b"PK\x03\x04rest", "This is an Excel workbook, not a CSV file"),
        (file_of(line(what="a\0b")), "signs of nothing \\(NUL\\)"),
        ("\ufeff".encode("utf-16") + "email".encode("utf-16"), "signs of nothing|not UTF-8"),
        (file_of(line(), line(name="Zoë")) + b"\r\n" + line(name="Zoë").encode("latin-1"),
         "Line 4 has a sign that is not UTF-8"),
        (file_of(line(name="Zoë".encode().decode("cp1252"))), "Line 2 was saved in two encodings"),
        (file_of(line(name="It’s".encode().decode("cp1252"))), "Line 2 was saved in two encodings"),
        (file_of(line(name="Zo\ufffd")), "Line 2 was saved in two encodings"),
        (file_of(head=HEAD), "headings and no rows"),
        (file_of(line(), head=HEAD.replace(",", ";")), "not separated by commas"),
        (file_of(line(), head=HEAD.replace("what", "phone")), "“what” is missing.*“phone” is not read here"),
        (file_of(line(), head=f"{HEAD},what"), "“what” is there more than once"),
        (file_of(line(), head=HEAD + ",a" * 60), "The file has 66 columns"),
        (file_of(line() + ",7,8"), "Row 2: has 8 columns; there are 6 headings"),
        (file_of('"unclosed,' + line()), "quotation mark too many"),
        (file_of(line(what='"' + "x" * 200_000 + '"')), "Row 2, what: has 200000 characters; the most is 200"),
    ],
)  # fmt: skip
def test_a_file_that_is_none_is_refused(programme, content, reason):
    page = text(send(programme, content))
    assert re.search(reason, page), page
    assert not ServiceUseFile.objects.exists()
    assert not ServiceUse.objects.exists()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"email": "nobody"}, "Row 3, email: “nobody” is not an email address"),
        ({"email": "jo@exämple.org"}, "Row 3, email: “jo@exämple.org” is not an email address"),
        ({"email": ""}, "Row 3, email: is empty; write the address of “Jo Field”"),
        ({"name": ""}, "Row 3, name: is empty; write the person’s name"),
        ({"name": "x" * 121}, "Row 3, name: has 121 characters; the most is 120"),
        ({"code": ""}, "Row 3, gss_code: is empty"),
        ({"code": "E99999999"}, "Row 3, gss_code: “E99999999” is not the ONS code of an authority"),
        ({"service": "online"}, "Row 3, service: “online” is not one of training, networking, resources_bank"),
        ({"service": ""}, "Row 3, service: is empty; write one of training"),
        ({"day": ""}, "Row 3, used_on: is empty; write a date"),
        ({"day": "31/02/2025"}, "Row 3, used_on: “31/02/2025” is not a date"),
        ({"day": "04/30/2025"}, "Row 3, used_on: “04/30/2025” is not a date"),
        ({"day": "45777"}, "Row 3, used_on: “45777” is not a date"),
        ({"day": "2999-01-01"}, "Row 3, used_on: “2999-01-01” is in the future"),
        ({"day": "1899-12-30"}, "Row 3, used_on: “1899-12-30” is before 2000"),
        ({"what": "x" * 201}, "Row 3, what: has 201 characters; the most is 200"),
    ],
)
def test_what_is_wrong_is_said_by_row_and_column_and_nothing_is_kept(programme, changes, reason):
    page = text(send(programme, file_of(line(), line(**changes))))
    assert reason in page
    assert not ServiceUseFile.objects.exists()


def test_every_problem_is_counted_and_the_first_fifty_shown(programme):
    page = text(send(programme, file_of(*[line(service="coaching", code="E1") for _ in range(40)])))
    assert "The file has 80 things to put right; nothing was brought in" in page
    assert "Row 26, service" in page
    assert "Row 27, gss_code" not in page
    assert "There are 30 more." in page


def test_too_many_rows_and_too_large_a_file_are_refused(programme):
    many = file_of(*[f"p{n}@e.org,P,{DURHAM},training,2025-05-01," for n in range(100_000)])
    assert len(many) < 5 * 1024 * 1024
    assert "The file has more than 20,000 rows" in text(send(programme, many))
    assert "must be 5 MB or smaller" in text(send(programme, many + b" " * 5 * 1024 * 1024))


def test_no_file_at_all(programme):
    assert "Select a CSV file" in text(programme.post(BRING_IN))


def test_hostile_words_stay_words(programme):
    out = io.StringIO()
    csv.writer(out).writerow(("=cmd@example.org", "=cmd|' /C calc'!A0", DURHAM, "training", "2025-04-30", HOSTILE))
    file = bring_in(programme, file_of(out.getvalue().strip()))
    page = text(programme.get(file.get_absolute_url()))
    save(programme, file)
    for shown in (page, text(programme.get(f"/profiles/{DURHAM}/services-used/"))):
        assert "<script>alert" not in shown
        assert "&lt;script&gt;alert(1)" in shown
    taken = b"".join(programme.get(f"/profiles/{DURHAM}/services-used/?format=csv")).decode("utf-8-sig")
    row = next(csv.DictReader(io.StringIO(taken)))
    assert row["name"].startswith("'=cmd")
    assert row["email"].startswith("'=cmd")


def test_marks_nobody_sees_do_not_make_a_second_use(programme):
    save(programme, bring_in(programme, file_of(line(what="Po\u200bols"), line(name="Jo\u202e Field"))))
    row = ServiceUse.objects.get()
    assert (row.what, row.person.full_name) == ("Pools", "Jo Field")


@pytest.mark.slow
def test_as_many_queries_for_one_row_as_for_hundreds(programme):
    def queries(start: int, count: int) -> int:
        content = file_of(*[line(f"p{start + n}@example.org", f"Person {n}") for n in range(count)])
        with CaptureQueriesContext(connection) as asked:
            save(programme, bring_in(programme, content))
        return len(asked)

    queries(0, 1)
    assert queries(10, 1) == queries(100, 900)


@pytest.mark.slow
def test_the_largest_file_is_taken(programme):
    content = file_of(*[line(f"p{n % 4000}@example.org", "P", day=f"2025-05-{n % 28 + 1:02d}") for n in range(20_000)])
    file = bring_in(programme, content)
    assert "20,000" in text(programme.get(file.get_absolute_url()))
    save(programme, file)
    assert ServiceUse.objects.count() == len({(n % 4000, n % 28) for n in range(20_000)})


# --- Sample and command -------------------------------------------------------------------


def test_the_sample_is_a_file_that_can_be_brought_in(programme):
    answer = programme.get(f"{FILES}sample/")
    assert answer["Content-Disposition"] == 'attachment; filename="services-used-sample.csv"'
    save(programme, bring_in(programme, answer.content))
    assert ServiceUse.objects.count() == len(service_use_file.SAMPLE) - 1


def test_the_command_says_in_one_line_what_it_did(tmp_path):
    path = tmp_path / "uses.csv"
    path.write_bytes(file_of(line(), line(), line("", "", EALING)))

    def run(*args) -> str:
        out = io.StringIO()
        call_command("import_service_use", str(path), *args, stdout=out)
        return out.getvalue()

    dry = run("--dry-run")
    assert dry == (
        "uses.csv: 2 of 3 uses would be added; nothing changed (0 there already, 1 repeated, 0 removed before;"
        " new people: 1)\n"
    )
    assert not ServiceUse.objects.exists()
    assert "2 of 3 uses added" in run()
    assert run() == "uses.csv: was imported already; nothing changed\n"
    assert "0 of 3 uses would be added" in run("--dry-run")
    assert ServiceUse.objects.count() == 2
    assert AuditEntry.objects.get(verb="service-use-import").actor_id is None


def test_the_command_refuses_what_the_page_refuses(tmp_path):
    path = tmp_path / "uses.csv"
    for content in (file_of(line(code="E1")), b"\xff\xfe", file_of(line(), line(day="x"))):
        path.write_bytes(content)
        for dry in ([], ["--dry-run"]):
            with pytest.raises(CommandError, match="was not imported; nothing changed"):
                call_command("import_service_use", str(path), *dry)
    with pytest.raises(CommandError, match="could not be read"):
        call_command("import_service_use", str(tmp_path / "none.csv"))
    assert not ServiceUse.objects.exists()


@pytest.mark.parametrize("name", ["<b>\u202euses</b>.csv", "x" * 300, "\udcff\udcfe", ""])
def test_a_file_may_be_called_anything(programme, name):
    file = actions.bring_in(content=file_of(line()), name=name, by=programme.person)
    assert file.name
    page = text(programme.get(file.get_absolute_url()))
    assert "<b>" not in page.partition("<h1")[2].partition("</h1>")[0]


def test_the_action_asks_again():
    with pytest.raises(PermissionDenied):
        actions.bring_in(content=file_of(line()), name="x.csv", by=in_role(Role.EVALUATOR))
    with pytest.raises(BrokenFile):
        actions.bring_in(content=b"x", name="x.csv", by=in_role(Role.PROGRAMME_LEAD))
    file = actions.bring_in(content=written(service_use_file.SAMPLE), name="x.csv", by=in_role(Role.PROGRAMME_LEAD))
    for refuse in (actions.save, actions.discard):
        with pytest.raises(PermissionDenied):
            refuse(file=file, by=in_role(Role.EVALUATOR))
