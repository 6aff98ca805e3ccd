"""Every form control against the HTML that govuk-frontend ships as its own expected output."""

import pytest
from django import forms
from django.template.loader import render_to_string

from commissioning.govuk.controls import Question
from commissioning.govuk.fields import AffixedInput, Checkboxes, DateField, DatePartError, Radios

from .markup import fixtures, tree


def control(field, options, *, value=None, question=None):
    """Our rendering of a field, with the id, name and error of an example."""
    name = options.get("name") or options.get("namePrefix") or options.get("idPrefix") or options.get("id")
    field.widget.attrs["id"] = options.get("id") or options.get("idPrefix") or name
    field.required = False
    legend = options.get("fieldset", {}).get("legend", options.get("label", {}))
    field.label = legend.get("text", "")
    field.help_text = options.get("hint", {}).get("text", "")
    form = type("ExampleForm", (forms.Form,), {name: field, "mark_optional": False})(
        {name: value} if "errorMessage" in options else None, initial={name: value}
    )
    if "errorMessage" in options:
        parts = [part for part in ("day", "month", "year") if options.get(part, {}).get("error")]
        message = options["errorMessage"]["text"]
        form.add_error(name, DatePartError(message, "wrong", parts) if parts else message)
    sizes = [word.split("--")[1] for word in legend.get("classes", "").split() if "--" in word]
    question = Question(size=sizes[0] if sizes else "", heading=legend.get("isPageHeading", False))
    return render_to_string("govuk/field.html", {"field": form[name], "govuk_question": question})


def matches(component, name, html):
    assert tree(html) == tree(fixtures(component)[name]["html"])


def choices(options):
    """An example's items as Django's choices and our extras."""
    items, extras, divider = [], {"hints": {}}, False
    for item in options["items"]:
        if "divider" in item:
            divider = True
            continue
        items.append((item["value"], item["text"]))
        if divider:
            extras["divider_before"], divider = item["value"], False
        if "hint" in item:
            extras["hints"][item["value"]] = item["hint"]["text"]
        if item.get("behaviour") == "exclusive":
            extras["exclusive"] = item["value"]
    return items, extras


@pytest.mark.parametrize(
    "name",
    ["default", "with hint text", "with error message", "with label as page heading", "with prefix", "with suffix"],
)
def test_input(name):
    options = fixtures("input")[name]["options"]
    affixes = {key: options[key]["text"] for key in ("prefix", "suffix") if key in options}
    matches("input", name, control(forms.CharField(widget=AffixedInput(**affixes)), options))


@pytest.mark.parametrize(
    "name",
    ["default", "with hint text", "with error message", "with label as page heading", "with new-password autocomplete"],
)
def test_password_input(name):
    options = fixtures("password-input")[name]["options"]
    attrs = {"autocomplete": options["autocomplete"]} if "autocomplete" in options else {}
    matches("password-input", name, control(forms.CharField(widget=forms.PasswordInput(attrs)), options))


@pytest.mark.parametrize(
    "name", ["default", "with hint", "with error message", "with default value", "with label as page heading"]
)
def test_textarea(name):
    options = fixtures("textarea")[name]["options"]
    matches("textarea", name, control(forms.CharField(widget=forms.Textarea), options, value=options.get("value")))


@pytest.mark.parametrize("name", ["with threshold"])
def test_character_count(name):
    options = fixtures("character-count")[name]["options"]
    field = forms.CharField(widget=forms.Textarea, max_length=options["maxlength"])
    matches("character-count", name, control(field, options))


@pytest.mark.parametrize("name", ["default", "with hint", "with hint and error", "with custom rows"])
def test_character_count_before_its_threshold(name):
    """We always hold the count back until three quarters are used."""
    example = fixtures("character-count")[name]
    options = example["options"]
    attrs = {"rows": options["rows"]} if "rows" in options else {}
    ours = tree(control(forms.CharField(widget=forms.Textarea(attrs), max_length=options["maxlength"]), options))
    assert ours.children[0].attrs.pop("data-threshold") == "75"
    assert ours == tree(example["html"])


@pytest.mark.parametrize(
    "name",
    ["with hint", "with a divider", "inline", "small", "with fieldset and error message"],
)
def test_radios(name):
    options = fixtures("radios")[name]["options"]
    items, extras = choices(options)
    extras |= {
        "inline": "inline" in options.get("classes", ""),
        "small": "small" in options.get("formGroup", {}).get("classes", ""),
    }
    checked = next((item["value"] for item in options["items"] if item.get("checked")), None)
    matches("radios", name, control(forms.ChoiceField(choices=items, widget=Radios(**extras)), options, value=checked))


@pytest.mark.parametrize("name", ["with divider and None", "with error message and hint", "small"])
def test_checkboxes(name):
    options = fixtures("checkboxes")[name]["options"]
    items, extras = choices(options)
    extras |= {"small": "small" in options.get("classes", "")}
    matches("checkboxes", name, control(forms.MultipleChoiceField(choices=items, widget=Checkboxes(**extras)), options))


@pytest.mark.parametrize(
    "name",
    [
        "with values and name prefix",
        "with error message and hint",
        "with error on day input",
        "with error on month input",
        "with error on year input",
    ],
)
def test_date_input(name):
    options = dict(fixtures("date-input")[name]["options"])
    values = list(options.get("values", {}).values()) or None
    html = control(DateField(), options, value=values)
    if "namePrefix" not in options:  # ours are always named after their field
        html = html.replace(f'name="{options["id"]}-', 'name="')
    matches("date-input", name, html)


@pytest.mark.parametrize("name", ["with hint text and error message", "with label as page heading", "without values"])
def test_select(name):
    options = fixtures("select")[name]["options"]
    items = [(item.get("value", item["text"]), item["text"]) for item in options["items"]]
    chosen = next(
        (value for (value, _), item in zip(items, options["items"], strict=True) if item.get("selected")), None
    )
    html = control(forms.ChoiceField(choices=items), options, value=chosen)
    theirs = tree(fixtures("select")[name]["html"])
    for element in theirs.all():
        if element.tag == "option":
            element.attrs.setdefault("value", element.text)
            element.attrs.pop("disabled", None)
    assert tree(html) == theirs


@pytest.mark.parametrize(
    "name",
    ["default", "with hint text", "with error message and hint", "with label as page heading", "allows multiple files"],
)
def test_file_upload(name):
    options = fixtures("file-upload")[name]["options"]
    field = forms.FileField()
    if options.get("multiple"):
        field.widget.allow_multiple_selected = True
        field.widget.attrs["multiple"] = True
    matches("file-upload", name, control(field, options))
