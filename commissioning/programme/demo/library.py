"""What people did with the resource bank: kept, used and said; a case study begun from a closed package, and an
explanation that waits to be reviewed.
"""

from datetime import timedelta

from django.utils import timezone

from commissioning.access.permissions import Permission
from commissioning.authorities.models import Authority
from commissioning.library.actions import moves, uses, writing
from commissioning.library.actions.writing import Typed
from commissioning.library.models import Resource, ResourceUse, ResourceVersion
from commissioning.library.workflow import Move
from commissioning.people.models import User
from commissioning.people.queries import holders
from commissioning.support.actions import case_studies
from commissioning.support.models import SupportPackage
from commissioning.support.queries.case_studies import is_offered
from commissioning.support.workflow import Stage

from .clock import as_of
from .places import DURHAM, EALING

POOLED, BRISTOL, NEWHAM = (
    "brighton-and-hove-pooled-budget",
    "bristol-foster-care-tender",
    "newham-voluntary-sector",
)
USED = (  # where, what, days ago, how, whether it helped and how
    (
        DURHAM,
        POOLED,
        400,
        "Read by both finance officers before the pool was drafted",
        "yes",
        "Insurance was on our list",
    ),
    (DURHAM, "barnsley-pooled-budget", 395, "The disputes clause", "partly", "Ours has one step fewer"),
    (DURHAM, NEWHAM, 60, "For the market event", "", ""),
    (EALING, NEWHAM, 200, "Training for small providers", "yes", "Six tendered who never had"),
    (EALING, POOLED, 30, "", "too_early", ""),
)
EXPLAINED = Typed(
    title="Trusts, mutuals and other ways to provide children’s services",
    summary="What it means when services move to a trust, a mutual or a company owned by the council: who decides, who"
    " answers, what it costs to set up and what stays with the council.",
    context="Some councils provide children’s services through an organisation at arm’s length. The duty stays with the"
    " council whatever the form; what changes is who employs the staff and who decides from day to day.",
    lessons="Ask first which problem a new form would solve, whether the conditions for improvement are in place"
    " without it, and who would pay for setting it up.",
    standards=("S02", "S07"),
    stages=(6,),
    themes=("vision",),
)


def keep(*, programme: User) -> None:
    """What is missing of it."""
    if ResourceUse.objects.exists():
        return
    for gss_code, code, ago, how, helped, words in USED:
        _used(gss_code, code, ago, how, helped, words)
    champion = _champion(DURHAM)
    for person, code in ((champion, BRISTOL), (champion, POOLED), (programme, NEWHAM)):
        uses.keep(resource=Resource.objects.get(code=code), by=person)
    _case_study()
    draft = writing.begin(kind="explanation", typed=EXPLAINED, by=_local_lead(EALING))
    moves.advance(row=draft, move=Move.SUBMIT, by=_local_lead(EALING))


def _used(gss_code: str, code: str, ago: int, how: str, helped: str, words: str) -> None:
    area, champion = Authority.objects.get(gss_code=gss_code), _champion(gss_code)
    day = timezone.localdate() - timedelta(days=ago)
    with as_of(day):
        resource = Resource.objects.get(code=code)
        use = uses.record(resource=resource, authority=area, used_on=day, how=how, by=champion)
    if helped:
        with as_of(day + timedelta(days=25)):
            uses.say_helped(use=use, helped=helped, words=words, version=use.version, by=champion)


def _case_study() -> ResourceVersion | None:
    """From the closed package that was offered as one."""
    closed = SupportPackage.objects.filter(stage=Stage.CLOSED.value, authority__gss_code=DURHAM)
    package = next((one for one in closed if is_offered(one)), None)
    return case_studies.write(package=package, by=_champion(DURHAM)) if package else None


def _champion(gss_code: str) -> User:
    return holders(Permission.ASSESSMENT_LEAD, Authority.objects.get(gss_code=gss_code))[0].person


def _local_lead(gss_code: str) -> User:
    return holders(Permission.CHALLENGE_GIVE, Authority.objects.get(gss_code=gss_code))[0].person
