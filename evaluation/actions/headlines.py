"""Naming the measures a round is judged by. Only before anybody can have seen an answer: later it would be picking."""

from django.db import transaction

from commissioning.people import audit
from commissioning.people.models import User
from commissioning.saving import NotNow

from ..models import Headline, Round, RoundGroup
from ..queries.counts import measured


@transaction.atomic
def name_headline(*, group: RoundGroup, question: str, basis: str, answer: str, by: User | None) -> Headline:
    current = _still_blind(group)
    asked = measured(current.instrument_version_id).get(question) if current.instrument_version_id else None
    if asked is None or basis not in asked.bases or answer not in {item.name for item in asked.items(basis)}:
        raise NotNow("The questionnaire has no such figure. Choose one from the list.")
    made, is_new = Headline.objects.get_or_create(
        group=current, question=question, basis=basis, answer=answer, defaults={"named_by": by}
    )
    if is_new:
        audit.record("headline-name", made, by=by)
    return made


@transaction.atomic
def drop_headline(*, headline: Headline, by: User | None) -> None:
    """As long as nobody knows what the answers say."""
    _still_blind(headline.group)
    row = Headline.objects.filter(pk=headline.pk).first()
    if row is not None:
        audit.record("headline-drop", row, by=by)
        row.delete()


def is_blind(group: RoundGroup) -> bool:
    return group.round.state != Round.State.CLOSED and not group.round.imported


def _still_blind(group: RoundGroup) -> RoundGroup:
    """The round's row is locked: closing it, and answers from files, wait their turn or have come first."""
    Round.objects.select_for_update().get(pk=group.round_id)
    current = RoundGroup.objects.select_related("round").get(pk=group.pk)
    if not is_blind(current):
        raise NotNow(
            "Headline measures are named before the round closes, and before answers come from files: after that"
            " somebody may have seen them. They stand as they were named."
        )
    return current
