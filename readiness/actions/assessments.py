"""Opening a self-assessment, and saving one standard of it."""

from dataclasses import dataclass, replace

from django.db import IntegrityError, transaction
from django.utils import timezone

from commissioning import years
from commissioning.authorities.models import Authority
from commissioning.people import audit
from commissioning.people.models import User
from commissioning.saving import NotNow, Saved

from ..levels import Answer
from ..models import Framework, Scorer, SelfAssessment, Standard, StandardEntry, View
from ..queries import assessments as queries
from ..queries import standards
from ..workflow import State, check_editable
from . import moves


@transaction.atomic
def open_assessment(
    *,
    authority: Authority,
    year: int,
    by: User | None,
    occasion: str = SelfAssessment.Occasion.ANNUAL,
    set_code: str = standards.PROGRAMME_SET,
    about_package: str = "",
) -> SelfAssessment:
    """A new self-assessment against the newest version of the set, the champion its first scorer.

    The words of the occasion before are carried forward, each standard to be looked at again; levels never are.
    Year and version are fixed here, whatever is published or midnight strikes while it is open.
    Raises NotNow where one of that occasion is open already, or that year's was made.
    """
    moves.take_turns(authority)
    version = standards.current_standards(set_code)
    _check_occasion(authority, version.framework, occasion, about_package)
    assessment = SelfAssessment(
        authority=authority,
        version=version,
        framework=version.framework,
        occasion=occasion,
        year=year,
        about_package=about_package if occasion == SelfAssessment.Occasion.CLOSE else "",
        opened_by=by,
    )
    try:
        with transaction.atomic():
            assessment.save(force_insert=True)
    except IntegrityError:
        raise NotNow(_already(assessment)) from None
    _begin_entries(assessment)
    Scorer.objects.create(assessment=assessment, kind=Scorer.Kind.CHAMPION, partner_kind="council", person=by)
    moves.note(assessment=assessment, move="open", by=by)
    audit.record("assessment-open", assessment, by=by, authority_id=authority.pk)
    return assessment


def _check_occasion(authority: Authority, framework: Framework, occasion: str, about_package: str) -> None:
    """What the database cannot say: a baseline comes once, and a close is of something."""
    baselines = authority.assessments.filter(occasion=SelfAssessment.Occasion.BASELINE, framework=framework)
    if occasion == SelfAssessment.Occasion.BASELINE and baselines.filter(signatures__isnull=False).exists():
        raise NotNow(f"{authority} has a signed baseline already; later occasions are compared with that one.")
    if occasion == SelfAssessment.Occasion.CLOSE and not about_package:
        raise NotNow("Name the support package that is closing.")


def _already(wanted: SelfAssessment) -> str:
    occasion = wanted.get_occasion_display().lower()
    if wanted.occasion == SelfAssessment.Occasion.CLOSE:
        return f"{wanted.authority} has an unsigned self-assessment at the close of “{wanted.about_package}” already."
    same = SelfAssessment.objects.filter(
        authority=wanted.authority, framework=wanted.framework, occasion=wanted.occasion, year=wanted.year
    )
    if wanted.occasion == SelfAssessment.Occasion.ANNUAL and same.exists():
        return f"{wanted.authority} has a self-assessment for {years.label(wanted.year)} already."
    return (
        f"{wanted.authority} has an earlier {occasion} self-assessment that is not signed yet; finish that one first."
    )


def _begin_entries(assessment: SelfAssessment) -> None:
    carried = queries.to_carry(assessment)
    StandardEntry.objects.bulk_create(
        _beginning(assessment, standard, carried.get(standard.code)) for standard in assessment.version.standards.all()
    )


def _beginning(assessment: SelfAssessment, standard: Standard, carried: queries.Carried | None) -> StandardEntry:
    entry = StandardEntry(assessment=assessment, standard=standard)
    if carried:
        entry.narrative = entry.carried = carried.text
        entry.carried_from = carried.source
    return entry


@dataclass(frozen=True)
class Typed:
    """What a page sent about one standard."""

    answer: Answer
    narrative: str
    completed: bool
    version: int  # the save it was typed on top of


@transaction.atomic
def save_standard(*, assessment: SelfAssessment, standard: Standard, typed: Typed, by: User) -> Saved[StandardEntry]:
    """Saves the champion's own level and the area's account together; a conflict saves nothing.

    The level is a view: once the champion's views are sent it stays as it was, and only the account is saved.
    The same content sent twice (a double click, the back button) is one save. Raises NotNow once it is sent.
    """
    current = moves.lock(assessment)
    check_editable(State(current.state))
    entry = assessment.entries.select_for_update().get(standard=standard)
    scorer = queries.champion_scorer(assessment)
    view, _ = View.objects.get_or_create(scorer=scorer, standard=standard)
    if scorer.sent_at:
        typed = replace(typed, answer=view.answer)
    same = (view.answer, entry.narrative, entry.completed) == (typed.answer, typed.narrative, typed.completed)
    if same and entry.version:
        return Saved(entry)
    if typed.version != entry.version:
        return Saved(entry, conflict=True)
    view.answer = typed.answer
    view.save(update_fields=["level", "no_level"])
    entry.narrative, entry.completed = typed.narrative, typed.completed
    entry.version, entry.saved_at, entry.saved_by = entry.version + 1, timezone.now(), by
    entry.save(update_fields=["narrative", "completed", "version", "saved_at", "saved_by"])
    audit.record("standard-save", entry, by=by, authority_id=assessment.authority_id)
    return Saved(entry)
