"""Tags for the template pack and the components. They choose; the templates write."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet
from django.forms.utils import pretty_name
from django.http import QueryDict

from commissioning.govuk.controls import Control, Problem, Question, problems_of

register = template.Library()
POINTS = ("– ", "- ", "• ", "* ")

# One colour a status, everywhere on the site (ux.md §2, Status). Anything else is grey.
_TAG_COLOURS = {
    "blue": "in progress|under way|open|being made|delivery|scoping|agreeing levels|area responding",
    "green": "completed|done|ready|signed|agreed|active|published|met",
    "yellow": "draft|look again|queued|waiting|needs you|triage|review|due soon|provisional",
    "orange": "late|overdue|paused|deferred|returned by the director",
    "red": "not made|there is a problem|declined|withdrawn|ended",
    "purple": "with the director|with the local lead|requested|invited|partly",
}
_COLOUR_OF = {status: colour for colour, statuses in _TAG_COLOURS.items() for status in statuses.split("|")}


@register.simple_tag
def govuk_control(field: BoundField, question: Any = None) -> Control:
    return Control(field, question if isinstance(question, Question) else None)


@register.simple_tag(takes_context=True)
def page_problems(context: template.Context) -> list[Problem]:
    """All errors of the page's `form`, `forms` and `formset`, for the summary and the title."""
    problems: list[Problem] = []
    if context.get("token_fail"):  # allauth's: the link is over, so its form was judged but is not shown
        return problems
    given = [context.get("form"), context.get("formset"), *_listed(context.get("forms"))]
    for item in given:
        if isinstance(item, BaseFormSet):
            problems += [Problem(str(text), "") for text in item.non_form_errors()]
            problems += [problem for form in item.forms for problem in problems_of(form)]
        elif isinstance(item, forms.BaseForm):
            problems += problems_of(item)
    return problems


@register.simple_tag
def banner_of(messages: Iterable[Any]) -> dict[str, Any]:
    """Django's messages for one banner, read once: reading them uses them up."""
    read = list(messages)
    return {"texts": read, "kind": "success" if all(message.level_tag == "success" for message in read) else ""}


@register.simple_tag
def tag_colour(status: Any) -> str:
    """The fixed colour of a status, by its words on screen."""
    return _COLOUR_OF.get(str(status).lower(), "grey")


@register.simple_tag
def page_numbers(page: Page) -> list[int | None]:
    """The page numbers to link, None where some are left out."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [number if isinstance(number, int) else None for number in numbers]


@register.simple_block_tag(takes_context=True)
def component(context: template.Context, content: str, part: str, /, **values: Any) -> str:
    """{% component "details" summary="More" %}…{% endcomponent %}: a component around a piece of the page."""
    with context.push(body=content, **values):
        return context.template.engine.get_template(f"_components/{part}.html").render(context)


@dataclass(frozen=True)
class Chip:
    """A filter in use, and the same list without it."""

    label: str
    value: str
    url: str


@register.simple_tag
def filter_chips(form: forms.BaseForm) -> list[Chip]:
    """One chip for each value that a filter form, bound to request.GET, was given."""
    query: QueryDict = form.data
    chips = []
    for bound in form.visible_fields() if form.is_bound else []:
        for value in filter(None, query.getlist(bound.html_name)):
            rest = query.copy()
            rest.setlist(bound.html_name, [other for other in query.getlist(bound.html_name) if other != value])
            rest.pop("page", None)
            chips.append(Chip(str(bound.label), _words_of(bound, value), f"?{rest.urlencode()}"))
    return chips


def _words_of(bound: BoundField, value: str) -> str:
    """What a filter's value says on screen: the choice's label, or the text itself."""
    for choice, label in getattr(bound.field, "choices", []):
        if str(choice) == value:
            return str(label)
    return value


_ONE = {"people": "person", "entries": "entry"}


@register.filter
def counted(number: int, noun: str) -> str:
    """1 and "advisers" → "1 adviser", 1 and "offers of contact" → "1 offer of contact"; 12 → "12 advisers"."""
    if number != 1:
        return f"{number} {noun}"
    things, of, more = noun.partition(" of ")
    return f"1 {_ONE.get(things, things.removesuffix('s'))}{of}{more}"


@dataclass(frozen=True)
class Stretch:
    """Lines of one kind: `points` of a list, or else `text`."""

    text: str = ""
    points: tuple[str, ...] = ()


@register.filter
def stretches(text: str) -> list[Stretch]:
    """Paragraphs, and lists where lines begin with a dash or a bullet, as people type them."""
    lines = [line.strip() for line in text.splitlines()]
    return [_stretch(is_list, block) for is_list, block in groupby(lines, lambda line: line.startswith(POINTS))]


def _stretch(is_list: bool, lines: Iterable[str]) -> Stretch:
    return Stretch(points=tuple(line[2:].strip() for line in lines)) if is_list else Stretch("\n".join(lines).strip())


@register.filter
def beside(cells: Iterable[Any], columns: Iterable[Any]) -> list[tuple[Any, Any]]:
    """Each cell of a row with the column it stands in."""
    return list(zip(columns, cells, strict=True))


@register.filter
def words(name: str) -> str:
    """A field's name as a label: "what_changed" → "What changed"."""
    return pretty_name(name.replace("-", "_"))


def _listed(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list | tuple) else []
