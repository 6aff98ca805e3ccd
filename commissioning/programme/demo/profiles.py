"""What the two areas’ profiles hold: history of each kind, structures, the people who matter. All of it made up."""

from dataclasses import dataclass
from datetime import date

from commissioning.access.permissions import Permission
from commissioning.authorities.models import Authority
from commissioning.people.queries import holders
from commissioning.profiles.actions import history, stakeholders
from commissioning.profiles.dates import Known, Precision
from commissioning.profiles.models import HistoryEntry, Stakeholder
from commissioning.profiles.sensitivity import Sensitivity

from . import insights, structure_maps
from .places import DURHAM, EALING

Kind, Side, Hearing = HistoryEntry.Kind, Stakeholder.Side, Stakeholder.Hearing


def _year(year: int) -> Known:
    return Known.around(date(year, 1, 1), Precision.YEAR)


@dataclass(frozen=True)
class Told:
    kind: Kind
    strength: bool
    title: str
    starts: Known
    narrative: str
    effect: str
    sensitivity: Sensitivity
    ends: Known | None = None
    source: str = ""


@dataclass(frozen=True)
class Person:
    name: str
    job: str
    organisation: str
    side: Side
    why: str
    hearing: Hearing = Hearing.SINGLE
    structure: str = ""


HISTORY = {
    DURHAM: (
        Told(
            Kind.TURBULENCE,
            False,
            "Commissioning moved three times in five years",
            _year(2018),
            "From adult services to children’s, to a corporate hub, and back.",
            "Contract files are in three places, and people ask whether this time is the last.",
            Sensitivity.PROGRAMME,
            ends=_year(2022),
            source="Conversations with four officers",
        ),
        Told(
            Kind.INTERVENTION,
            True,
            "Peer visit on early help",
            Known.around(date(2023, 3, 1), Precision.MONTH),
            "Three peers spent four days with family hubs and schools.",
            "Its two-page letter is still quoted; nobody felt judged by it.",
            Sensitivity.PUBLIC,
            source="Letter of the visiting team",
        ),
        Told(
            Kind.PARTNERSHIP,
            False,
            "The first pooled budget ended in a dispute",
            _year(2016),
            "An overspend in its second year was never settled; each side stopped paying.",
            "Both finance teams remember who was in the room.",
            Sensitivity.LEAD,
            ends=_year(2019),
        ),
        Told(
            Kind.PARTNERSHIP,
            True,
            "A parents’ group that tests everything",
            _year(2019),
            "Forty parents read drafts, sit on panels and say what they think.",
            "Providers ask them first.",
            Sensitivity.PUBLIC,
        ),
        Told(
            Kind.PLACE,
            True,
            "Villages that know their children",
            _year(2009),
            "Voluntary groups in the former coalfield reach families no service does.",
            "Small grants go a long way, where they are offered.",
            Sensitivity.PROGRAMME,
        ),
        Told(
            Kind.PLACE,
            False,
            "An hour by bus",
            _year(2015),
            "Since two routes ended, families in the west are more than an hour from the nearest short break.",
            "Places stand empty in the east while families in the west wait.",
            Sensitivity.PUBLIC,
        ),
    ),
    EALING: (
        Told(
            Kind.TURBULENCE,
            False,
            "Three assistant directors in one year",
            Known.around(date(2025, 2, 1), Precision.MONTH),
            "Two retired and one moved; each service was reshaped on the way.",
            "Partners are not sure whom to ring.",
            Sensitivity.PROGRAMME,
        ),
        Told(
            Kind.INTERVENTION,
            False,
            "An improvement board that met for two years",
            _year(2017),
            "It read many papers. When it ended, nothing took its place.",
            "The word “board” is heard as “inspection”.",
            Sensitivity.LEAD,
            ends=_year(2019),
        ),
        Told(
            Kind.PARTNERSHIP,
            True,
            "Five boroughs that share what they pay",
            _year(2021),
            "Commissioners meet every six weeks and compare prices of placements.",
            "A framework together is thinkable.",
            Sensitivity.PUBLIC,
        ),
        Told(
            Kind.PLACE,
            True,
            "A hundred languages, and people who speak them",
            _year(2010),
            "Schools and community groups interpret for each other.",
            "Needs are heard early where somebody asks.",
            Sensitivity.PUBLIC,
        ),
    ),
}
PEOPLE = {
    DURHAM: (
        Person("Sarah Whitmore", "Director of partnerships", "Integrated care board", Side.HEALTH, "Signs for health."),
        Person("Neil Farrow", "Finance manager", "Council", Side.COUNCIL, "Knows why the first pool failed."),
        Person(
            "Karen Oduya",
            "Chair",
            "Parent carer forum",
            Side.FAMILY_VOICE,
            "Speaks for forty parents, and reads everything.",
            Hearing.EITHER,
            structure="Parent carer forum",
        ),
        Person(
            "Daniel Achebe",
            "Head of a special school",
            "Schools’ forum",
            Side.SCHOOLS,
            "Families ask him first.",
            Hearing.GROUP,
        ),
        Person("Moira Kelly", "Chief officer", "Voluntary sector alliance", Side.VOLUNTARY, "", Hearing.EITHER),
        Person("Supt Alan Reyes", "Superintendent", "Police", Side.POLICE, "", Hearing.EITHER),
        Person("Peter Hallam", "Managing director", "A provider of short breaks", Side.PROVIDER, "", Hearing.GROUP),
        Person("Lynn Prior", "Head of procurement", "Council", Side.COUNCIL, "Writes what providers have to sign."),
        Person("Grace Tunnard", "Head of early help", "Council", Side.COUNCIL, "Buys most of what is bought early."),
    ),
    EALING: (
        Person("Ravi Soni", "Assistant director, early help", "Council", Side.COUNCIL, "One of the three."),
        Person("Beth Amory", "Assistant director, social care", "Council", Side.COUNCIL, "One of the three."),
        Person("Dr Ann Keogh", "Clinical lead for children", "Integrated care board", Side.HEALTH, "New in January."),
        Person("Tariq Bell", "Coordinator", "Youth council", Side.FAMILY_VOICE, "", Hearing.GROUP),
    ),
}


def keep(area: Authority) -> None:
    """Kept by the champion; Durham’s has agreed who is to be heard. What is there already is not kept twice."""
    if HistoryEntry.objects.filter(authority=area).exists():
        return
    champion = holders(Permission.SUPPORT_REQUEST, area)[0].person
    for told in HISTORY[area.gss_code]:
        history.add(authority=area, typed=_entry(told), by=champion)
    insights.keep(area, champion)
    made = structure_maps.keep(area, champion)
    rows = [
        stakeholders.add(authority=area, typed=_person(person, made.get(person.structure)), by=champion)
        for person in PEOPLE[area.gss_code]
    ]
    if area.gss_code == DURHAM:
        stakeholders.agree(authority=area, shown={row.pk: row.version for row in rows}, by=champion)


def _entry(told: Told) -> history.Typed:
    return history.Typed(
        kind=told.kind,
        strength=told.strength,
        title=told.title,
        starts=told.starts,
        ends=told.ends,
        narrative=told.narrative,
        effect_today=told.effect,
        source=told.source,
        sensitivity=told.sensitivity,
    )


def _person(person: Person, structure: int | None) -> stakeholders.Typed:
    return stakeholders.Typed(
        name=person.name,
        job=person.job,
        organisation=person.organisation,
        side=person.side,
        structure_id=structure,
        why_they_matter=person.why,
        hearing=person.hearing,
        email="",
    )
