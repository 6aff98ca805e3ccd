"""Hostile text is printed as text: nothing is fetched, embedded or attached (abuse cases 16 and 18)."""

import http.server
import logging
import threading

import pytest

from commissioning.reporting import pdf
from readiness import board_document
from readiness.feedback.board import board_report
from readiness.report_document import as_html
from tests.pdf import reading
from tests.reporting.samples import ANSWERS, county_durham, frozen_in_full, report_of

LURES = (
    '<img src="file:///etc/passwd">',
    '<img src="http://127.0.0.1:{port}/pixel.png">',
    "<style>@import url(http://127.0.0.1:{port}/style.css)</style>",
    '<link rel="attachment" href="file:///etc/passwd"><link rel=attachment href=http://127.0.0.1:{port}/a>',
    '<a rel="attachment" href="file:///etc/hostname">a</a>',
    '<link rel="stylesheet" href="http://127.0.0.1:{port}/sheet.css">',
    '<svg xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="http://127.0.0.1:{port}/x.svg"/>'
    '<use href="file:///etc/passwd"/></svg>',
    '<base href="http://127.0.0.1:{port}/"><img src="relative.png">',
    '<object data="http://127.0.0.1:{port}/o"></object><embed src="http://127.0.0.1:{port}/e">',
    "<img src=\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'>"
    "<image href='http://127.0.0.1:{port}/in-data'/></svg>\">",
    '<p style="background: url(http://127.0.0.1:{port}/b)">x</p>',
)


@pytest.fixture
def listener():
    """A real server on this machine that notes every request."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port, asked
    server.shutdown()
    server.server_close()
    thread.join()


def everything_from(port: int) -> list[str]:
    return [lure.format(port=port) for lure in LURES]


def test_18_hostile_narratives_are_printed_as_they_were_typed(listener):
    port, asked = listener
    lures = everything_from(port)
    answers = {code: (3, lure) for code, lure in zip(ANSWERS, lures, strict=False)}
    content = pdf.render(as_html(county_durham(ANSWERS | answers)), stylesheet=pdf.print_stylesheet())

    assert asked == []
    text = reading.text_of(content).replace(" ", "")
    for lure in lures:
        assert lure.replace(" ", "") in text
    assert "root:" not in text
    with reading.opened(content) as opened:
        assert reading.attachments(opened) == []
        assert reading.images(opened) == 0
        assert len([tag for tag in reading.tags(opened) if tag.S == "/Figure"]) == 2


def test_hostile_names_are_text_in_every_place_they_reach(listener):
    port, asked = listener
    name = f'</title></style><img src="http://127.0.0.1:{port}/n"> "; content: url(http://127.0.0.1:{port}/c)'
    data = frozen_in_full(ANSWERS, title=name)
    data["authority"] = dict.fromkeys(data["authority"], name)
    for action in data["actions"]:
        action.update(title=name, owner=name, measure=name)
    for record in data["standards"]:
        record.update(rationale=name, dissent=name, evidence=[_piece(name)])
        record["challenge"] |= {"finding": "lower", "reason": name, "response": name}
    data["signature"] |= {"as_role": name, "comment": name}
    data["panels"] = [{"key": "x", "title": name, "intro": name, "columns": [name], "rows": [[name]]}]
    report = report_of(data)
    content = pdf.render(as_html(report), stylesheet=pdf.print_stylesheet())
    board = pdf.render(board_document.as_html(board_report(report)), stylesheet=pdf.print_stylesheet())

    assert asked == []
    with reading.opened(content) as opened:
        assert reading.images(opened) == 0
        assert "</title></style>" in str(opened.docinfo["/Title"])
    with reading.opened(board) as opened:
        assert reading.images(opened) == 0


def _piece(name: str) -> dict:
    return {"id": 1, "kind": "cited", "title": name, "citation": name, "strength": "others"}


def test_18_even_markup_that_got_through_fetches_nothing(listener, caplog):
    """The second line of defence: a template that forgot to escape."""
    port, asked = listener
    caplog.set_level(logging.CRITICAL, logger="weasyprint")
    page = "<!DOCTYPE html><html lang=en-GB><title>x</title><body>" + "".join(everything_from(port)) + "</body></html>"
    sheet = f"@import url(http://127.0.0.1:{port}/i.css); @font-face {{ font-family: a; src: url(file:///etc/passwd) }}"
    content = pdf.render(page, stylesheet=sheet)

    assert asked == []
    assert b"root:" not in content
    with reading.opened(content) as opened:
        assert reading.attachments(opened) == []
