"""Rounds of a survey for tests, made, sent and answered through the real actions and pages."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from html import unescape
from itertools import count

from django.test import Client
from django.utils import timezone

from commissioning.access.roles import Role
from commissioning.authorities.models import Authority
from commissioning.people.models import RoleAppointment, User
from commissioning.profiles.actions import commissioners
from evaluation.actions import closing, instruments, inviting, rounds
from evaluation.actions.rounds import PlannedGroup
from evaluation.actions.storing import codes_of
from evaluation.models import InstrumentVersion, Invitation, Mode, Round, RoundGroup
from evaluation.queries.answering import router_of
from tests.evaluation.forms import YES_NO, workbook
from tests.support import people

_numbers = count(1)

COLUMNS = (
    *(
        "type",
        "name",
        "label::English (en)",
        "label::Welsh (cy)",
        "hint::English (en)",
        "relevant",
        "required",
        "constraint",
    ),
    *("constraint_message::English (en)", "csp_measure", "csp_service", "csp_scale"),
)


def asks(kind: str, name: str = "", label: str = "", welsh: str = "", **more: str) -> tuple[str, ...]:
    """A row of the sheet."""
    given = {"type": kind, "name": name, "label::English (en)": label, "label::Welsh (cy)": welsh, **more}
    return tuple(given.get(column, "") for column in COLUMNS)


END = asks("end_group")
# Five pages: one of notes, one asked of everybody, one for users of training, one for those of nothing, one at the end.
SURVEY = [
    COLUMNS,
    asks("note", "welcome", "Thank you for taking part.", "Diolch am gymryd rhan."),
    asks("begin_group", "about", "What you have used", "Beth rydych wedi’i ddefnyddio"),
    asks(
        "select_multiple service",
        "used",
        "Which of these have you used?",
        "Pa rai?",
        **{"hint::English (en)": "Select all that apply."},
        required="yes",
        csp_measure="reach",
    ),
    asks(
        "integer",
        "months",
        "How many months have you been in post?",
        "Sawl mis?",
        constraint=". < 600",
        **{"constraint_message::English (en)": "Enter fewer than 600 months"},
    ),
    END,
    asks(
        "begin_group",
        "training_page",
        "Training and development",
        "Hyfforddiant",
        relevant="selected(${used}, 'training')",
    ),
    asks(
        "select_one impact",
        "training_skills",
        "What effect has it had on your skills?",
        "Pa effaith?",
        required="yes",
        csp_measure="skills",
        csp_service="training",
        csp_scale="impact",
    ),
    asks("text", "training_why", "Why do you say so?", "Pam?", relevant="${training_skills} = 'negative'"),
    END,
    asks("begin_group", "nonusers", "Why you have used nothing", "Pam ddim", relevant="selected(${used}, 'none')"),
    asks("select_one reason", "reason", "What was the main reason?", "Beth oedd y rheswm?", required="yes"),
    END,
    asks("begin_group", "end", "Anything else", "Unrhyw beth arall"),
    asks("date", "since", "Since when have you worked here?", "Ers pryd?"),
    asks("text", "words", "Is there anything else you want to say?", "Unrhyw beth arall?"),
    END,
]
CHOICES = [
    ("list_name", "name", "label::English (en)", "label::Welsh (cy)", "csp_value"),
    ("service", "training", "Training and development", "Hyfforddiant", ""),
    ("service", "online", "Online resources", "Adnoddau", ""),
    ("service", "none", "None of these", "Dim un", ""),
    ("impact", "positive", "A positive effect", "Cadarnhaol", "1"),
    ("impact", "neither", "Neither", "Y naill na’r llall", "0"),
    ("impact", "negative", "A negative effect", "Negyddol", "-1"),
    ("impact", "too_early", "Too early to tell", "Rhy gynnar", ""),
    ("reason", "time", "No time", "Dim amser", ""),
    ("reason", "unaware", "I did not know of it", "Ddim yn gwybod", ""),
]
SETTINGS = [("form_title", "form_id", "default_language"), ("A survey", "survey", "English (en)")]
# What answers everything that is asked of one who used training, and of one who used nothing.
USER = {"used": ("training", "online"), "training_skills": "positive", "words": "It helped."}
NON_USER = {"used": ("none",), "reason": "time"}


def a_version(survey: Sequence = SURVEY, choices: Sequence = CHOICES) -> InstrumentVersion:
    router_of.cache_clear()  # another test’s database may have had another version of that number
    codes_of.cache_clear()
    content = workbook(survey, choices, SETTINGS).getvalue()
    return instruments.import_version(content=content, file_name="survey.xlsx", slug="survey", by=None)[0]


def simple(questions: Iterable[tuple[str, str, str]]) -> InstrumentVersion:
    """Of (type, name, label) alone; `select_one yn` is yes or no."""
    return a_version([("type", "name", "label"), *questions], YES_NO)


def a_round(
    *,
    mode: str = Mode.CONFIDENTIAL,
    groups: Sequence[PlannedGroup] | None = None,
    version: InstrumentVersion | None = None,
    people: int = 12,
    attributes: Sequence[str] | None = None,
    opened: bool = True,
    days: int = 20,
    name: str = "",
    on: date | None = None,
) -> Round:
    """Of commissioners listed by County Durham unless other groups are given; an anonymous one keeps no attributes."""
    today = on or timezone.localdate()
    if groups is None:
        listed(people)
        groups = [of_commissioners(version)]
    if attributes is None and mode == Mode.ANONYMOUS:
        attributes = ()
    made = rounds.create(
        name=name or f"Round {next(_numbers)}",
        mode=mode,
        frame_on=today,
        opens_on=today,
        closes_on=today + timedelta(days=days),
        groups=groups,
        attributes=attributes,
        by=evaluator(),
    )
    return rounds.open_round(round_=made, by=evaluator()) if opened else made


def of_commissioners(version: InstrumentVersion | None = None) -> PlannedGroup:
    return PlannedGroup("commissioners", "Commissioners", "commissioner", "commissioners", version or a_version())


def by_link(version: InstrumentVersion | None = None) -> PlannedGroup:
    return PlannedGroup("open", "Everybody", "respondent", "link", version or a_version())


def evaluator() -> User:
    held = RoleAppointment.objects.filter(role=Role.EVALUATOR).first()
    return held.person if held else people.in_role(Role.EVALUATOR)


def listed(number: int, authority: Authority | None = None) -> list[User]:
    """So many commissioners on the area's list, new people each."""
    authority = authority or people.area()
    held = RoleAppointment.objects.filter(role=Role.CHAMPION, authority=authority, ends_on__isnull=True).first()
    champion = held.person if held else people.in_role(Role.CHAMPION, authority)
    post = commissioners.Post("Commissioner", "council", "operational")
    made = []
    for each in [next(_numbers) for _ in range(number)]:
        email = f"commissioner{each}@example.org"
        added = commissioners.add(authority=authority, name=f"Com {each}", email=email, post=post, by=champion)
        made.append(added.row.person)
    return made


def group_of(round_: Round, slug: str = "commissioners") -> RoundGroup:
    return round_.groups.select_related("round").get(slug=slug)


def invited(round_: Round, slug: str = "commissioners") -> list[tuple[Invitation, str]]:
    """Each invitation with the token of its link, read from the email that waits to be sent."""
    while inviting.send_invitations():
        pass
    rows = Invitation.objects.filter(group=group_of(round_, slug), mail__isnull=False).select_related("mail", "person")
    return [(row, token_in(row.mail.body)) for row in rows.order_by("pk")]


def token_in(body: str) -> str:
    [token] = re.findall(r"/respond/([\w.-]{30,})/", body)
    return token


def close(round_: Round) -> Round:
    return closing.close(round_=round_, by=evaluator())


# --- At the pages --------------------------------------------------------------------------------
def entered(client: Client, token: str) -> str:
    """The address that the link leads to: /respond/p/…/"""
    response = client.get(f"/respond/{token}/")
    assert response.status_code == 302, response.status_code
    return response["Location"]


def answer(client: Client, token: str, answers: Mapping[str, str | tuple[str, ...]], *, send: bool = True):
    """Through the pages, whatever is asked on each; the answer to the last POST, which is the thank-you page."""
    home = entered(client, token)
    response = client.get(f"{home}1/", follow=True)
    for _ in range(200):
        path = response.request["PATH_INFO"]
        if path.endswith("/review/"):
            break
        assert response.status_code == 200, (path, response.status_code)
        assert "govuk-error-summary" not in response.content.decode(), response.content.decode()
        response = client.post(path, filled(response, answers), follow=True)
    return client.post(f"{home}send/") if send else response


def filled(response, answers: Mapping[str, str | tuple[str, ...]], **more: str) -> dict:
    """What a browser posts for that page when these answers are given."""
    html = response.content.decode()
    names = {unescape(name) for name in re.findall(r'name="(q-[^"]+|d-[^"]+)"', html)}
    data: dict = {"seen": seen_mark(html)}
    for name, value in answers.items():
        if f"q-{name}" in names:
            data[f"q-{name}"] = list(value) if isinstance(value, tuple) else value
        elif f"d-{name}-day" in names and value:
            year, month, day = str(value).split("-")
            data |= {f"d-{name}-day": day, f"d-{name}-month": month, f"d-{name}-year": year}
    return data | more


def seen_mark(html: str) -> str:
    return re.search(r'name="seen"\s+value="([^"]*)"', html)[1]
