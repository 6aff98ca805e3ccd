"""The lists of this app: search, filters, orders and the columns of their files."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.http import QueryDict

from commissioning import years
from commissioning.authorities.listings import REGIONS
from commissioning.authorities.models import Authority
from commissioning.govuk.fields import DateField
from commissioning.govuk.forms import FilterForm
from commissioning.kinds import Kind
from commissioning.lists.declare import Column, Filter, Listing, Option, Sort
from commissioning.services import Service

from .models import HistoryEntry, Insight, Relation, Stakeholder, Structure
from .models.commissioners import listed_on
from .models.priorities import Theme
from .models.said import SAID_BY
from .models.structures import existing_on
from .posts import Employer, Level
from .service_use import days_of

_KEPT, _REMOVED = Q(removed_at__isnull=True), Q(removed_at__isnull=False)
_DATES = (
    Column("from", "starts_on"),
    Column("from_known_to_the", "precision"),
    Column("until", "ends_on"),
    Column("until_known_to_the", "ends_precision"),
)
_TAKEN_OFF = (Column("removed", "removed_at"), Column("removed_because", "removed_because"))


def _removed(keeps: bool) -> tuple[Option, ...]:
    """Whoever keeps the list can look up what was taken off it, and why."""
    return (Option("removed", "What was removed", _REMOVED),) if keeps else ()


# Looked in by these lists, and by the one search.
WORDS_OF_HISTORY = ("title", "narrative", "effect_today", "source")
WORDS_OF_INSIGHTS = ("words", "what_to_do")


def history(authority: Authority, keeps: bool) -> Listing:
    return Listing(
        sorts=(Sort("from", ("starts_on",)),),
        starts="-from",
        columns=(
            *_DATES,
            Column("kind", "kind"),
            Column("strength", "strength"),
            Column("title", "title"),
            Column("what_happened", "narrative"),
            Column("effect_today", "effect_today"),
            Column("source", "source"),
            Column("who_can_see_it", "sensitivity"),
            *(_TAKEN_OFF if keeps else ()),
        ),
        file_name=f"history-{authority.gss_code}",
        key="history",
        search=WORDS_OF_HISTORY,
        search_label="Words in it",
        filters=(
            Filter.one_of("kind", "Kind", "kind", HistoryEntry.Kind.choices, all="All kinds"),
            Filter(
                "strength",
                "Strengths and bruises",
                (
                    Option("", "Both", Q()),
                    Option("strengths", "Strengths", Q(strength=True)),
                    Option("bruises", "Bruises", Q(strength=False)),
                ),
            ),
            Filter("show", "Show", (Option("", "What is in it now", _KEPT), *_removed(keeps))),
        ),
        page_size=25,
    )


def insights(authority: Authority, keeps: bool) -> Listing:
    return Listing(
        sorts=(Sort("written", ("recorded_at",)), Sort("kind", ("kind", "-recorded_at"))),
        starts="-written",
        columns=(
            Column("kind", "kind"),
            Column("what_it_is", "words"),
            Column("what_to_do_about_it", "what_to_do"),
            Column("written", "recorded_at"),
            Column("who_can_see_it", "sensitivity"),
            *(_TAKEN_OFF if keeps else ()),
        ),
        file_name=f"pitfalls-and-opportunities-{authority.gss_code}",
        key="insight",
        search=WORDS_OF_INSIGHTS,
        search_label="Words in it",
        filters=(
            Filter.one_of("kind", "Kind", "kind", Insight.Kind.choices, all="All kinds"),
            Filter("show", "Show", (Option("", "What is on it now", _KEPT), *_removed(keeps))),
        ),
    )


class DayForm(FilterForm):
    on = DateField(label="As at date", help_text="For example, 27 3 2026. Left empty, it is today.")

    @property
    def day(self) -> date | None:
        return self.cleaned_data.get("on") if self.is_valid() else None


class OnADay(Listing):
    """A list with a date above it, which the address carries like the filters."""

    def form(self, data: QueryDict) -> FilterForm:
        form = super().form(data)
        form.fields["on"] = DayForm().fields["on"]
        return form


def structures(authority: Authority, day: date, keeps: bool) -> Listing:
    return OnADay(
        sorts=(Sort("name", ("name",)), Sort("kind", ("kind", "name")), Sort("from", ("starts_on", "name"))),
        columns=(
            Column("name", "name"),
            Column("kind", "kind"),
            *_DATES,
            Column("about", "about"),
            *(_TAKEN_OFF if keeps else ()),
        ),
        file_name=f"structures-{authority.gss_code}",
        key="structures",
        search=("name", "about"),
        search_label="Name",
        filters=(
            Filter.one_of("kind", "Kind", "kind", Structure.Kind.choices, all="All kinds"),
            Filter(
                "show",
                "Show",
                (
                    Option("", "Those that existed on that day", existing_on(day)),
                    Option("all", "Those of any time", _KEPT & Q(draft=False)),
                    *((Option("draft", "Drafts from a model", _KEPT & Q(draft=True)),) if keeps else ()),
                    *_removed(keeps),
                ),
            ),
        ),
    )


def relations(authority: Authority, keeps: bool) -> Listing:
    standing = Q(source__removed_at__isnull=True, target__removed_at__isnull=True)
    settled = Q(source__draft=False, target__draft=False)
    return Listing(
        sorts=(
            Sort("structure", ("source__name", "kind")),
            Sort("kind", ("kind", "source__name")),
            Sort("other", ("target__name", "kind")),
            Sort("from", ("starts_on", "source__name")),
        ),
        columns=(
            Column("structure", "source__name"),
            Column("does", "kind"),
            Column("other_structure", "target__name"),
            *_DATES,
            *(_TAKEN_OFF if keeps else ()),
        ),
        file_name=f"relations-{authority.gss_code}",
        key="relations",
        search=("source__name", "target__name"),
        search_label="Structure",
        filters=(
            Filter.one_of("kind", "What it does", "kind", Relation.Kind.choices, all="All"),
            Filter(
                "show",
                "Show",
                (Option("", "Those of any time", _KEPT & standing & settled), *_removed(keeps)),
            ),
        ),
    )


def stakeholders(authority: Authority, keeps: bool) -> Listing:
    return Listing(
        sorts=(
            Sort("name", ("name",)),
            Sort("organisation", ("organisation", "name")),
            Sort("side", ("side", "name")),
            Sort("agreed", ("agreed_at", "name")),
        ),
        columns=(
            Column("name", "name"),
            Column("job", "job"),
            Column("organisation", "organisation"),
            Column("side", "side"),
            Column("structure", "structure__name"),
            Column("why_they_matter", "why_they_matter"),
            Column("how_to_hear_them", "hearing"),
            Column("email", "email"),
            Column("agreed", "agreed_at"),
            *(_TAKEN_OFF if keeps else ()),
        ),
        file_name=f"stakeholders-{authority.gss_code}",
        key="stakeholders",
        of_people=True,
        search=("name", "job", "organisation"),
        search_label="Name, job or organisation",
        filters=(
            Filter.one_of("side", "Side", "side", Stakeholder.Side.choices, all="All sides"),
            Filter(
                "agreed",
                "Agreed",
                (
                    Option("", "Agreed or not", Q()),
                    Option("yes", "Agreed", Q(agreed_at__isnull=False)),
                    Option("no", "Not agreed yet", Q(agreed_at__isnull=True)),
                ),
            ),
            Filter("show", "Show", (Option("", "Who is on it now", _KEPT), *_removed(keeps))),
        ),
    )


def welcomed(authority: Authority, said_in: Iterable[int], keeps: bool) -> Listing:
    kinds = Filter.one_of("kind", "Kind of support", "kind", Kind.choices, all="All kinds")
    columns = (Column("kind_of_support", "kind"), Column("what_for", "words"))
    return _said("welcomed", f"support-welcomed-{authority.gss_code}", kinds, columns, said_in, keeps)


def priorities(authority: Authority, said_in: Iterable[int], keeps: bool) -> Listing:
    themes = Filter.one_of("kind", "Theme", "kind", Theme.choices, all="All themes")
    columns = (Column("theme", "kind"), Column("what_matters", "words"))
    return _said("priority", f"priorities-{authority.gss_code}", themes, columns, said_in, keeps)


def _said(
    key: str, name: str, kinds: Filter, columns: tuple[Column, ...], said_in: Iterable[int], keeps: bool
) -> Listing:
    """`said_in`: the years there are any of."""
    return Listing(
        sorts=(
            Sort("year", ("year", "kind")),
            Sort("kind", ("kind", "-year")),
            Sort("said", ("said_by", "-year")),
        ),
        starts="-year",
        columns=(
            Column("year", "year", years.label),
            *columns,
            Column("said_by", "said_by"),
            Column("who_can_see_it", "sensitivity"),
            *(_TAKEN_OFF if keeps else ()),
        ),
        file_name=name,
        key=key,
        search=("words",),
        search_label="Words in it",
        filters=(
            kinds,
            Filter.one_of(
                "year", "Year", "year", [(str(year), years.label(year)) for year in said_in], all="All years"
            ),
            Filter.one_of("said_by", "Who said it", "said_by", SAID_BY, all="Everybody"),
            Filter("show", "Show", (Option("", "What is on it now", _KEPT), *_removed(keeps))),
        ),
    )


def service_uses(authority: Authority, used_in: Iterable[int], keeps: bool) -> Listing:
    """`used_in`: the years there may be any of. Addresses only in the file of those who keep the list."""
    in_year = [Option(str(year), years.label(year), Q(used_on__range=days_of(year))) for year in used_in]
    return Listing(
        sorts=(
            Sort("day", ("used_on",)),
            Sort("service", ("service", "-used_on")),
            Sort("name", ("person__full_name", "-used_on")),
        ),
        starts="-day",
        columns=(
            Column("used_on", "used_on"),
            Column("service", "service"),
            Column("what", "what"),
            Column("name", "person__full_name"),
            *((Column("email", "person__email"),) if keeps else ()),
            Column("employer", "employer"),
            Column("level", "level"),
            Column("source", "source"),
            *(_TAKEN_OFF if keeps else ()),
        ),
        file_name=f"services-used-{authority.gss_code}",
        key="service-use",
        of_people=True,
        search=("person__full_name", "what"),
        search_label="Name, or words in it",
        filters=(
            Filter.one_of("service", "Service", "service", Service.choices, all="All services"),
            Filter("year", "Year", (Option("", "All years", Q()), *in_year)),
            Filter("show", "Show", (Option("", "What is on the list now", _KEPT), *_removed(keeps))),
        ),
    )


def areas_reached(used_in: Iterable[int]) -> Listing:
    """Of `service_use.areas_reached`, which counts within the year and service that the address asks for."""
    in_year = [Option(str(year), years.label(year), Q()) for year in used_in]
    services = [Option(service.value, service.label, Q()) for service in Service]
    return Listing(
        sorts=(
            Sort("area", ("short_name",)),
            Sort("people", ("people", "short_name")),
            Sort("uses", ("uses", "short_name")),
            Sort("latest", ("latest", "short_name")),
        ),
        columns=(
            Column("gss_code", "gss_code"),
            Column("area", "short_name"),
            Column("region", "region__name"),
            Column("people", "people"),
            Column("uses", "uses"),
            Column("latest", "latest"),
        ),
        file_name="services-used-by-area",
        key="service-reach",
        search=("short_name",),
        search_label="Area",
        filters=(
            Filter("year", "Year", (Option("", "All years", Q()), *in_year)),
            Filter("service", "Service", (Option("", "All services", Q()), *services)),
            Filter.one_of("region", "Region", "region__slug", REGIONS, all="All regions"),
        ),
    )


def commissioners(authority: Authority, today: date) -> Listing:
    return Listing(
        sorts=(
            Sort("name", ("person__full_name",)),
            Sort("employer", ("employer", "person__full_name")),
            Sort("level", ("level", "person__full_name")),
            Sort("since", ("since", "person__full_name")),
        ),
        columns=(
            Column("name", "person__full_name"),
            Column("email", "person__email"),
            Column("job_title", "job_title"),
            Column("employer", "employer"),
            Column("level", "level"),
            Column("since", "since"),
            Column("left", "left_on"),
            *_TAKEN_OFF,
        ),
        file_name=f"commissioners-{authority.gss_code}",
        key="commissioners",
        of_people=True,
        search=("person__full_name", "job_title"),
        search_label="Name or job title",
        filters=(
            Filter.one_of("employer", "Employer", "employer", Employer.choices, all="All employers"),
            Filter.one_of("level", "Work", "level", Level.choices, all="Strategic and operational"),
            Filter(
                "show",
                "Show",
                (
                    Option("", "Who is on it now", listed_on(today)),
                    Option("left", "Who left", _KEPT & Q(left_on__lte=today)),
                    *_removed(True),
                ),
            ),
        ),
    )
