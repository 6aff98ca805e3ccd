import pathlib
from tests.support_packages.test_closing_report import closed, pdf_of, at
from tests.support.packages import people_for
from tests.conftest import browser_of
def test_look(register):
    package = closed()
    pathlib.Path("/tmp/ben.pdf").write_bytes(pdf_of(package))
    b = browser_of(people_for(package).champion)
    for n, u in {"report": at(package), "benefits": f"/support/{package.pk}/benefits/", "measures": f"/support/{package.pk}/measures/", "measure": f"/support/measures/{package.measures.get().pk}/", "points": f"/support/measures/{package.measures.get().pk}/points/", "detail": f"/support/{package.pk}/", "figure": f"/support/{package.pk}/benefits/add/"}.items():
        pathlib.Path(f"/tmp/ben-{n}.html").write_bytes(b.get(u).content)
