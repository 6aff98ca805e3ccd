"""Files made to break the import: refused with a reason, in bounded time and memory, and nothing is kept."""

import tracemalloc

import pytest

from commissioning.reporting.workbooks import BrokenFile
from evaluation.actions.importing import import_responses
from evaluation.models import Respondent, WrittenAnswer
from evaluation.queries.answering import router_of
from evaluation.responses_file import MOST_PROBLEMS, Reading, lines
from tests.support import responses

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(register):
    return responses.a_group()


@pytest.fixture
def refused(group, tmp_path):
    def refuse(content: bytes) -> str:
        path = tmp_path / "hostile.csv"
        path.write_bytes(content)
        with pytest.raises(BrokenFile) as broken:
            import_responses(path=path, group=group, by=None)
        assert not Respondent.objects.exists()
        return str(broken.value)

    return refuse


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"services_used" + b",x" * 1_000_000 + b"\nnone\n", "1,000,001 columns; the most is"),
        (b"services_used\nnone" + b",x" * 1_000_000, "there are cells beyond the last column"),
        (b"services_used\n" + b"," * 5_000_000, "Row 2 is longer than"),
        (
            b"priority\n" + b"x" * 200_000 + b"\n",
            "Row 2, column “priority”: the text is longer than 100,000 characters",
        ),
        (b'services_used,priority\nnone,"' + b"never\n" * 1_000_000, "Row 2, column “priority”: the text is longer"),
        (b"priority\n" + b"x" * 20_000 + b"\n", "Enter 10,000 characters or fewer"),
        (b"services_used,priority\nnone,a\0b\n", "holds a character that cannot be shown"),
        (b"services_used,_employer\nnone,a\0b\n", "plain characters"),
        (b"services_used,priority\nnone,caf\xe9\n", "not UTF-8"),
        (b'services_used,priority\nnone,"open\n', "cannot be read as CSV"),
        (b"services_used,_respondent\nnone," + b"r" * 101 + b"\n", "write no more than 100 characters"),
    ],
)
def test_hostile_files_are_refused_with_the_reason(refused, content, said):
    assert said in refused(content)


def test_a_row_of_many_lines_that_never_ends_is_given_up(refused):
    assert "is longer than" in refused(b"services_used\n" + b'"a\n",' * 1_000_000)


def test_only_so_many_problems_are_listed(refused):
    told = refused(b"services_used\n" + b"flying\n" * 100 + b"swimming\n" * 50_000).splitlines()
    assert len(told) <= MOST_PROBLEMS + 1


def test_other_separators_line_ends_and_quotes(group, tmp_path):
    path = tmp_path / "other.csv"
    said = 'She said "pool it"; then, left'
    for number, separator in enumerate(";\t,"):
        rows = [["_respondent", "services_used", "priority"], [f"r{number}", "none", said]]
        cells = ('"' + cell.replace('"', '""') + '"' for row in rows for cell in row)
        one, two, three, *rest = cells
        path.write_bytes((separator.join((one, two, three)) + "\r\n" + separator.join(rest) + "\r\n").encode())
        assert import_responses(path=path, group=group, by=None).respondents == 1
    assert set(WrittenAnswer.objects.values_list("text", flat=True)) == {said}


def test_formulas_are_kept_as_they_were_written(group, tmp_path):
    path = tmp_path / "formulas.csv"
    formulas = ["=1+1", "@SUM(A1)", "+44", "-1", "=cmd|' /C calc'!A0"]
    path.write_text("services_used,priority\n" + "".join(f"none,{one}\n" for one in formulas))
    import_responses(path=path, group=group, by=None)
    assert set(WrittenAnswer.objects.values_list("text", flat=True)) == {*formulas}


def test_memory_does_not_grow_with_rows(group, tmp_path):
    """Every respondent and every comment is another."""
    router = router_of(group.instrument_version_id)
    peaks = []
    for number in (4_000, 16_000):
        path = tmp_path / "long.csv"
        with path.open("w") as file:
            file.write("_respondent,services_used,priority\n")
            file.writelines(f"respondent-{at},none,{at} {'words ' * 30}\n" for at in range(number))
        tracemalloc.start()
        assert sum(1 for _ in lines(path, router, Reading())) == number
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.3 * peaks[0]
