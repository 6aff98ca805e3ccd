"""What one search finds for one reader: groups of what they may see, the nearest first, and never a count of more.

Each group asks the query its own list is made of, so nothing is found here that could not be found there. Where no
row has the very words, areas and packages are looked up by likeness: a slip of the pen finds what was meant.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import F, FloatField, Func, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.text import Truncator

from commissioning.access.permissions import Permission
from commissioning.access.scope import Scope
from commissioning.authorities.queries import register
from commissioning.library.queries.resources import published
from commissioning.library.queries.searching import BY_LIKENESS, TOO_COMMON
from commissioning.library.queries.searching import search as search_library
from commissioning.lists.asked import with_words
from commissioning.people.models import RoleAppointment
from commissioning.people.queries import appointments
from commissioning.profiles import event_listings, listings
from commissioning.profiles import queries as profiles
from commissioning.profiles.events import events
from commissioning.profiles.models import Event, HistoryEntry, Insight
from commissioning.support.models import SupportPackage
from evaluation.queries.editions import published_editions
from evaluation.queries.rounds import rounds
from readiness.models import Standard
from readiness.queries.standards import PROGRAMME_SET, versions

from ..help import searching as help_sections

MOST = 10  # of a group; its own list has the rest
ALIKE = 0.45  # of the runs of three letters in what was typed
SHORTEST_ALIKE = 4
LONGEST_TITLE = 120
_PACKAGES = (Permission.PACKAGE_SEE, Permission.PACKAGE_DELIVER, Permission.PACKAGE_SPONSOR_IF_NAMED)


@dataclass(frozen=True)
class Hit:
    title: str
    url: str
    about: str = ""


@dataclass(frozen=True)
class Group:
    """`number`: of all that the reader may see. `guessed`: nothing has the very words, and these are like them.
    `more_url`: the list that has them all, "" where these are all or there is no such list.
    """

    key: str
    title: str
    hits: tuple[Hit, ...]
    number: int
    guessed: bool = False
    more_url: str = ""


def find(text: str, scope: Scope) -> list[Group]:
    """`text` is clean (`lists.asked.clean_search`); nothing is found by nothing."""
    if not text:
        return []
    of_areas = (_areas, _people, _packages, _history, _insights)
    groups = (*of_areas, _resources, _events, _standards, _reports, _rounds, _help)
    found = [group for make in groups if (group := make(text, scope)) is not None and group.hits]
    return [group for group in found if not group.guessed] or found  # nobody guesses beside what has the very words


# --- Each kind --------------------------------------------------------------------------------


def _areas(text: str, scope: Scope) -> Group:
    """Councils that are no more, too, after those that are: their names are what old papers say."""
    columns = ("name", "short_name", "alternative_names", "gss_code")
    rows, guessed = _near(register().visible_to(scope), columns, ("short_name", "name", "alternative_names"), text)
    today_first = () if guessed else (F("ended_on").desc(nulls_first=True),)
    rows = rows.order_by(*today_first, "away", "short_name")
    list_url = _listed("authorities:authority-list", text, status="all")
    return _group("areas", "Areas", rows, _area, list_url, guessed)


def _area(row: Any) -> Hit:
    former = "" if row.is_current else ", former"
    return Hit(row.short_name, row.get_absolute_url(), f"{row.gss_code}, {row.region.name}{former}")


def _people(text: str, scope: Scope) -> Group | None:
    """In role today, where the reader may see people; found by name alone."""
    if not scope.holds(Permission.PEOPLE_SEE):
        return None
    rows = with_words(appointments(scope).in_force(), ("person__full_name",), text)
    rows = rows.order_by("person__full_name", "pk")
    return _group("people", "People", rows, _person, _listed("people:appointment-list", text))


def _person(row: RoleAppointment) -> Hit:
    where = row.authority or row.region or "the whole programme"
    return Hit(str(row.person), _listed("people:appointment-list", row.person.full_name), f"{row.role_label}, {where}")


def _packages(text: str, scope: Scope) -> Group | None:
    if not any(scope.holds(permission) for permission in _PACKAGES):
        return None
    rows = SupportPackage.objects.visible_to(scope).select_related("authority")
    rows, guessed = _near(rows, ("reference", "title", "authority__short_name"), ("title",), text)
    return _group(
        "packages",
        "Support packages",
        rows.order_by("away", "-created_at", "pk"),
        lambda row: Hit(row.title, row.get_absolute_url(), f"{row.caption}, {row.get_stage_display().lower()}"),
        _listed("support:package-list", text),
        guessed,
    )


def _history(text: str, scope: Scope) -> Group:
    rows = with_words(profiles.all_history(scope), listings.WORDS_OF_HISTORY, text)
    return _group("history", "History of areas", rows, lambda row: _entry(row, text), "")


def _entry(row: HistoryEntry, text: str) -> Hit:
    """Its area’s list, narrowed to what was looked for, so that it stands on the page."""
    page = reverse("profiles:history-list", args=[row.authority.gss_code])
    return Hit(row.title, f"{page}?{urlencode({'q': text})}#entry-{row.pk}", f"{row.authority}, {row.when}")


def _insights(text: str, scope: Scope) -> Group:
    rows = with_words(profiles.all_insights(scope), listings.WORDS_OF_INSIGHTS, text)
    return _group("insights", "Pitfalls, opportunities and mindset", rows, lambda row: _insight(row, text), "")


def _insight(row: Insight, text: str) -> Hit:
    page = reverse("profiles:insight-list", args=[row.authority.gss_code])
    words = Truncator(" ".join(row.words.split())).chars(LONGEST_TITLE)
    return Hit(
        words, f"{page}?{urlencode({'q': text})}#insight-{row.pk}", f"{row.authority}, {row.get_kind_display().lower()}"
    )


def _events(text: str, scope: Scope) -> Group:
    """Newest first, past ones too."""
    rows = with_words(events().visible_to(scope), event_listings.WORDS_OF_EVENTS, text)
    return _group(
        "events",
        "Events",
        rows.order_by("-starts_at", "-pk"),
        _event,
        _listed("profiles:event-list", text, show="all"),
    )


def _event(row: Event) -> Hit:
    day, where = format_date(timezone.localtime(row.starts_at), "j F Y"), row.region or "the whole programme"
    return Hit(row.title, row.get_absolute_url(), f"{day}, {where}, {row.standing.lower()}")


def _resources(text: str, scope: Scope) -> Group | None:
    found = search_library(published(scope), text)
    if found.how == TOO_COMMON:
        return None
    rows = found.rows.select_related("resource").order_by("nearness", "title", "pk")
    return _group(
        "resources",
        "Resources",
        rows,
        lambda row: Hit(row.title, row.resource.get_absolute_url(), row.places),
        _listed("library:resource-list", text),
        found.how == BY_LIKENESS,
    )


def _standards(text: str, scope: Scope) -> Group | None:
    newest = versions().newest(PROGRAMME_SET) if scope.holds(Permission.STANDARDS_SEE) else None
    if newest is None:
        return None
    rows = with_words(newest.standards.select_related("section"), ("title", "code", "fully_achieved"), text)
    return _group("standards", "Standards", rows.order_by("order"), _standard, "")


def _standard(row: Standard) -> Hit:
    return Hit(f"{row.number}. {row}", reverse("readiness:standard-detail", args=[row.code]), row.section.title)


def _reports(text: str, scope: Scope) -> Group:
    """What was published, for everybody."""
    rows = with_words(published_editions(), ("title",), text)
    return _group("reports", "Impact reports", rows, lambda row: Hit(str(row), row.get_absolute_url()), "")


def _rounds(text: str, scope: Scope) -> Group | None:
    if not scope.holds(Permission.RATES_SEE):
        return None
    rows = with_words(rounds(), ("name",), text)
    return _group("rounds", "Survey rounds", rows, lambda row: Hit(str(row), row.get_absolute_url()), "")


def _help(text: str, scope: Scope) -> Group:
    """The same for everybody."""
    found = help_sections.find(text)
    hits = tuple(Hit(one.title, one.url, f"Help: {one.topic.title}") for one in found[:MOST])
    return Group("help", "Help", hits, len(found))


# --- What they have in common -----------------------------------------------------------------


def _group(
    key: str, title: str, rows: QuerySet, hit: Callable[[Any], Hit], list_url: str, guessed: bool = False
) -> Group:
    """What was guessed has no list: a list finds by words."""
    hits = tuple(hit(row) for row in rows[:MOST])
    number = rows.count() if len(hits) == MOST else len(hits)
    more = list_url if number > len(hits) and not guessed else ""
    return Group(key, title, hits, number, guessed, more)


def _near(rows: QuerySet, words_in: tuple[str, ...], slips_in: tuple[str, ...], text: str) -> tuple[QuerySet, bool]:
    """Rows with `away`, the nearest the smallest: those that have the words, else those that are like them."""
    looked_in = Func(Value(" "), *slips_in, function="CONCAT_WS", output_field=TextField())
    likeness = TrigramWordSimilarity(text, looked_in)
    rows = rows.annotate(away=Cast(Value(0.0) - likeness, FloatField()))
    exact = with_words(rows, words_in, text)
    if exact.exists() or len(text) < SHORTEST_ALIKE:
        return exact, False
    return rows.filter(away__lte=-ALIKE), True


def _listed(name: str, text: str, **more: str) -> str:
    return f"{reverse(name)}?{urlencode({'q': text, **more})}"
