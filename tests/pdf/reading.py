"""Reading a PDF back: its tags, outline, fonts and what is attached to it."""

import io
import re
import subprocess
from collections.abc import Iterator

import pikepdf


def opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(content))


def pages_of(content: bytes) -> list[str]:
    """What a reader can select on each page, on one line: pages break lines where they like."""
    done = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)
    return [re.sub(r"\s+", " ", page) for page in done.stdout.decode().split("\f")[:-1]]


def lines_of(content: bytes) -> list[list[str]]:
    """Each page's lines from top to bottom, as they are laid out."""
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True, check=True)
    return [[line.strip() for line in page.splitlines()] for page in done.stdout.decode().split("\f")[:-1]]


def text_of(content: bytes) -> str:
    return " ".join(pages_of(content))


def tags(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Dictionary]:
    """Every element of the structure tree, in reading order."""
    waiting = [pdf.Root.StructTreeRoot]
    while waiting:
        element = waiting.pop()
        if "/S" in element:
            yield element
        children = element.get("/K", [])
        children = list(children) if isinstance(children, pikepdf.Array) else [children]
        waiting += [child for child in reversed(children) if isinstance(child, pikepdf.Dictionary)]


def outline(pdf: pikepdf.Pdf) -> list[str]:
    with pdf.open_outline() as found:
        return [title for item in found.root for title in (item.title, *(child.title for child in item.children))]


def fonts(pdf: pikepdf.Pdf) -> dict[str, bool]:
    """Each font's name and whether its program is in the file."""
    found = {}
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor":
            found[str(thing.FontName)] = any(key in thing for key in ("/FontFile", "/FontFile2", "/FontFile3"))
    return found


def attachments(pdf: pikepdf.Pdf) -> list[str]:
    embedded = [str(o.get("/F", "")) for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/EF" in o]
    return embedded + list(pdf.attachments)


def images(pdf: pikepdf.Pdf) -> int:
    return sum(isinstance(o, pikepdf.Stream) and o.get("/Subtype") == "/Image" for o in pdf.objects)
