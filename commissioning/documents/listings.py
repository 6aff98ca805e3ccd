"""The list of documents, declared once."""

from commissioning.lists.declare import Column, Filter, Listing, Sort

from .models import Document

DOCUMENTS = Listing(
    sorts=(
        Sort("asked", ("created_at",)),
        Sort("title", ("title",)),
        Sort("state", ("state", "title")),
    ),
    columns=(
        Column("document", "title"),
        Column("gss_code", "authority__gss_code"),
        Column("state", "state"),
        Column("asked_for", "created_at"),
        Column("finished", "finished_at"),
        Column("sha256", "checksum"),
    ),
    file_name="documents",
    key="documents",
    search=("title",),
    search_label="Title",
    starts="-asked",  # what was asked for just now stands first
    filters=(Filter.one_of("state", "State", "state", Document.State.choices, all="All states"),),
)
