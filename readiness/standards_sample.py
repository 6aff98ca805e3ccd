"""A small set of standards to start from: one section, two standards, every column filled."""

from .standards_file import SectionRow, StandardRow, StandardsSet


def _standard(
    code: str, title: str, short_title: str, stages: tuple[int, ...], asked_of: tuple[str, ...]
) -> StandardRow:
    return StandardRow(
        code=code,
        section="A",
        title=title,
        short_title=short_title,
        fully_achieved="What is true of an area where nothing is left to do",
        why_it_matters="What becomes better for children, young people and families where it is so.",
        what_good_looks_like="What you would see and hear there.\nA line for each of the signs.",
        levels=(
            "Nothing is in place yet.",
            "It is begun in some places.",
            "It is agreed, and done in most places.",
            "It is done everywhere, and looked at again.",
            "It is done everywhere, and others learn from it.",
        ),
        evidence="What shows it: a plan, minutes, figures.",
        stages=stages,
        asked_of=asked_of,
        compares_with_last=False,
    )


SAMPLE = StandardsSet(
    code="sample-set",
    title="A sample set of standards",
    version=1,
    summary="What the set is for, and who uses it.",
    source="Who wrote it, and when.",
    sections=(SectionRow("A", "Knowing what is needed", "What the standards of this section have in common."),),
    standards=(
        _standard(
            "A1",
            "Children’s needs are known, and looked at every year",
            "Needs are known",
            (1, 3),
            ("council", "health"),
        ),
        _standard("A2", "Families have a part in every decision", "Families take part", (2,), ("council", "voluntary")),
    ),
)
