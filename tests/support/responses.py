"""Files of answers, made for tests: believable rows for any questionnaire, by the same routing that reads them."""

import random
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from commissioning.programme.demo import answers
from evaluation.actions.instruments import import_version
from evaluation.actions.rounds import for_files, set_instrument
from evaluation.instruments.routing import Router
from evaluation.models import Mode, RoundGroup

DATA = Path(__file__).parents[2] / "evaluation" / "data"


def a_group(name: str = "Year 2", slug: str = "commissioners", mode: str = Mode.CONFIDENTIAL) -> RoundGroup:
    """A group for files, with the questionnaire that is shipped for it."""
    file = DATA / f"{slug}-v1.xlsx"
    version, _ = import_version(content=file.read_bytes(), file_name=file.name, slug=slug, by=None)
    group = for_files(name=name, slug=slug, mode=mode, on=date(2026, 11, 1), by=None)
    set_instrument(group=group, version=version, by=None)
    return RoundGroup.objects.select_related("round").get(pk=group.pk)


def believable(router: Router, number: int, *, seed: int = 1, say: Sequence[str] = ()) -> list[answers.Cells]:
    """Answers by question, as cells. Some leave a question out; text questions get one of `say`."""
    chance = random.Random(seed)
    return [answers.believable(router, chance, answers.shares(0), say=say) for _ in range(number)]


def write(path: Path, router: Router, rows: Sequence[answers.Cells]) -> Path:
    path.write_text(answers.as_csv(router, rows), encoding="utf-8", newline="")
    return path
