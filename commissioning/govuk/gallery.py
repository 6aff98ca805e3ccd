"""Sample context for the gallery page, `templates/programme/components.html`: every component, every control.

return render(request, "programme/components.html", gallery.context())
"""

import datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import QueryDict

from commissioning.govuk.controls import problems_of
from commissioning.govuk.fields import Checkboxes, DateField, MoneyField, ParagraphsField, Radios
from commissioning.govuk.forms import FilterForm, Form
from commissioning.govuk.layout import Button, Buttons, Fieldset, Question, form_helper

LEVELS = [
    ("1", "1 – no clear agreement what is needed"),
    ("2", "2 – agreement, and a beginning"),
    ("3", "3 – progress towards the standard"),
    ("4", "4 – very good progress"),
    ("5", "5 – fully achieved across the partnership"),
    ("dk", "I do not know"),
]


class SampleForm(Form):
    """One of every control, written as any form is: nothing here is about looks but two widths."""

    level = forms.ChoiceField(
        label="Where are we?",
        choices=LEVELS,
        widget=Radios(
            hints={"1": "Partners would describe it differently.", "5": "Families recognise it."}, divider_before="dk"
        ),
    )
    finished = forms.ChoiceField(
        label="Have you finished this section?", choices=[("yes", "Yes"), ("no", "No")], widget=Radios(inline=True)
    )
    partners = forms.MultipleChoiceField(
        label="Who took part?",
        help_text="Select all that apply.",
        choices=[("council", "Council"), ("health", "Health"), ("schools", "Schools"), ("none", "None of these")],
        widget=Checkboxes(divider_before="none", exclusive="none"),
    )
    agreed = forms.BooleanField(label="The board has seen this", help_text="It need not have agreed with all of it.")
    evidence = ParagraphsField(label="What shows this?", help_text="Cite a paper and its date.", max_length=400)
    name = forms.CharField(label="Full name", max_length=20, widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.EmailField(label="Email address")
    password = forms.CharField(label="Password", widget=forms.PasswordInput)
    discussed_on = DateField(label="Date of the board’s discussion")
    days = forms.IntegerField(label="Days of support", min_value=1, max_value=40)
    cost = MoneyField(label="Cost", required=False)
    area = forms.ChoiceField(label="Local area", choices=[("", "---------"), ("n", "Northshire"), ("s", "Southbury")])
    paper = forms.FileField(label="Board paper")
    revision = forms.CharField(widget=forms.HiddenInput, initial="7")


class LaidOutForm(Form):
    """A form with a layout: one question as a heading, two under a legend, two buttons."""

    challenge = forms.CharField(label="What would you challenge?", widget=forms.Textarea, required=False)
    street = forms.CharField(label="Building and street")
    postcode = forms.CharField(label="Postcode", widget=forms.TextInput({"class": "govuk-input--width-10"}))

    helper = form_helper(
        Question("challenge", size="m"),
        Fieldset("Where did you meet?", "street", "postcode"),
        Buttons(
            Button("Save and continue"), Button("Save and come back later", name="later", value="1", kind="secondary")
        ),
    )


class SampleFilterForm(FilterForm):
    name = forms.CharField(label="Name")
    stage = forms.ChoiceField(label="Stage", choices=[("", "Any stage"), ("open", "Open"), ("signed", "Signed")])


def context() -> dict[str, Any]:
    """Plain data and three sample forms."""
    wrong = SampleForm(_wrong_answers(), prefix="wrong")
    return {
        "blank_form": SampleForm(prefix="blank"),
        "wrong_form": wrong,
        "wrong_problems": problems_of(wrong),
        "laid_out_form": LaidOutForm(prefix="laid-out"),
        "filter_form": SampleFilterForm(QueryDict("name=shire&stage=open&page=6")),
        "page_obj": Paginator(range(153), 10).get_page(6),
        "tags": [
            "In progress",
            "Completed",
            "Draft",
            "Overdue",
            "There is a problem",
            "With the director",
            "Not yet started",
        ],
        "who": ["you and the people you name", "your local lead, once you send it"],
        "fields": [("what_changed", "The board now decides rather than talks.\nMembers scrutinise."), ("level", "4")],
        "navigation_items": _navigation(),
        "tasks": _tasks(),
        "facts": _facts(),
        "timeline_entries": _timeline(),
        "columns": _columns(),
        "rows": _rows(),
        "documents": _documents(),
        "due": datetime.date(2026, 12, 4),
    }


def _wrong_answers() -> dict[str, Any]:
    return {
        "wrong-level": "9",
        "wrong-evidence": "Board paper 7, 12 May. " * 20,
        "wrong-name": "A name that is far too long",
        "wrong-email": "somebody",
        "wrong-discussed_on-day": "31",
        "wrong-discussed_on-month": "February",
        "wrong-discussed_on-year": "26",
        "wrong-days": "many",
        "wrong-cost": "a lot",
        "wrong-revision": "7",
    }


def _navigation() -> list[dict[str, Any]]:
    return [
        {"label": "Overview", "url": "#overview", "active": True},
        {"label": "Standards", "url": "#standards", "active": False},
        {"label": "History", "url": "#history", "active": False},
    ]


def _tasks() -> list[dict[str, str]]:
    return [
        {"title": "A shared vision that leaders use", "url": "#1", "status": "Completed"},
        {
            "title": "Clear decisions and accountability",
            "url": "#2",
            "status": "In progress",
            "hint": "Two of three views are in.",
        },
        {"title": "One language, one way of commissioning", "url": "#3", "status": "Not yet started"},
        {"title": "Send to the director", "url": "", "status": "Cannot start yet"},
    ]


def _facts() -> list[dict[str, Any]]:
    return [
        {"key": "Local area", "value": "Northshire"},
        {"key": "Champion", "value": "Asha Rahman", "change_url": "#champion"},
        {
            "key": "Evidence",
            "value": "Board paper 7, 12 May\nBudget book",
            "actions": [{"text": "Add", "url": "#a"}, {"text": "Remove", "url": "#r"}],
        },
        {"key": "Discussed by the board", "value": None},
    ]


def _timeline() -> list[dict[str, Any]]:
    return [
        {
            "title": "Sent to the local lead",
            "by": "Asha Rahman",
            "at": datetime.datetime(2026, 5, 12, 16, 5),
            "text": "All twelve levels.",
        },
        {"title": "Opened", "by": "Asha Rahman", "on": datetime.date(2026, 4, 1)},
    ]


def _columns() -> list[dict[str, Any]]:
    return [
        {"label": "Local area", "key": "name"},
        {"label": "Region", "key": "region"},
        {"label": "Stage"},
        {"label": "Days used", "key": "days", "numeric": True},
        {"label": "Days agreed", "numeric": True},
    ]


def _rows() -> list[list[Any]]:
    return [
        [{"text": "Northshire", "url": "#n"}, "North East", "Delivery", 7, 12],
        [{"text": "Southbury and the Vale of Long Names", "url": "#s"}, "South West", "Scoping", 0, 20],
    ]


def _documents() -> list[dict[str, Any]]:
    feedback = {"title": "Feedback report for Northshire"}  # no status_url: a sample is asked after no more
    return [
        {**feedback, "state": "queued"},
        {
            **feedback,
            "state": "running",
            "progress": 40,
            "step": "Drawing the charts",
        },
        {**feedback, "state": "done", "download_url": "#file", "file_type": "PDF", "size": 482_133},
        {
            **feedback,
            "state": "failed",
            "reason": "The report would have had more than 2,000 table rows.",
            "retry_url": "#retry",
        },
    ]
