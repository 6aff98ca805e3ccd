"""What every form promises: hostile words stay words, every error leads to its box, nothing is cut off."""

import pytest
from django import forms
from django.template import engines
from django.template.loader import render_to_string

from commissioning.govuk import gallery
from commissioning.govuk.controls import problems_of
from commissioning.govuk.fields import Checkboxes, DateField, MoneyField, ParagraphsField, Radios
from commissioning.govuk.forms import FilterForm, Form

from .markup import tree

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
FOCUSABLE = {"input", "select", "textarea"}


def rendered(form, how="{{ form|crispy }}"):
    return engines["django"].from_string("{% load crispy_forms_tags %}" + how).render({"form": form})


def ids(html):
    return {element.attrs["id"]: element for element in tree(html).all() if "id" in element.attrs}


class HostileForm(Form):
    text = forms.CharField(label=HOSTILE, help_text=HOSTILE, initial=HOSTILE)
    note = forms.CharField(label=HOSTILE, help_text=HOSTILE, initial=HOSTILE, widget=forms.Textarea, max_length=9)
    one = forms.ChoiceField(
        label=HOSTILE,
        help_text=HOSTILE,
        choices=[(HOSTILE, HOSTILE), ("b", "b")],
        widget=Radios(hints={HOSTILE: HOSTILE}),
    )
    many = forms.MultipleChoiceField(
        label=HOSTILE, choices=[(HOSTILE, HOSTILE)], widget=Checkboxes(hints={HOSTILE: HOSTILE})
    )
    select = forms.ChoiceField(label=HOSTILE, choices=[(HOSTILE, [(HOSTILE, HOSTILE)])])
    tick = forms.BooleanField(label=HOSTILE, help_text=HOSTILE)
    when = DateField(label=HOSTILE, help_text=HOSTILE)
    secret = forms.CharField(label=HOSTILE, widget=forms.PasswordInput)
    kept = forms.CharField(widget=forms.HiddenInput, initial=HOSTILE)


@pytest.mark.parametrize(
    "data",
    [None, {}, {"text": HOSTILE, "note": HOSTILE, "one": HOSTILE + "x", "when-day": HOSTILE, "when-month": HOSTILE}],
)
def test_hostile_words_stay_words(data):
    form = HostileForm(data)
    html = rendered(form) + render_to_string("govuk/error_summary.html", {"problems": problems_of(form)})
    for element in tree(html).all():
        assert element.tag not in {"script", "img"}
        assert not [name for name in element.attrs if name.startswith("on")]


@pytest.mark.parametrize("how", ["{{ form|crispy }}", "{% crispy form %}"])
def test_every_error_leads_to_something_that_takes_focus(how):
    form = gallery.context()["wrong_form"]
    found = ids(rendered(form, how))
    problems = problems_of(form)
    assert len(problems) >= 13
    for problem in problems:
        assert found[problem.href.removeprefix("#")].tag in FOCUSABLE, problem


def test_errors_about_no_one_field_lead_to_the_first():
    form = HostileForm({"kept": ""})
    form.add_error(None, "Those two do not go together")
    assert [problem.href for problem in problems_of(form)[:2]] == ["#id_text", "#id_text"]


def test_the_date_error_leads_to_the_wrong_box():
    class WhenForm(Form):
        when = DateField(label="First day")

    def where(day, month, year):
        form = WhenForm({"when-day": day, "when-month": month, "when-year": year})
        return [(problem.text, problem.href) for problem in problems_of(form)]

    assert where("", "", "") == [("Enter first day", "#id_when-day")]
    assert where("1", "", "2026") == [("First day must include a month", "#id_when-month")]
    assert where("1", "13", "2026") == [("First day must be a real date", "#id_when-month")]
    assert where("1", "1", "26") == [("Year must include 4 numbers", "#id_when-year")]
    assert where("31", "2", "2026") == [("First day must be a real date", "#id_when-day")]


def test_both_ways_of_writing_a_form_give_the_same():
    form = gallery.SampleForm()
    assert tree(rendered(form)) == tree(rendered(form, "{% crispy form %}"))


def test_a_layout_gives_headings_groups_and_buttons():
    page = tree(rendered(gallery.LaidOutForm(), "{% crispy form %}"))
    buttons = [element for element in page.all() if element.tag == "button"]
    assert [(button.text, button.attrs["type"]) for button in buttons] == [
        ("Save and continue", "submit"),
        ("Save and come back later", "submit"),
    ]
    assert "Where did you meet?" in [element.text for element in page.all() if element.tag == "legend"]


def test_browsers_neither_cut_text_off_nor_refuse_to_send():
    html = rendered(gallery.SampleForm())
    for element in tree(html).all():
        assert not {"maxlength", "required", "placeholder", "min", "max", "autofocus"} & set(element.attrs)


def test_a_password_is_never_written_back():
    class SecretForm(Form):
        secret = forms.CharField(widget=forms.PasswordInput(render_value=True))

    assert "hunter2" not in rendered(SecretForm({"secret": "hunter2"}))


def test_optional_fields_say_so_except_in_filters():
    class Either(Form):
        note = forms.CharField(required=False)

    class Filters(FilterForm):
        note = forms.CharField()

    assert "Note (optional)" in rendered(Either())
    assert "optional" not in rendered(Filters())


def test_messages_say_what_to_do_and_own_messages_are_kept():
    class Words(Form):
        name = forms.CharField(label="Full name", max_length=3)
        share = forms.CharField(label="Share in %", max_length=3)
        why = forms.CharField(label="Why now?")
        kind = forms.ChoiceField(label="Kind", choices=[("a", "A")])
        own = forms.CharField(error_messages={"required": "Tell us"})

    errors = Words({"name": "long", "share": "long", "kind": "z"}).errors
    assert errors["name"] == ["Full name must be 3 characters or less"]
    assert errors["share"] == ["Share in % must be 3 characters or less"]
    assert errors["why"] == ["Enter an answer to “Why now?”"]
    assert errors["kind"] == ["Select kind from the list"]
    assert errors["own"] == ["Tell us"]


def test_money_is_taken_as_people_type_it():
    assert str(MoneyField().clean("£1,200.50")) == "1200.50"


def test_a_line_break_counts_once():
    assert ParagraphsField(max_length=3).clean("a\r\nb") == "a\nb"


def test_choices_of_a_select_may_be_rendered_twice():
    form = gallery.SampleForm()
    assert rendered(form) == rendered(form)


def test_widgets_without_a_control_are_refused():
    class Odd(Form):
        when = forms.DateField(widget=forms.SelectDateWidget)

    with pytest.raises(TypeError, match="SelectDateWidget"):
        rendered(Odd())
