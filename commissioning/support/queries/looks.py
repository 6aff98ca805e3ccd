"""Who has looked at what passes inside a package: reads by people from outside its areas, files and exports by anybody.

Recorded where they happen (`views.doors.to_read`, each download and export); this says in words what each was.
"""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Q, QuerySet

from commissioning.lists.declare import Column, Filter, Listing, Sort
from commissioning.people.models import AuditEntry
from commissioning.people.queries.readers import held_that_day, role_words, with_reader

from ..models import PackageFile, SupportPackage

LOOKS: dict[str, str] = {
    "package-read": "A page of the package",
    "package-file-download": "A file",
    "sessions-export": "The sessions, as a file",
    "plan-export": "The plan, risks or decisions, as a file",
    "files-export": "The list of files, as a file",
    "messages-export": "The messages, as a file",
    "timeline-export": "The timeline, as a file",
    "looks-export": "Who looked, as a file",
    "packages-export": "Stage, days, criteria and sums, in a file of all packages",
}


def package_history(package: SupportPackage) -> QuerySet[AuditEntry]:
    """With `reader` (a name) and `roles` held that day that reach the lead area, on each row."""
    files = PackageFile.objects.filter(package=package)
    about = Q(object_kind=SupportPackage._meta.label, object_id=package.pk) | Q(
        object_kind=PackageFile._meta.label, object_id__in=files.values("pk")
    )
    entries = AuditEntry.objects.filter(about, authority_id=package.authority_id, verb__in=LOOKS)
    roles = held_that_day(package.authority).values("held_as").distinct().order_by("held_as")
    return with_reader(entries).annotate(roles=ArraySubquery(roles))


LISTING = Listing(
    sorts=(Sort("when", ("at",)), Sort("who", ("reader", "at")), Sort("what", ("verb", "at"))),
    columns=(
        Column("when", "at"),
        Column("who", "reader"),
        Column("role_that_day", "roles", role_words),
        Column("read", "verb", LOOKS.__getitem__),
    ),
    file_name="who-looked",
    key="looks",
    names_beside="whoever reads a package from outside its areas is recorded at its door",
    search=("reader",),
    search_label="Name",
    filters=(Filter.one_of("what", "What was read", "verb", LOOKS.items(), all="Everything"),),
    starts="-when",
)
