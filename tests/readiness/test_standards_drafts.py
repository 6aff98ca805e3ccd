"""Bringing in the next version: upload, preview, compare, publish, discard; administrators only."""

import io
import re
import threading
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from commissioning.access.roles import Role
from commissioning.people.models import AuditEntry
from commissioning.saving import NotNow
from readiness.actions import standards as actions
from readiness.models import FrameworkVersion, Standard, StandardEntry, StandardsDraft
from readiness.queries.standards import PROGRAMME_SET, comparable_codes
from tests.support.assessments import answer, opened
from tests.support.people import EALING, area, in_role
from tests.support.standards import CONDITIONS_SET, current, draft, next_version, published, sheets, upload

IMPORT = "/readiness/standards/drafts/new/"
OTHERS = [role for role in Role if role is not Role.ADMINISTRATOR]


@pytest.fixture
def administrator(client_as):
    return client_as(Role.ADMINISTRATOR)


def address(of: StandardsDraft, end: str = "") -> str:
    return f"/readiness/standards/drafts/{of.pk}/{end}"


# --- Who may ------------------------------------------------------------------------------


@pytest.mark.parametrize("role", OTHERS)
def test_only_administrators_see_drafts(client_as, role):
    made = draft(in_role(Role.ADMINISTRATOR))
    client = client_as(role)
    for page in (IMPORT, *(address(made, end) for end in ("", "compare/", "publish/", "standards/S01/"))):
        assert client.get(page).status_code == 403, page
    for page in (IMPORT, *(address(made, end) for end in ("compare/", "publish/", "discard/"))):
        assert client.post(page).status_code == 403, page
    made.refresh_from_db()
    assert made.is_open
    listed = client.get("/readiness/standards/").text
    assert "Bring in a set of standards" not in listed
    assert made.file_name not in listed


def test_a_draft_that_does_not_exist_is_not_found(administrator):
    for end in ("", "compare/", "publish/", "standards/S01/"):
        assert administrator.get(f"/readiness/standards/drafts/987654/{end}").status_code == 404
    assert administrator.get(address(draft(administrator.person), "standards/S99/")).status_code == 404


def test_looking_never_changes_anything(administrator):
    made = draft(administrator.person)
    assert administrator.get(address(made, "discard/")).status_code == 405
    administrator.get(address(made, "publish/"))
    made.refresh_from_db()
    assert made.is_open


# --- The spreadsheet ----------------------------------------------------------------------


def test_from_a_spreadsheet_to_a_published_version(administrator):
    answer = administrator.post(IMPORT, {"file": upload(next_version(), "next.xlsx")})
    made = StandardsDraft.objects.get()
    assert answer.url == address(made)
    assert (made.file_name, made.uploaded_by) == ("next.xlsx", administrator.person)
    assert not FrameworkVersion.objects.filter(number=2).exists()

    page = administrator.get(address(made)).text
    for text in ("Compared with version 1", "Changed: 1 standard<", "Same: 11 standards<", "A shared vision in use"):
        assert text in page
    confirm = administrator.get(address(made, "publish/")).text
    assert "A published version never changes" in confirm
    answer = administrator.post(address(made, "publish/"), {"seen": made.checksum}, follow=True)
    assert "Good commissioning standards, version 2 is published." in answer.text
    version = FrameworkVersion.objects.get(number=2)
    made.refresh_from_db()
    assert (made.published, made.status, version.checksum) == (version, "Published", made.checksum)
    verbs = AuditEntry.objects.filter(actor_id=administrator.person.pk).values_list("verb", flat=True)
    assert {"standards-import", "standards-publish"} <= set(verbs)


def test_problems_are_named_by_sheet_row_and_column_and_nothing_is_kept(administrator):
    book = sheets(next_version())
    book["standards"][1][7] = book["standards"][2][3] = ""
    answer = administrator.post(IMPORT, {"file": upload(book)})
    assert answer.status_code == 200
    for text in (
        "There is a problem",
        "The spreadsheet has 2 things to put right",
        "Sheet “standards”, H2 (level_1): is empty",
        "Sheet “standards”, D3 (short_title): is empty",
    ):
        assert text in answer.text
    assert not StandardsDraft.objects.exists()


def test_of_very_many_problems_the_first_are_shown(administrator):
    book = sheets(next_version())
    for row in book["standards"][1:]:
        row[2:12] = [""] * 10
    page = administrator.post(IMPORT, {"file": upload(book)}).text
    assert page.count("is empty; write something here.") == 50
    assert "There are 58 more." in page


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (None, "Select a spreadsheet"),
        (b"", "The selected file is empty"),
        (b"not a workbook", "This is not an Excel workbook"),
        (b"PK" + b"0" * (5 * 1024 * 1024), "must be 5 MB or smaller"),
    ],
)
def test_what_is_no_spreadsheet_is_refused(administrator, file, said):
    data = {} if file is None else {"file": SimpleUploadedFile("a.xlsx", file)}
    answer = administrator.post(IMPORT, data)
    assert answer.status_code == 200
    assert said in answer.text
    assert not StandardsDraft.objects.exists()


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "..\\..\\boot.ini", "<script>alert(1)</script>.xlsx", "a\0\u202eb.xlsx", "x" * 600]
)
def test_a_file_name_does_no_harm(administrator, tmp_path, name):
    file = upload(next_version())
    # As an attacker sends it: Django's own client would tidy the name.
    boundary, content = "----stds", file.read()
    head = f'------stds\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    body = head.encode() + content + b"\r\n------stds--\r\n"
    answer = administrator.post(IMPORT, data=body, content_type=f"multipart/form-data; boundary={boundary}")
    assert answer.status_code in (200, 302)
    for made in StandardsDraft.objects.all():
        assert not set("/\\\0\u202e") & set(made.file_name.replace("</", "<"))
        assert len(made.file_name) <= 200
        assert "<script>alert" not in administrator.get(address(made)).text
        assert "<script>alert" not in administrator.get("/readiness/standards/").text
    assert not list((tmp_path / "files").rglob("*"))


def test_hostile_text_is_shown_as_text(administrator):
    attack = "<script>alert(1)</script>"
    book = sheets(next_version(title=attack, summary=attack))
    book["standards"][2][7] = attack + " and the rest of it"
    administrator.post(IMPORT, {"file": upload(book)})
    made = StandardsDraft.objects.get()
    pages = [address(made, end) for end in ("", "compare/", "publish/", "standards/S01/", "standards/S02/")]
    administrator.post(address(made, "publish/"), {"seen": made.checksum})
    pages += [f"/readiness/standards/{PROGRAMME_SET}/2/{end}" for end in ("", "S01/", "S02/")]
    for page in pages:
        answer = administrator.get(page, follow=True)
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text, page


def test_the_same_spreadsheet_twice_is_one_draft(administrator):
    first = administrator.post(IMPORT, {"file": upload(next_version())})
    second = administrator.post(IMPORT, {"file": upload(next_version())})
    assert first.url == second.url
    assert StandardsDraft.objects.count() == 1
    administrator.post(address(StandardsDraft.objects.get(), "discard/"))
    administrator.post(IMPORT, {"file": upload(next_version())})
    assert StandardsDraft.objects.count() == 2


def test_a_number_that_is_taken_is_said(administrator):
    published(next_version())
    same = administrator.post(IMPORT, {"file": upload(current())}).text
    assert "Version 2 of good-commissioning is published with exactly this content already." in same
    other = administrator.post(IMPORT, {"file": upload(replace(current(), summary="Another summary"))}).text
    assert "Version 2 of good-commissioning is published and cannot change." in other
    lower = administrator.post(IMPORT, {"file": upload(replace(current(), version=1, summary="Another"))}).text
    assert "Version 1 of good-commissioning is published and cannot change." in lower
    assert not StandardsDraft.objects.exists()


def test_a_set_of_ones_own_starts_at_a_first_version(administrator):
    own = replace(current(CONDITIONS_SET), code="our-own", title="Our own set")
    administrator.post(IMPORT, {"file": upload(own)})
    made = StandardsDraft.objects.get()
    assert "This is the first version of its set" in administrator.get(address(made)).text
    assert "nothing to compare with" in administrator.get(address(made, "compare/")).text
    administrator.post(address(made, "publish/"), {"seen": made.checksum})
    assert FrameworkVersion.objects.get(framework__code="our-own").number == 1
    assert "Our own set, version 1" in administrator.get("/readiness/standards/").text


# --- Preview and comparison ---------------------------------------------------------------


def changed_in_every_way():
    """Version 2: S01 retitled, S12 dropped, S13 new, one word of S02's third level changed."""
    content = next_version()
    second = content.standards[1]
    levels = (*second.levels[:2], second.levels[2].replace("New terms", "Old terms"), *second.levels[3:])
    new = replace(content.standards[11], code="S13", title="A thirteenth")
    standards = (content.standards[0], replace(second, levels=levels), *content.standards[2:11], new)
    return replace(content, standards=standards, summary="Another summary.")


def test_the_preview_is_what_champions_will_see(administrator):
    content = next_version()
    page = administrator.get(address(draft(administrator.person, content), "standards/S01/")).text
    first = content.standards[0]
    for text in (first.title, first.fully_achieved, first.why_it_matters, first.what_good_looks_like, *first.levels):
        assert text.replace("'", "&#x27;") in page
    assert "Where are you on this standard?" in page
    assert page.count('type="radio"') == 7


def test_each_standard_is_new_changed_the_same_or_dropped(administrator):
    made = draft(administrator.person, changed_in_every_way())
    whole = administrator.get(address(made)).text
    for text in ("New: 1 standard<", "Changed: 2 standards<", "Same: 9 standards<", "Dropped: 1 standard<", "1 text "):
        assert text in whole
    page = administrator.get(address(made, "compare/")).text
    for text in (
        "<del>New </del>terms of reference",
        "<ins>Old </ins>terms of reference",
        "Version 1 did not have it.",
        "It is no longer in the set. Version 1 keeps it.",
        "Another summary.",
    ):
        assert text in page
    assert page.count("Can levels of ") == 11
    assert "Can levels of S13" not in page


def declared(made: StandardsDraft, **answers: str) -> dict[str, str]:
    """The form as a browser sends it: yes for all of S01 to S12, but for what is said."""
    codes = [row["code"] for row in made.content["standards"]]
    return {"seen": made.checksum} | {f"compares-{code}": answers.get(code, "yes") for code in codes}


def test_what_compares_goes_into_what_is_published(administrator):
    made = draft(administrator.person)
    was = made.checksum
    answer = administrator.post(address(made, "compare/"), declared(made, S02="no", S05="no"), follow=True)
    assert "Saved: which standards compare with the last version." in answer.text
    made.refresh_from_db()
    assert made.checksum != was
    administrator.post(address(made, "publish/"), {"seen": made.checksum})
    version = FrameworkVersion.objects.get(number=2)
    afresh = Standard.objects.filter(version=version, compares_with_last=False).values_list("code", flat=True)
    assert set(afresh) == {"S02", "S05"}
    before = FrameworkVersion.objects.get(number=1, framework=version.framework)
    assert {"S02", "S05"} & comparable_codes(before, version) == set()
    assert len(comparable_codes(before, version)) == 10


def test_an_answer_that_is_missing_or_made_up_is_asked_for_again(administrator):
    made = draft(administrator.person)
    data = declared(made, S02="perhaps")
    del data["compares-S03"]
    page = administrator.post(address(made, "compare/"), data)
    assert page.status_code == 200
    for code in ("S02", "S03"):
        assert f"Select whether levels of {code} can be compared" in page.text
    made.refresh_from_db()
    assert made.checksum == data["seen"]


def test_of_two_who_declare_at_once_the_second_is_told_and_nothing_is_lost(administrator, client_as):
    made = draft(administrator.person)
    administrator.post(address(made, "compare/"), declared(made, S02="no"))
    other = client_as(Role.ADMINISTRATOR)
    page = other.post(address(made, "compare/"), declared(made, S03="no"))
    assert "Somebody else said what compares while you were choosing." in page.text
    assert re.findall(r"<li>(S.*?)</li>", page.text) == ["S02: no", "S03: yes"]
    made.refresh_from_db()
    assert {row["code"] for row in made.content["standards"] if not row["compares_with_last"]} == {"S02"}
    # What they chose is in the form, on top of what is saved now: sending it again is a choice knowingly made.
    assert f'value="{made.checksum}"' in page.text
    other.post(address(made, "compare/"), declared(made, S03="no"))
    made.refresh_from_db()
    assert {row["code"] for row in made.content["standards"] if not row["compares_with_last"]} == {"S03"}


def test_the_same_answers_sent_twice_are_one_save(administrator):
    made = draft(administrator.person)
    data = declared(made, S02="no")
    for _ in range(2):
        assert administrator.post(address(made, "compare/"), data).status_code == 302
    assert AuditEntry.objects.filter(verb="standards-compare").count() == 1


# --- Publish and discard ------------------------------------------------------------------


def test_publishing_leaves_an_open_self_assessment_on_its_version(administrator):
    assessment = opened()
    answer(assessment, "S01", "4", "As agreed in May")
    entries = list(StandardEntry.objects.order_by("pk").values())
    before = assessment.version
    made = draft(administrator.person, changed_in_every_way())
    assert "keeps the version it was opened on" in administrator.get(address(made, "publish/")).text
    administrator.post(address(made, "publish/"), {"seen": made.checksum})
    assessment.refresh_from_db()
    assert assessment.version == before
    assert before.number == 1
    assert list(StandardEntry.objects.order_by("pk").values()) == entries
    answer(assessment, "S12", "3", "Still twelve of them")
    assert opened(authority=area(EALING)).version.number == 2


def test_publishing_what_has_changed_since_is_refused(administrator):
    made = draft(administrator.person)
    seen = made.checksum
    administrator.post(address(made, "compare/"), declared(made, S02="no"))
    refused = administrator.post(address(made, "publish/"), {"seen": seen})
    assert refused.status_code == 409
    assert "Somebody changed this draft after you opened the page." in refused.text
    assert administrator.post(address(made, "publish/")).status_code == 409
    assert not FrameworkVersion.objects.filter(number=2).exists()


def test_publishing_under_a_number_taken_meanwhile_is_refused(administrator):
    made = draft(administrator.person)
    published(next_version(title="Somebody else’s"))
    assert "is published and cannot change" in administrator.get(address(made, "publish/")).text
    refused = administrator.post(address(made, "publish/"), {"seen": made.checksum})
    assert refused.status_code == 409
    assert "is published and cannot change" in refused.text
    made.refresh_from_db()
    assert made.is_open


def test_published_twice_is_published_once(administrator):
    made = draft(administrator.person)
    for _ in range(2):
        page = administrator.post(address(made, "publish/"), {"seen": made.checksum}, follow=True)
    assert "had been published already. Nothing was changed." in page.text
    assert FrameworkVersion.objects.filter(number=2).count() == 1
    assert AuditEntry.objects.filter(verb="standards-publish", actor_id=administrator.person.pk).count() == 1


def test_a_discarded_draft_stays_readable_and_is_never_published(administrator):
    made = draft(administrator.person)
    page = administrator.post(address(made, "discard/"), follow=True)
    assert "Nothing was published." in page.text
    administrator.post(address(made, "discard/"))
    assert AuditEntry.objects.filter(verb="standards-discard").count() == 1
    shown = administrator.get(address(made)).text
    assert "Discarded" in shown
    assert "Go on to publish" not in shown
    assert administrator.get(address(made, "compare/")).status_code == 200
    assert administrator.get(address(made, "publish/")).url == address(made)
    for end in ("publish/", "compare/"):
        refused = administrator.post(address(made, end), declared(made, S02="no"))
        assert refused.status_code == 409
        assert "This draft has been discarded." in refused.text
    assert not FrameworkVersion.objects.filter(number=2).exists()


def test_a_published_draft_can_no_longer_be_discarded_or_changed(administrator):
    made = draft(administrator.person)
    administrator.post(address(made, "publish/"), {"seen": made.checksum})
    for end in ("discard/", "compare/"):
        refused = administrator.post(address(made, end), declared(made, S02="no"))
        assert refused.status_code == 409
        assert "This draft has been published." in refused.text
    with pytest.raises(NotNow):
        actions.discard_draft(draft=made, by=administrator.person)


def at_once(work, *calls) -> list:
    """What each call of `work` gave or raised, all begun in the same moment, each on its own connection."""
    results, ready = [], threading.Barrier(len(calls))

    def run(keywords):
        try:
            ready.wait(20)
            results.append(work(**keywords))
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(keywords,)) for keywords in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_two_administrators_publishing_one_draft_at_once_make_one_version(own_database):
    people = [in_role(Role.ADMINISTRATOR) for _ in range(4)]
    made = draft(people[0])
    results = at_once(actions.publish_draft, *({"draft": made, "seen": made.checksum, "by": by} for by in people))
    assert sorted(is_new for _, is_new in results) == [False, False, False, True]
    assert len({version.pk for version, _ in results}) == 1
    assert Standard.objects.filter(version__number=2).count() == 12


def test_two_drafts_of_one_number_published_at_once_make_one_version(own_database):
    by = in_role(Role.ADMINISTRATOR)
    drafts = [draft(by, next_version(title=f"Title {number}")) for number in range(4)]
    results = at_once(actions.publish_draft, *({"draft": d, "seen": d.checksum, "by": by} for d in drafts))
    refused = [result for result in results if isinstance(result, actions.Published)]
    assert len(refused) == 3, results
    assert FrameworkVersion.objects.filter(number=2).count() == 1
    assert Standard.objects.filter(version__number=2).count() == 12
    assert StandardsDraft.objects.exclude(published=None).count() == 1


def test_one_spreadsheet_sent_twice_in_a_moment_is_one_draft(own_database):
    by = in_role(Role.ADMINISTRATOR)
    call = {"content": next_version(), "file_name": "next.xlsx", "by": by}
    results = at_once(actions.bring_in, *([call] * 4))
    assert len({made.pk for made in results}) == 1


def test_one_set_published_at_the_shell_twice_in_a_moment_is_one_version(own_database):
    results = at_once(actions.publish_standards, *([{"content": next_version(), "by": None}] * 4))
    assert sorted(is_new for _, is_new in results) == [False, False, False, True]


# --- Lists --------------------------------------------------------------------------------


def test_many_drafts_cost_as_many_queries_as_one(administrator, django_assert_num_queries):
    draft(administrator.person)
    administrator.get("/readiness/standards/")
    with django_assert_num_queries(9) as one:
        administrator.get("/readiness/standards/")
    for number in range(30):
        draft(administrator.person, next_version(title=f"Title {number}"))
    with django_assert_num_queries(len(one)):
        page = administrator.get("/readiness/standards/").text
    assert page.count("standards.xlsx") == 31


def test_a_draft_of_a_hundred_standards_is_compared_in_seconds(administrator, django_assert_max_num_queries):
    content = current()
    row = content.standards[0]
    many = tuple(replace(row, code=f"X{number}", short_title=f"Short {number}") for number in range(100))
    published(replace(content, version=2, standards=many, sections=content.sections[:1]))
    longer = tuple(replace(row, levels=tuple(reversed(row.levels))) for row in many)
    file = upload(replace(content, version=3, standards=longer, sections=content.sections[:1]))
    administrator.post(IMPORT, {"file": io.BytesIO(file.read())})
    with django_assert_max_num_queries(12):
        page = administrator.get(address(StandardsDraft.objects.get(), "compare/"))
    assert page.text.count("Can levels of") == 100
