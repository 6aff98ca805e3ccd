"""Every write about a round itself: making it, drawing its frame, opening it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from commissioning.people import audit
from commissioning.people.models import User
from commissioning.saving import NotNow, Saved

from .. import attributes as cuts
from .. import links
from ..analysis import anonymity
from ..models import InstrumentVersion, Invitation, InvitationAuthority, Mode, OptOut, Round, RoundGroup
from ..queries import frame as frame_queries
from . import inviting
from .instruments import import_version

Source = RoundGroup.Source


class NameTaken(NotNow):
    """Another round is called that."""


class TooFewAlike(NotNow):
    """What an anonymous round is to keep of people would tell who some of them are."""


@dataclass(frozen=True)
class PlannedGroup:
    slug: str
    title: str
    noun: str  # one of them is a …
    source: str
    version: InstrumentVersion | None = None
    interviewed: bool = False
    partial_percent: int = 50


@transaction.atomic
def create(
    *,
    name: str,
    mode: str,
    frame_on: date,
    opens_on: date,
    closes_on: date,
    groups: Sequence[PlannedGroup],
    attributes: Sequence[str] | None = None,
    by: User | None,
) -> Round:
    """The round and its frame. An anonymous one is refused where what is to be kept would tell who somebody is."""
    made = Round(
        name=name,
        mode=mode,
        attributes=list(cuts.USUAL if attributes is None else attributes),
        frame_on=frame_on,
        opens_on=opens_on,
        closes_on=closes_on,
        created_by=by,
    )
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:
        raise NameTaken(f"There is a round called “{name}” already. Choose another name.") from None
    for planned in groups:
        add_group(round_=made, planned=planned)
    audit.record("round-create", made, by=by)
    return made


def add_group(*, round_: Round, planned: PlannedGroup) -> RoundGroup:
    group = RoundGroup.objects.create(
        round=round_,
        mode=round_.mode,
        slug=planned.slug,
        title=planned.title,
        noun=planned.noun,
        source=planned.source,
        instrument_version=planned.version,
        interviewed=planned.interviewed,
        partial_percent=planned.partial_percent,
        open_key=links.new() if planned.source == Source.LINK else None,
    )
    draw(group)
    return group


def draw(group: RoundGroup) -> int:
    """Writes down who is to be asked. In an anonymous round nothing of where they work but what is kept of answers."""
    round_ = group.round
    members = frame_queries.members(group.source, round_.frame_on)
    if round_.is_anonymous:
        _check_cells(group, members)
    refused = set(OptOut.objects.values_list("person_id", flat=True))
    invitations = Invitation.objects.bulk_create(
        Invitation(
            group=group,
            person_id=member.person_id,
            authority_id=None if round_.is_anonymous else member.authority_ids[0],
            attributes=frame_queries.kept_of(member, round_.attributes),
            outcome=Invitation.Outcome.REFUSED if member.person_id in refused else "",
        )
        for member in members
    )
    if not round_.is_anonymous:
        InvitationAuthority.objects.bulk_create(
            InvitationAuthority(invitation=invitation, authority_id=authority_id)
            for invitation, member in zip(invitations, members, strict=True)
            for authority_id in member.authority_ids
        )
    return len(invitations)


def _check_cells(group: RoundGroup, members: Sequence[frame_queries.Member]) -> None:
    keys = group.round.attributes
    people = [frame_queries.kept_of(member, keys) for member in members]
    advice = anonymity.advise(people, keys, cuts.COARSER)
    if advice.cells:
        raise TooFewAlike(_what_to_coarsen(group, advice))


def _what_to_coarsen(group: RoundGroup, advice: anonymity.Advice) -> str:
    smallest = advice.cells[0]
    who = ", ".join(cuts.value_label(value) for value in smallest.values.values()) or "everyone invited"
    people = f"{smallest.people} {'person' if smallest.people == 1 else 'people'}"
    small = f"{group.title}: what is to be kept would tell who some are. {len(advice.cells)} combinations cover fewer"
    small += f" than {anonymity.LEAST} people; the smallest, {who}, covers {people}."
    if not advice.is_safe:
        return f"{small} Even without any attribute too few are invited for an anonymous round."
    return f"{small} {'; then '.join(map(_step, advice.steps))}."


def _step(step: anonymity.Step) -> str:
    called = cuts.attribute_label(step.attribute).lower()
    if step.widened:
        return f"keep {cuts.attribute_label(f'broad_{step.attribute}').lower()} in place of {called}"
    return f"leave out {called}"


@transaction.atomic
def redraw(*, round_: Round, by: User) -> None:
    """The frame again, as lists and appointments now stand."""
    locked = lock(round_)
    _check_draft(locked)
    Invitation.objects.filter(group__round=locked).delete()
    for group in locked.groups.select_related("round"):
        draw(group)
    audit.record("round-draw", locked, by=by)


@transaction.atomic
def set_instrument(*, group: RoundGroup, version: InstrumentVersion, by: User | None) -> bool:
    """Whether anything changed. Only while the round is being prepared and the group has no answers."""
    round_ = lock(group.round)
    group = RoundGroup.objects.select_for_update().get(pk=group.pk)
    if group.instrument_version_id == version.pk:
        return False
    if round_.state != Round.State.DRAFT or group.respondents.exists():
        frozen = f"The questionnaire of “{group}” is frozen: the round has opened or has answers."
        raise NotNow(f"{frozen} Make a new round for another.")
    group.instrument_version = version
    group.save(update_fields=["instrument_version"])
    audit.record("round-instrument", group, by=by)
    return True


@transaction.atomic
def open_round(*, round_: Round, by: User) -> Round:
    locked = lock(round_)
    _check_draft(locked)
    groups = list(locked.groups.all())
    lacking = [group.title for group in groups if group.instrument_version_id is None]
    if lacking or not groups:
        raise NotNow(f"Choose a questionnaire first for: {', '.join(lacking) or 'a group'}.")
    if locked.closes_on < timezone.localdate():
        raise NotNow("Its last day is over. Change the days first.")
    locked.state, locked.opened_at = Round.State.OPEN, timezone.now()
    locked.save(update_fields=["state", "opened_at"])
    audit.record("round-open", locked, by=by)
    return locked


@transaction.atomic
def change_days(*, round_: Round, opens_on: date, closes_on: date, seen: str, by: User) -> Saved[Round]:
    """`seen`: the days that the page showed (`days_mark`); others that were set meanwhile are not written over."""
    locked = lock(round_)
    if locked.is_closed:
        raise NotNow("The round has closed; its days can no longer be changed.")
    if (locked.opens_on, locked.closes_on) == (opens_on, closes_on):
        return Saved(locked)
    if seen != locked.days_mark:
        return Saved(locked, conflict=True)
    locked.opens_on, locked.closes_on = opens_on, closes_on
    locked.save(update_fields=["opens_on", "closes_on"])
    audit.record("round-days", locked, by=by)
    return Saved(locked)


def lock(round_: Round) -> Round:
    return Round.objects.select_for_update().get(pk=round_.pk)


def _check_draft(round_: Round) -> None:
    if round_.state != Round.State.DRAFT:
        raise NotNow("The round has opened: who is asked what can no longer be changed.")


@transaction.atomic
def for_files(*, name: str, slug: str, mode: str, on: date, by: User | None) -> RoundGroup:
    """The group of that round which answers from files go to; both are made where there are none."""
    round_ = Round.objects.select_for_update().filter(name=name).first()
    if round_ is None:
        round_ = create(name=name, mode=mode, frame_on=on, opens_on=on, closes_on=on, groups=(), attributes=None, by=by)
    group = round_.groups.filter(slug=slug).select_related("round").first()
    if group is not None:
        return group
    if round_.state != Round.State.DRAFT:
        raise NotNow(f"The round “{name}” has opened; no group can be added to it.")
    noun, interviewed = _KNOWN.get(slug, ("respondent", False))
    title = slug.replace("-", " ").replace("_", " ").capitalize()
    planned = PlannedGroup(slug, title, noun, Source.FILES, None, interviewed and mode == Mode.CONFIDENTIAL)
    return add_group(round_=round_, planned=planned)


_KNOWN = {
    "commissioners": ("commissioner", False),
    "champions": ("commissioning champion", True),
    "directors": ("director of children’s services", True),
}


@transaction.atomic
def import_for_group(
    *, content: bytes, file_name: str, name: str, slug: str, mode: str | None
) -> tuple[InstrumentVersion, bool]:
    """At the shell: the file becomes the questionnaire of that round's group, and whether it is a new version.

    Raises BrokenFile; NotNow where the round has another mode, or the group's questionnaire is frozen.
    """
    if not re.fullmatch(r"[-a-zA-Z0-9_]{1,40}", slug):
        raise NotNow(f"“{slug}” is no short name: use up to 40 letters, figures, hyphens and underscores.")
    if not name.strip() or len(name) > Round._meta.get_field("name").max_length:
        raise NotNow("A round’s name has 1 to 120 characters.")
    version, is_new = import_version(content=content, file_name=file_name, by=None)
    group = for_files(name=name, slug=slug, mode=mode or Mode.CONFIDENTIAL, on=timezone.localdate(), by=None)
    if mode and group.mode != mode:
        raise NotNow(f"The round “{name}” is {group.mode}, and that cannot be changed. Choose another name.")
    set_instrument(group=group, version=version, by=None)
    return version, is_new


@transaction.atomic
def send_link_again(*, invitation: Invitation, by: User) -> None:
    """Whether or not they have answered is not said, for an anonymous round must not."""
    if invitation.group.round.state != Round.State.OPEN:
        raise NotNow("Links are sent only while the round is open.")
    if invitation.person.email:
        inviting.send_new_link(email=invitation.person.email, group_id=invitation.group_id)
    audit.record("invitation-link", invitation, by=by, authority_id=invitation.authority_id)
