"""A mail for the eye: the stored text as a page of HTML, made when it is sent. It says what the text says, no more.

Whoever wrote a name or a sentence in it wrote text: markup stays text, and of all addresses only those of this site
alone on a line become the button. Each address can be read as it stands and is a link once; nothing in the mail is
fetched when it is opened, so a link that works once is used by whoever presses it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string

_ADDRESS = re.compile(r"(?<![^\s(“])https?://[^\s<>\"]+")
_AFTER_ADDRESS = ".,;:!?)’”"  # belongs to the sentence
_ITEM = "- "


@dataclass(frozen=True)
class Piece:
    """Some words; or an address, where `url` is one."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Part:
    """Lines that stand together: a paragraph, a list, or one address of ours on a line of its own (`button`)."""

    lines: tuple[tuple[Piece, ...], ...] = ()
    is_list: bool = False
    button: str = ""


def as_html(subject: str, body: str) -> str:
    context = {"subject": subject, "parts": parts(body), "programme": settings.PROGRAMME_NAME}
    return render_to_string("people/email/letter.html", context)


def parts(body: str) -> list[Part]:
    """One button at most: where several pages are named, each is a link where it stands."""
    alone = [line.strip() for line in body.splitlines() if _is_ours(line.strip())]
    button = alone[0] if len(alone) == 1 else ""
    found: list[Part] = []
    for paragraph in re.split(r"\n[ \t]*\n", body.replace("\r\n", "\n").strip("\n")):
        found.extend(_of_paragraph(paragraph.splitlines(), button))
    return found


def _of_paragraph(lines: list[str], button: str) -> Iterator[Part]:
    """Runs of list items, of plain lines, and the button, in the order in which they come."""
    run: list[tuple[Piece, ...]] = []
    in_list = False
    for line in filter(str.strip, lines):
        is_button, is_item = bool(button) and line.strip() == button, line.startswith(_ITEM)
        goes_on = in_list and line.startswith("  ")  # what belongs to the item above
        if run and (is_button or is_item != in_list) and not goes_on:
            yield Part(tuple(run), in_list)
            run = []
        if is_button:
            in_list = False
            yield Part(button=button)
        elif goes_on and not is_item:
            run[-1] = (*run[-1], Piece("\n"), *_pieces(line.strip()))
        else:
            in_list = is_item
            run.append(tuple(_pieces(line.removeprefix(_ITEM) if is_item else line)))
    if run:
        yield Part(tuple(run), in_list)


def _pieces(line: str) -> Iterator[Piece]:
    """Words and addresses. Of another site’s, such as a meeting’s, only one that stands alone on its line is a link: a
    name never does.
    """
    at = 0
    for match in _ADDRESS.finditer(line):
        address = match[0].rstrip(_AFTER_ADDRESS)
        if not (_is_ours(address) or match[0] == line.strip()):
            continue
        yield Piece(line[at : match.start()])
        yield Piece(address, url=address)
        at = match.start() + len(address)
    yield Piece(line[at:])


def _is_ours(address: str) -> bool:
    return address.startswith(f"{settings.SITE_ADDRESS}/") and bool(_ADDRESS.fullmatch(address))
