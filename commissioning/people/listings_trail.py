"""The two lists of the trail: everything, for administrators; and an area's own. Ids and words, never texts."""

from datetime import date

from django.core.exceptions import BadRequest
from django.db.models import Q
from django.http import QueryDict

from commissioning.access.verbs import Act, keys_of, words_of
from commissioning.authorities.models import Authority
from commissioning.govuk.fields import DateField
from commissioning.govuk.forms import FilterForm
from commissioning.lists.declare import Column, Filter, Listing, Option, Sort

from .queries.readers import role_words

MOST_PAGED = 10_000


class BetweenForm(FilterForm):
    """From which day to which; either may be left empty."""

    since = DateField(label="From", help_text="For example, 27 3 2026")
    until = DateField(label="To")


class BetweenDays(Listing):
    """A list with two dates beside its filters, which the address carries like them."""

    def form(self, data: QueryDict) -> FilterForm:
        form = super().form(data)
        form.fields |= BetweenForm().fields
        return form


def days_asked(data: QueryDict) -> tuple[date | None, date | None]:
    """From which day to which. What is no day is said beside its box, and nothing is narrowed; a file is refused."""
    form = BetweenForm(data)
    if form.is_valid():
        return form.cleaned_data.get("since"), form.cleaned_data.get("until")
    if data.get("format") == "csv":
        raise BadRequest("The days asked for are not dates.")
    return None, None


_WHEN = Sort("when", ("at",), never_empty=True)


def _acts() -> Filter:
    options = (Option(act.value, act.label, Q(verb__in=keys_of(act))) for act in Act)
    return Filter("act", "What was done", (Option("", "Everything", Q()), *options))


def whole() -> Listing:
    """The words of all apps are known once all have started."""
    return BetweenDays(
        sorts=(_WHEN,),
        starts="-when",
        columns=(
            Column("entry", "pk"),
            Column("when", "at"),
            Column("person_number", "actor_id"),
            Column("person", "reader"),
            Column("what", "verb", words_of),
            Column("verb", "verb"),
            Column("object_kind", "object_kind"),
            Column("object_number", "object_id"),
            Column("area_number", "authority_id"),
            Column("area", "area"),
        ),
        file_name="who-did-and-read-what",
        key="trail",
        of_people=True,
        own_search=True,
        search_label="Person, area or number of the object",
        filters=(
            _acts(),
            Filter(
                "by",
                "By",
                (
                    Option("", "Anybody", Q()),
                    Option("people", "People", Q(actor_id__isnull=False)),
                    Option("server", "The site, or at the server", Q(actor_id__isnull=True)),
                ),
            ),
        ),
        most_paged=MOST_PAGED,
    )


def of_area(area: Authority) -> Listing:
    return BetweenDays(
        sorts=(_WHEN,),
        starts="-when",
        columns=(
            Column("when", "at"),
            Column("who", "reader"),
            Column("role_that_day", "roles", role_words),
            Column("what", "verb", words_of),
        ),
        file_name=f"who-did-and-read-what-{area.gss_code}",
        key="area-trail",
        of_people=True,
        search=("reader",),
        search_label="Name",
        filters=(_acts(),),
        most_paged=MOST_PAGED,
    )
