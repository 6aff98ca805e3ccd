"""An evaluator runs a whole round and publishes what it found, without another tool: from the workbook with the
questions to five files that a champion can take home.
"""

import random
import re
import zipfile
from io import BytesIO

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from commissioning.access.roles import Role
from evaluation.actions.storing import Record, store
from evaluation.models import Edition, Round, RoundGroup
from evaluation.queries.answering import router_of
from tests.browser import steps
from tests.evaluation.forms import workbook
from tests.support import rounds
from tests.support.browser import PHONE
from tests.support.site import until

NAME, TITLE = "Survey of a whole round", "Impact of a whole round"
USED, SKILLS = "Which of these have you used?", "What effect has it had on your skills?"
MONTHS = "How many months have you been in post? (optional)"
BY_LINK = "Anyone with the open link"


@pytest.fixture
def evaluator(new_person, open_tab):
    return steps.sign_in(open_tab(), new_person(Role.EVALUATOR).email)


@pytest.mark.slow
def test_a_round_from_the_questions_to_the_published_report(evaluator, open_tab, new_person, tmp_path):
    version = bring_in_the_questionnaire(evaluator, tmp_path)
    set_up_and_open(evaluator, version)
    group = RoundGroup.objects.select_related("round").get(round__name=NAME)
    answer_by_the_open_link(open_tab(PHONE, scripts=False), address=evaluator.page.locator("main code").inner_text())
    answered_by_others(group, 60)
    close(evaluator)
    look_at_the_figures(evaluator, group)
    publish(evaluator)
    read_by_a_champion(steps.sign_in(open_tab(PHONE), new_person(Role.CHAMPION).email))


def bring_in_the_questionnaire(tab, folder) -> str:
    """Refused with its problem first. Returns how the version is called in lists."""
    tab.visit("/evaluation/")
    tab.follow("All questionnaires, and bringing one in")
    tab.press("Bring in a questionnaire")
    broken = folder / "broken.xlsx"
    broken.write_bytes(workbook([*rounds.SURVEY[:-1]], rounds.CHOICES, rounds.SETTINGS).getvalue())
    tab.page.get_by_label("XLSForm", exact=True).set_input_files(broken)
    tab.press("Bring it in")
    expect(tab.page.locator(".govuk-error-summary")).to_contain_text("survey")
    whole = folder / "whole.xlsx"
    whole.write_bytes(workbook(rounds.SURVEY, rounds.CHOICES, rounds.SETTINGS).getvalue())
    tab.page.get_by_label("XLSForm", exact=True).set_input_files(whole)
    tab.press("Bring it in")
    tab.expect_text("7 questions on 5 pages")
    return tab.page.locator(".govuk-caption-l").first.inner_text()


def set_up_and_open(tab, version: str) -> None:
    tab.visit("/evaluation/rounds/")
    tab.press("Set up a round")
    tab.press("Set up the round")
    tab.expect_errors("Enter a name for the round", "Select what respondents are promised", "Select who is asked")
    tab.type("Name", NAME)
    tab.choose("What are respondents promised?", "Confidential")
    tab.choose("Who is asked?", BY_LINK)
    box = tab.page.get_by_label("Questionnaire for anyone with the open link (optional)", exact=True)
    box.select_option(label=f"A survey, {version.lower()}")
    tab.press("Set up the round")
    tab.expect_heading(NAME)
    tab.follow("Headline measures of Anyone with the open link")
    tab.page.get_by_label("Headline measure", exact=True).select_option(index=1)
    tab.press("Name it")
    tab.visit(Round.objects.get(name=NAME).get_absolute_url())
    tab.press("Go on to open the round")
    tab.press("Open the round")
    tab.expect_text("Pass this on.")


def answer_by_the_open_link(phone, *, address: str) -> None:
    phone.visit(address.removeprefix(phone.watch.address))
    phone.expect_text("Your answers")
    phone.press("Start")
    phone.choose(USED, "Training and development")
    phone.press("Continue")
    phone.choose(SKILLS, "A positive effect")
    phone.press("Continue")
    phone.press("Continue")
    phone.expect_heading("Check your answers")
    phone.press("Send my answers")
    phone.expect_heading("Thank you, your answers are sent")


def answered_by_others(group: RoundGroup, people: int) -> None:
    """As they would be stored if so many had come that way."""
    router, chance = router_of(group.instrument_version_id), random.Random(3)
    effects = ["positive"] * 6 + ["neither", "negative", "too_early"]
    records = []
    for _ in range(people):
        answers = rounds.USER | {"training_skills": chance.choice(effects)}
        answers.pop("words")
        records.append(Record(router.asked(answers, today=group.round.frame_on), answers, {}))
    store(group, records)


def close(tab) -> None:
    tab.visit(Round.objects.get(name=NAME).get_absolute_url())
    tab.press("Close it sooner")
    tab.press("Close the round")
    tab.expect_text("What they answered")


def look_at_the_figures(tab, group: RoundGroup) -> None:
    tab.follow(re.compile("^What they answered"))
    until(lambda: tab.page.reload() and "What the figures rest on" in tab.text, "the tables", seconds=180)
    tab.follow("training_skills")
    tab.expect_text(SKILLS)
    tab.expect_text("61")
    tab.visit(reverse("evaluation:answers-export", args=[group.pk]))
    tab.choose("Which file?", "CSV")
    tab.press("Make the file")
    tab.expect_text("answers one by one")


def publish(tab) -> None:
    tab.visit("/evaluation/editions/")
    tab.follow("Drafts, and a new report")
    tab.press("Start a report")
    tab.type("Title", TITLE)
    rounds_offered = tab.page.get_by_label("Round it reports on", exact=True)
    rounds_offered.select_option(label=rounds_offered.locator("option", has_text=NAME).inner_text())
    tab.press("Save")
    add_section(tab, re.compile("^Add it.*Commentary only$"), Heading="In short", Commentary="Most learned something.")
    measure = re.compile("^Anyone with the open link.*A measure, for each service$")
    add_section(tab, measure, Heading="Skills", Measure="Skills")
    tab.press("Make a preview")
    edition = Edition.objects.get(title=TITLE)
    until(lambda: tab.page.reload() and "Up to date" in tab.text, "the preview", seconds=180)
    tab.follow(re.compile("^Preview made on"))
    tab.expect_text("What these figures cannot say")
    tab.page.go_back()
    tab.press("Publish")
    tab.press("Publish for good")
    until(lambda: Edition.objects.get(pk=edition.pk).is_published, "the edition", seconds=180)


def add_section(tab, link: re.Pattern, **filled: str) -> None:
    tab.press("Add a section")
    tab.follow(link)
    for label, text in filled.items():
        box = tab.page.get_by_label(re.compile(rf"^{label}( \(optional\))?$"))
        if label == "Measure":
            box.select_option(index=1)
        else:
            box.fill(text)
    tab.press("Save")


def read_by_a_champion(phone) -> None:
    edition = Edition.objects.get(title=TITLE)
    phone.visit("/evaluation/editions/")
    phone.follow(TITLE)
    phone.expect_text("Most learned something.")
    phone.expect_text("What these figures cannot say")
    until(lambda: phone.page.reload() and phone.page.get_by_role("link", name=re.compile("^Download")).count() == 4,
          "the files", seconds=240)  # fmt: skip
    kinds = {}
    for link in phone.page.get_by_role("link", name=re.compile("^Download")).all():
        with phone.page.expect_download() as waiting:
            link.click()
        kinds[waiting.value.suggested_filename.rsplit(".")[-1]] = waiting.value.path().read_bytes()
    assert {"pdf", "xlsx", "zip", "sav"} == set(kinds)
    with zipfile.ZipFile(BytesIO(kinds["zip"])) as archive:
        assert "checksums.txt" in archive.namelist()
    phone.visit(f"/evaluation/drafts/{edition.pk}/", status=403)
