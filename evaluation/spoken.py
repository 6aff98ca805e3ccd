"""What the pages of a questionnaire say themselves, in the language it is answered in. Pure.

A language is here whole or not at all: a page that changes language in the middle of a line cannot be read out. Where
it is not here the page is English around the questionnaire's own words, and every part of it says its language.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.html import format_html

ENGLISH = "en"


@dataclass(frozen=True)
class Spoken:
    """`errors`: by what finds the English one, with what changes in it. English itself needs none."""

    language: str = ENGLISH
    back: str = "Back"
    proceed: str = "Continue"
    later: str = "Save and come back later"
    optional: str = "optional"
    wrong: str = "Error"
    problem: str = "There is a problem"
    either: str = "or"
    page: str = "page {place} of {pages}"
    page_about: str = "page {place} of about {pages}"
    added: str = "Your answers are saved. One of them has added a question to this page."
    offered: str = (
        "What the programme’s records say you have used is ticked already. Check it, and correct what is wrong."
    )
    check: str = "Check your answers"
    before_sending: str = "Before you can send your answers:"
    not_sent: str = "Your answers have not been sent yet"
    not_answered: str = "Not answered"
    change: str = "Change"
    sending: str = "Send them"
    once_sent: str = (
        "Once sent, your answers can be neither changed nor seen again. The next page shows them once more, for you to "
        "print or save."
    )
    send: str = "Send my answers"
    date_parts: tuple[str, str, str] = ("Day", "Month", "Year")
    date_hint: str = "For example, 27 3 2026"
    errors: Mapping[str, str] = field(default_factory=dict)

    def place(self, place: int, pages: int) -> str:
        """Of the last page it is known how many there are."""
        return (self.page if place == pages else self.page_about).format(place=place, pages=pages)

    def error(self, message: str, questionnaire: str) -> str:
        """One of ours in this language; what the questionnaire says itself, in its language, stays as it is."""
        for english, said in (self.errors or WELSH.errors).items():
            if found := re.fullmatch(english, message):
                if self.language != ENGLISH:
                    return said.format(*found.groups())
                return message if _is_english(questionnaire) else format_html('<span lang="en">{}</span>', message)
        return message


WELSH = Spoken(
    language="cy",
    back="Yn ôl",
    proceed="Parhau",
    later="Cadw a dod yn ôl yn nes ymlaen",
    optional="dewisol",
    wrong="Gwall",
    problem="Mae problem wedi codi",
    either="neu",
    page="tudalen {place} o {pages}",
    page_about="tudalen {place} (tua {pages} i gyd)",
    added="Mae’ch atebion wedi’u cadw. Mae un ohonynt wedi ychwanegu cwestiwn at y dudalen hon.",
    offered=(
        "Mae’r gwasanaethau rydych wedi’u defnyddio, yn ôl cofnodion y rhaglen, wedi’u ticio’n barod. Gwiriwch nhw, a "
        "chywirwch unrhyw beth sy’n anghywir."
    ),
    check="Gwirio’ch atebion",
    before_sending="Cyn y gallwch anfon eich atebion:",
    not_sent="Nid yw’ch atebion wedi’u hanfon eto",
    not_answered="Heb ei ateb",
    change="Newid",
    sending="Anfon eich atebion",
    once_sent=(
        "Ar ôl i chi anfon eich atebion, ni fydd modd eu newid na’u gweld eto. Bydd y dudalen nesaf yn eu dangos "
        "unwaith eto, i chi eu hargraffu neu eu cadw."
    ),
    send="Anfon fy atebion",
    date_parts=("Diwrnod", "Mis", "Blwyddyn"),
    date_hint="Er enghraifft, 27 3 2026",
    errors={
        "Select an answer": "Dewiswch ateb",
        "Select one or more answers": "Dewiswch un ateb neu fwy",
        "Select one of the answers listed": "Dewiswch un o’r atebion a restrir",
        "Select from the answers listed": "Dewiswch o’r atebion a restrir",
        "Select each answer once only": "Dewiswch bob ateb unwaith yn unig",
        "Give one answer only": "Rhowch un ateb yn unig",
        "Enter an answer": "Rhowch ateb",
        "Enter a date": "Rhowch ddyddiad",
        "Enter a real date": "Rhowch ddyddiad go iawn",
        "Enter a number": "Rhowch rif",
        "Enter a whole number, such as 12": "Rhowch rif cyfan, er enghraifft 12",
        r"Enter a number, such as 12 or 2\.5": "Rhowch rif, er enghraifft 12 neu 2.5",
        "Enter ([0-9,]+) characters or fewer; you have entered ([0-9,]+)": (
            "Rhowch {} nod neu lai; rydych wedi rhoi {}"
        ),
        "Enter the text again: it holds a character that cannot be shown": (
            "Rhowch y testun eto: mae’n cynnwys nod na ellir ei ddangos"
        ),
        "This answer is not one that the question allows. Change it": (
            "Nid yw’r cwestiwn yn caniatáu’r ateb hwn. Newidiwch ef"
        ),
        "The date must be a real date": "Rhaid i’r dyddiad fod yn ddyddiad go iawn",
        "The date must include a .+": "Rhaid i’r dyddiad gynnwys diwrnod, mis a blwyddyn",
        "Year must include 4 numbers": "Rhaid i’r flwyddyn gynnwys 4 rhif",
        "Enter a date with year, month and day, such as 2026-03-27": (
            "Rhowch ddyddiad gyda blwyddyn, mis a diwrnod, er enghraifft 2026-03-27"
        ),
    },
)
OTHERS = {"cy": WELSH}


def spoken_in(language: str) -> Spoken:
    """`language`: as the questionnaire calls it, such as `cy` or `cy-GB`; English where ours is not in it."""
    return OTHERS.get(language.partition("-")[0].lower(), Spoken())


def _is_english(language: str) -> bool:
    return language.partition("-")[0].lower() in ("", ENGLISH)
