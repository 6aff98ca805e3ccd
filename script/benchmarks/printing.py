"""Feedback reports as the worker makes them: beside WeasyPrint alone, beside Chromium; their memory; two at a time."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from machine.packages import chromium
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from commissioning.access.roles import Role
from commissioning.documents.actions import request_document
from commissioning.documents.models import Document
from commissioning.documents.tasks import make
from commissioning.reporting import pdf
from readiness import report, report_document, snapshots
from readiness.models import SelfAssessment, Snapshot
from readiness.queries.frozen import FEEDBACK_REPORT
from readiness.queries.reports import params_of
from readiness.workflow import State
from tests.pdf import reading
from tests.reporting import samples
from tests.support import assessments, people

from . import scratch
from .processes import a_site, children, make_all, memory_of, peak_of
from .running import Bench, Clock, Entry, Goal, Line, Measured, at_least, at_most, timed

OVERHEAD = Goal("pdf_overhead", "s", at_most(1.15))
BROWSER = Goal("pdf_vs_browser", "s", at_most(0.9))
MEMORY = Goal("pdf_memory", "MB", at_most(1.4))
RISE = Goal("pdf_memory_rise", "MB", at_most(1.05))
PARALLEL = Goal("pdf_parallel", "reports/s", at_least(1.8))
GROWTH = Goal("pdf_growth", "s", at_most(1.12))
GROWTH_MEMORY = Goal("pdf_growth_memory", "MB", at_most(3.5))

PAGES = 12  # at least, of the report that is measured
TIMES = (1, 2, 4, 8)


def a_report() -> None:
    """County Durham’s, signed, with everything there is to say, and the year before."""
    champion = people.in_role(Role.CHAMPION)
    for year, data in ((2024, samples.frozen(samples.BEFORE, year=2024)), (2025, _data())):
        assessment = assessments.opened(champion, year=year)
        SelfAssessment.objects.filter(pk=assessment.pk).update(state=State.SIGNED)
        at = datetime(year + 1, 3, 12, tzinfo=UTC)
        of_it = {"data": data, "checksum": snapshots.checksum(data), "format": snapshots.FORMAT, "made_at": at}
        Snapshot.objects.create(assessment=assessment, moment="signed", revision=1, **of_it)


def _data() -> dict:
    return samples.frozen_in_full(samples.ANSWERS)


def asked(number: int) -> list[int]:
    """So many Documents of that report, by their numbers; no worker has heard of them yet."""
    snapshot = Snapshot.objects.select_related("assessment__authority").get(assessment__year=2025)
    area, params = snapshot.assessment.authority, params_of(snapshot, compared=False)
    return [
        request_document(kind=FEEDBACK_REPORT, title="Measured", authority=area, params=params, by=None).pk
        for _ in range(number)
    ]


def html_of_it() -> str:
    snapshot = Snapshot.objects.select_related("assessment__authority").get(assessment__year=2025)
    return report_document.as_html(report.feedback_report(snapshot))


# --- One report -------------------------------------------------------------------------------


def pdf_overhead(bench: Bench) -> Iterator[Entry]:
    """From the row to the stored file, by the worker’s own task in a process that has made one before. WeasyPrint
    alone, equally warm, and Chromium, started for it, get the finished HTML and CSS.
    """
    with scratch.database(a_report):
        html, css = html_of_it(), pdf.print_stylesheet()
        page = bench.folder / "report.html"
        page.write_text(html.replace("</head>", f"<style>{css}</style></head>"), encoding="utf-8")

        def ours() -> float:
            (number,) = asked(1)
            with Clock() as clock:
                make(number)
            document = Document.objects.get(pk=number)
            assert document.state == Document.State.DONE, document.reason
            with document.file.open() as file:
                assert len(reading.opened(file.read()).pages) >= PAGES
            return clock.seconds

        fonts = FontConfiguration()
        alone = timed(lambda: _alone(html, css, fonts))
        program = chromium()
        others = [alone, timed(lambda: _by_chromium(program, page))] if program else [alone]
        figures = bench.in_turn(ours, *others)
        for goal, theirs in zip((OVERHEAD, BROWSER), figures[1:], strict=False):
            yield goal.reached(figures[0] / theirs, ours=figures[0], reference=theirs, n=bench.repeats, size=1)
        if not program:
            yield BROWSER.skipped("no Chromium here")


def _alone(html: str, css: str, fonts: FontConfiguration) -> bytes:
    look = CSS(string=css, font_config=fonts)
    return HTML(string=html).write_pdf(stylesheets=[look], pdf_variant="pdf/ua-1", pdf_tags=True, font_config=fonts)


def _by_chromium(program: str, page: Path) -> None:
    file = page.with_suffix(".pdf")
    look = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={page.parent / 'chromium'}"]
    command = [program, *look, "--no-pdf-header-footer", f"--print-to-pdf={file}", page.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert len(reading.opened(file.read_bytes()).pages) >= PAGES
    file.unlink()


# --- Many reports -----------------------------------------------------------------------------

ALONE = """
import sys
from pathlib import Path
from weasyprint import CSS, HTML
html, css = (Path(file).read_text(encoding="utf-8") for file in sys.argv[1:3])
for _ in range(int(sys.argv[3])):
    HTML(string=html).write_pdf(stylesheets=[CSS(string=css)], pdf_variant="pdf/ua-1", pdf_tags=True)
"""


def pdf_memory(bench: Bench) -> Iterator[Entry]:
    """The most that the child of a real worker takes, which makes one report after the other, against a process
    that lays out the same HTML as often. Rise: what it takes after the last, by what it took after the tenth; a
    twentieth is the allocator’s own up and down.
    """
    number = bench.size(20, 50)
    with scratch.database(a_report) as name, a_site(bench.folder / "site", name) as site:
        site.start_worker()
        files = _saved(bench.folder, html_of_it())
        make_all(site, asked(10))
        (child,) = children(site)
        tenth = memory_of(child, "VmRSS")
        make_all(site, asked(number - 10))
        assert children(site) == [child], "the worker’s child was recycled"
        last, most = memory_of(child, "VmRSS"), memory_of(child, "VmHWM")
        bare = peak_of(ALONE, *files, str(number))
    yield MEMORY.reached(most / bare, ours=most, reference=bare, size=number)
    yield RISE.reached(last / tenth, ours=last, reference=tenth, size=number)


def pdf_parallel(bench: Bench) -> Iterator[Entry]:
    """By a worker with two processes and by one with one, each with a queue of its own."""
    number = bench.size(10, 40)
    with scratch.database(a_report) as name, ExitStack() as sites:

        def by(processes: int) -> Measured:
            site = sites.enter_context(a_site(bench.folder / f"site-{processes}", name))
            site.start_worker(concurrency=processes)
            return lambda: number / make_all(site, asked(number))

        yield bench.against(PARALLEL, by(2), by(1), size=number)


# --- Longer reports ---------------------------------------------------------------------------

RENDER = """
import sys
from pathlib import Path
from commissioning.reporting import pdf
html, css = (Path(file).read_text(encoding="utf-8") for file in sys.argv[1:3])
pdf.render(html, stylesheet=css)
"""


def pdf_growth(bench: Bench) -> Iterator[Entry]:
    """Its chapters once, twice, four and eight times over: tables, charts, tags, and links of their own. Time in a warm
    process; memory in processes that lay out one each.
    """
    with scratch.database(a_report):
        html, css = html_of_it(), pdf.print_stylesheet()

    def of(times: int) -> Measured:
        longer = repeated(html, times)
        return timed(lambda: pdf.render(longer, stylesheet=css))

    yield bench.growth(GROWTH, of, TIMES)
    least, most = (peak_of(RENDER, *_saved(bench.folder, repeated(html, times))) for times in (TIMES[0], TIMES[-1]))
    yield GROWTH_MEMORY.reached(most / least, ours=most, reference=least, size=TIMES[-1])


def repeated(html: str, times: int) -> str:
    """All from the first chapter to the end so often, each time with names of its own to link to."""
    at, end = html.index('<div class="chapter'), html.index("</body>")
    chapters = html[at:end]
    return html[:at] + chapters + "".join(_renamed(chapters, number) for number in range(1, times)) + html[end:]


def _renamed(chapters: str, number: int) -> str:
    own = re.sub(r'\b(id|aria-labelledby|aria-describedby)="([^"]+)"', rf'\1="\2-{number}"', chapters)
    return re.sub(r'href="#([^"]+)"', rf'href="#\1-{number}"', own)


def _saved(folder: Path, html: str) -> list[str]:
    files = [folder / "growing.html", folder / "growing.css"]
    for file, text in zip(files, (html, pdf.print_stylesheet()), strict=True):
        file.write_text(text, encoding="utf-8")
    return [str(file) for file in files]


LINES: dict[str, Line] = {
    "pdf_overhead": pdf_overhead,
    "pdf_vs_browser": pdf_overhead,
    "pdf_memory": pdf_memory,
    "pdf_parallel": pdf_parallel,
    "pdf_growth": pdf_growth,
}
