"""The register brought up to date in the browser: files looked over, what they would change, and applying it once."""

import time

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from commissioning.access.roles import Role
from commissioning.authorities.models import Authority, Judgement, StatisticalNeighbour
from commissioning.authorities.register_files import Kind
from commissioning.people import sessions
from commissioning.people.models import AuditEntry
from commissioning.programme import integrity
from commissioning.programme.models import RegisterFile, RegisterRefresh
from tests.support.pages import hidden, text, words
from tests.support.people import DURHAM, EALING, area, in_role
from tests.support.registers import UPLOAD, edited, everything, file, shipped, with_cells

LIST = "/programme/register/"


@pytest.fixture
def admin(client_as):
    return client_as(Role.ADMINISTRATOR)


def uploaded(admin, **files) -> RegisterRefresh:
    """Kept, and looked over."""
    data = {kind: file(content) if isinstance(content, bytes) else content for kind, content in files.items()}
    answer = admin.post(UPLOAD, data)
    assert answer.status_code == 302, words(answer)
    return RegisterRefresh.objects.get(pk=answer.url.strip("/").rpartition("/")[2])


def apply(admin, row, **other):
    seen = hidden(text(admin.get(row.get_absolute_url())), "fingerprint")
    return admin.post(f"{row.get_absolute_url()}apply/", {"fingerprint": seen, **other}, follow=True)


def test_the_way_from_the_programme_to_the_upload(register, admin):
    assert LIST in text(admin.get("/programme/"))
    page = words(admin.get(LIST))
    assert "Nothing was uploaded yet" in page
    assert "The files that came with the site" in page
    assert "Upload files" in page


def test_a_changed_name_region_and_judgement_are_shown_and_applied(register, admin):
    before = everything()
    row = uploaded(
        admin,
        current=with_cells(Kind.CURRENT, DURHAM, name="Durham Council", region="North West", population_0_17="101000"),
        judgements=with_cells(Kind.JUDGEMENTS, EALING, overall="good", leaders="inadequate"),
    )
    page = words(admin.get(row.get_absolute_url()))
    assert "Name: from Durham County Council → to Durham Council" in page
    assert "Region: from North East → to North West" in page
    assert "Children aged 0 to 17: from 100,432 → to 101,000" in page
    assert "County Durham moves from North East to North West. Regional leads of the one no longer see it" in page
    assert "Impact of leaders:" in page
    assert everything() == before  # a preview writes nothing
    done = words(apply(admin, row))
    assert "Applied. The register says so from this moment." in done
    assert "What changed" in done
    assert "Name: from Durham County Council → to Durham Council" in done
    durham = area()
    assert (durham.name, durham.region.name, durham.population_0_17) == ("Durham Council", "North West", 101_000)
    newest = Judgement.objects.filter(authority__gss_code=EALING).order_by("inspected_from")
    assert "inadequate" in newest.values_list("leaders", flat=True)
    row.refresh_from_db()
    assert (row.state, row.settled_by) == ("applied", admin.person)


def test_what_was_done_is_in_the_history_of_the_site_and_of_the_council(register, admin):
    row = uploaded(admin, current=with_cells(Kind.CURRENT, DURHAM, name="Durham Council"))
    apply(admin, row)
    entries = AuditEntry.objects.filter(object_kind="programme.RegisterRefresh", object_id=row.pk).order_by("pk")
    assert list(entries.values_list("verb", "authority_id", "actor_id")) == [
        ("refresh-upload", None, admin.person.pk),
        ("refresh-apply", None, admin.person.pk),
        ("register-change", area().pk, admin.person.pk),
    ]


@pytest.mark.parametrize("kind", Kind)
def test_the_shipped_file_as_an_upload_changes_nothing(register, admin, kind):
    year = {"model_year": "2025"} if kind is Kind.NEIGHBOURS else {}
    row = uploaded(admin, **{kind.value: shipped(kind)}, **year)
    page = words(admin.get(row.get_absolute_url()))
    assert "Nothing would change: the register says all of this already." in page
    assert "Apply these files" not in page
    assert "What to know before" not in page


def test_all_shipped_files_together_change_nothing(register, admin):
    before = everything()
    row = uploaded(admin, model_year="2025", **{kind.value: shipped(kind) for kind in Kind})
    assert "Nothing would change" in words(admin.get(row.get_absolute_url()))
    answer = admin.post(f"{row.get_absolute_url()}apply/", {"fingerprint": "made up"}, follow=True)
    assert "Nothing was done" in words(answer)
    assert everything() == before


def test_pressed_twice_it_is_done_once(register, admin):
    row = uploaded(admin, current=with_cells(Kind.CURRENT, DURHAM, name="Durham Council"))
    seen = hidden(text(admin.get(row.get_absolute_url())), "fingerprint")
    for _ in range(2):
        answer = admin.post(f"{row.get_absolute_url()}apply/", {"fingerprint": seen}, follow=True)
    assert "has applied this already. It was done once." in text(answer)
    assert AuditEntry.objects.filter(verb="refresh-apply").count() == 1


def test_sent_twice_the_same_files_wait_once(register, admin):
    content = with_cells(Kind.CURRENT, DURHAM, name="Durham Council")
    assert uploaded(admin, current=content) == uploaded(admin, current=content)
    assert RegisterFile.objects.count() == 1


def test_where_the_register_changed_meanwhile_the_new_preview_is_shown(register, client_as):
    one, other = client_as(Role.ADMINISTRATOR), client_as(Role.ADMINISTRATOR)
    mine = uploaded(one, current=with_cells(Kind.CURRENT, DURHAM, name="Durham Council"))
    theirs = uploaded(other, judgements=with_cells(Kind.JUDGEMENTS, EALING, leaders="inadequate"))
    seen = hidden(text(one.get(mine.get_absolute_url())), "fingerprint")
    apply(other, theirs)
    answer = one.post(f"{mine.get_absolute_url()}apply/", {"fingerprint": seen}, follow=True)
    page = words(answer)
    assert "The register changed since you looked." in page
    assert "Apply these files" in page
    assert area().name == "Durham County Council"
    assert "Applied." in words(apply(one, mine))


def test_it_asks_for_recent_proof(register, admin):
    row = uploaded(admin, current=with_cells(Kind.CURRENT, DURHAM, name="Durham Council"))
    seen = hidden(text(admin.get(row.get_absolute_url())), "fingerprint")
    session = admin.session
    session[sessions.SIGNED_IN] = time.time() - 3600
    session.save()
    answer = admin.post(f"{row.get_absolute_url()}apply/", {"fingerprint": seen})
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    assert area().name == "Durham County Council"


def test_files_set_aside_stay_in_the_list_and_change_nothing(register, admin):
    row = uploaded(admin, current=with_cells(Kind.CURRENT, DURHAM, name="Durham Council"))
    seen = hidden(text(admin.get(row.get_absolute_url())), "fingerprint")
    page = words(admin.post(f"{row.get_absolute_url()}set-aside/", follow=True))
    assert "Set aside. The register is as it was" in page
    assert f"by {admin.person}" in page
    answer = admin.post(f"{row.get_absolute_url()}apply/", {"fingerprint": seen}, follow=True)
    assert "These files are set aside already; nothing was changed." in words(answer)
    assert area().name == "Durham County Council"


def test_a_file_is_handed_out_as_it_came(register, admin):
    content = with_cells(Kind.CURRENT, DURHAM, name="Durham Council")
    row = uploaded(admin, current=file(content, "Councils “2027” <b>.csv"))
    kept = row.files.get()
    assert kept.file_name == "Councils “2027” -b-.csv"
    answer = admin.get(f"{row.get_absolute_url()}files/{kept.pk}/")
    assert b"".join(answer.streaming_content) == content
    assert answer["Content-Disposition"].startswith("attachment")
    assert AuditEntry.objects.filter(verb="refresh-download", object_id=kept.pk).exists()
    other = uploaded(admin, judgements=shipped(Kind.JUDGEMENTS))
    assert admin.get(f"{other.get_absolute_url()}files/{kept.pk}/").status_code == 404


def test_a_kept_file_that_is_spoiled_or_lost_is_found(register, admin, files_of_the_template):
    row = uploaded(admin, current=with_cells(Kind.CURRENT, DURHAM, name="Durham Council"))
    kept = row.files.get()
    with default_storage.open(kept.file.name, "wb") as stored:
        stored.write(b"something else")
    assert [said for said in integrity.check()[1] if said.startswith("Register file")] == [
        f"Register file {kept.pk}: its file is not the one that was kept."
    ]
    default_storage.delete(kept.file.name)
    assert f"Register file {kept.pk}: its file is missing." in integrity.check()[1]
    page = words(admin.get(row.get_absolute_url()))
    assert "the file is no longer there. Set these files aside, and upload it again." in page
    assert "Apply these files" not in page


@pytest.mark.slow
def test_many_changes_are_read_page_by_page(register, admin):
    def next_year(rows):
        for row in rows:
            row["closeness"] = "Not close"

    row = uploaded(admin, neighbours=file(edited(Kind.NEIGHBOURS, next_year), "neighbours_2026.csv"))
    assert row.files.get().model_year == 2026
    page = words(admin.get(row.get_absolute_url()))
    assert "All 1,530 changes" in page
    every = f"{row.get_absolute_url()}changes/neighbours/"
    first = words(admin.get(every))
    assert "Showing 1 to 50 of 1530 lines" in first
    assert "Closeness: Not close" in first
    assert "Showing 1501 to 1530 of 1530 lines" in words(admin.get(f"{every}?page=31"))
    assert admin.get(f"{every}?page=32").status_code == 302
    assert admin.get(f"{row.get_absolute_url()}changes/judgements/").status_code == 404
    assert admin.get(f"{row.get_absolute_url()}changes/anything/").status_code == 404
    apply(admin, row)
    assert StatisticalNeighbour.objects.filter(model_year=2026).count() == 1530
    assert StatisticalNeighbour.objects.filter(model_year=2025).count() == 1530
    assert "Showing 1 to 50 of 1530 lines" in words(admin.get(every))


def test_a_place_among_the_neighbours_that_changes_is_one_line(register, admin):
    def swapped(rows):
        one, two = rows[0], rows[1]
        one["rank"], two["rank"] = two["rank"], one["rank"]

    row = uploaded(admin, neighbours=edited(Kind.NEIGHBOURS, swapped), model_year="2025")
    page = words(admin.get(row.get_absolute_url()))
    assert "Neighbour: from Redcar and Cleveland → to Sunderland" in page
    assert "Statistical neighbours 0 2 0 0 1,528" in page


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_no_other_role_comes_near(register, client_as, role):
    waiting = RegisterRefresh.objects.create()
    client = client_as(role)
    for path in (LIST, UPLOAD, waiting.get_absolute_url(), f"{LIST}samples/links/"):
        assert client.get(path).status_code in (403, 404), path
    for path in (UPLOAD, f"{waiting.get_absolute_url()}apply/", f"{LIST}newer/"):
        assert client.post(path, {"current": file(shipped(Kind.CURRENT))}).status_code in (403, 404), path
    assert RegisterRefresh.objects.count() == 1


def test_the_list_as_a_file_names_files_and_people(register, admin):
    uploaded(admin, current=file(shipped(Kind.CURRENT), "=1+1.csv"))
    content = b"".join(admin.get(f"{LIST}?format=csv").streaming_content).decode("utf-8-sig")
    assert content.splitlines()[1].startswith("'=1+1.csv,Uploaded,")
    assert str(admin.person) in content


def test_a_new_council_and_one_that_ends_in_one_upload(register, admin):
    """A recoded council that nobody recorded as a reorganisation, and nothing hangs on."""
    code, new = "E06000001", "E06000070"
    row_before = Authority.objects.get(gss_code=code)

    def recoded(rows):
        next(row for row in rows if row["gss_code"] == code)["gss_code"] = new

    def ended(rows):
        rows.append(rows[0] | {"gss_code": code, "short_name": "Hartlepool", "ons_code_end_date": "2027-03-31"})

    def linked(rows):
        rows.append(rows[0] | {"from_code": code, "to_code": new, "effective_date": "2027-04-01", "kind": "recoded"})

    row = uploaded(
        admin,
        current=edited(Kind.CURRENT, recoded),
        former=edited(Kind.FORMER, ended),
        links=edited(Kind.LINKS, linked),
    )
    page = words(admin.get(row.get_absolute_url()))
    assert "Current councils 1 0 0 0 152" in page
    assert "Former councils 0 0 1 0 19" in page
    assert "Hartlepool would be new, with nobody in role." in page
    assert "Last day: from nothing → to 31 March 2027" in page
    assert "followed by Hartlepool" in page
    assert "Applied." in words(apply(admin, row))
    row_before.refresh_from_db()
    assert row_before.ended_on.isoformat() == "2027-03-31"
    assert Authority.objects.get(gss_code=new).origins.get().predecessor == row_before


def test_a_council_that_would_end_with_open_work_is_refused(register, admin):
    in_role(Role.CHAMPION, area(EALING))

    def ended(rows):
        rows.append(rows[0] | {"gss_code": EALING, "short_name": "Ealing", "ons_code_end_date": "2027-03-31"})

    def linked(rows):
        rows.append(rows[0] | {"from_code": EALING, "to_code": "E09000010", "effective_date": "2027-04-01"})

    row = uploaded(admin, former=edited(Kind.FORMER, ended), links=edited(Kind.LINKS, linked))
    page = text(admin.get(row.get_absolute_url()))
    assert "This cannot be applied as it stands." in page
    assert "Ealing would end, and has 1 person in role. Record a reorganisation first" in page
    assert "/programme/reorganisations/" in page
    assert "Apply these files" not in page
    answer = admin.post(f"{row.get_absolute_url()}apply/", {"fingerprint": "x"}, follow=True)
    assert "Nothing was done" in text(answer)
    assert area(EALING).is_current
