"""Drafts, editions and headline measures for the permission matrix. They belong to no area: one sees all or none."""

from typing import Any

from commissioning.people.models import User
from evaluation.actions import editions as actions
from evaluation.actions.editions import Section, Typed
from evaluation.editions.kinds import Kind
from evaluation.models import Edition, EditionSnapshot, Headline, Round, RoundGroup

from .example import Example


def _draft(gss_code: str, user: User | None) -> dict[str, Any]:
    round_ = Round.objects.get(state=Round.State.OPEN)
    return {"pk": actions.create(typed=Typed("Impact report for the matrix", round_), by=None).pk}


def _section(gss_code: str, user: User | None) -> dict[str, Any]:
    edition = Edition.objects.get(**_draft(gss_code, user))
    made = actions.add_section(edition=edition, kind=Kind.COMMENTARY, typed=Section("In short", "Words"), by=None)
    return {"pk": made.pk}


def _published(gss_code: str, user: User | None) -> dict[str, Any]:
    """Frozen without figures, which need no worker."""
    edition = Edition.objects.get(**_draft(gss_code, user))
    pages: dict[str, Any] = {"title": str(edition), "sections": [], "answered": [], "limitations": [], "headlines": []}
    EditionSnapshot.objects.create(edition=edition, format=1, pages=pages, tables={}, patterns={}, checksum="")
    slug = f"impact-report-for-the-matrix-{edition.pk}"
    Edition.objects.filter(pk=edition.pk).update(slug=slug, published_at=edition.created_at)
    return {"slug": slug}


def _headline(gss_code: str, user: User | None) -> dict[str, Any]:
    group = RoundGroup.objects.get(round__state=Round.State.OPEN, slug="commissioners")
    figure = {"question": "training_skills", "basis": "asked", "answer": "net:positive"}
    return {"pk": Headline.objects.get_or_create(group=group, **figure)[0].pk}


def _group(gss_code: str, user: User | None) -> dict[str, Any]:
    return {"pk": RoundGroup.objects.get(round__state=Round.State.OPEN, slug="commissioners").pk}


def _kind(gss_code: str, user: User | None) -> dict[str, Any]:
    return _draft(gss_code, user) | {"kind": "measure", "group": "commissioners"}


EDITION_EXAMPLES: dict[str, Example] = {
    "evaluation:edition-detail": Example(_published),
    **dict.fromkeys(
        (
            "evaluation:draft-detail",
            "evaluation:draft-preview",
            "evaluation:draft-publish",
            "evaluation:edition-edit",
            "evaluation:edition-correct",
            "evaluation:section-choose",
        ),
        Example(_draft),
    ),
    "evaluation:section-add": Example(_kind),
    **dict.fromkeys(
        ("evaluation:section-edit", "evaluation:section-move", "evaluation:section-remove"), Example(_section)
    ),
    "evaluation:headline-list": Example(_group),
    "evaluation:headline-drop": Example(_headline),
}
