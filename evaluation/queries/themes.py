"""Reads about the themes of a question: a version beside the one before, and what became of each theme."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from ..coding import Descent, joined
from ..models import Coding, FrameVersion, Theme, ThemeOrigin


def versions() -> QuerySet[FrameVersion]:
    return FrameVersion.objects.select_related("frame__instrument", "created_by")


def themes() -> QuerySet[Theme]:
    return Theme.objects.select_related("frame_version__frame__instrument")


@dataclass(frozen=True)
class ThemeShown:
    """`came`: in words, what became of earlier themes; "" where it is the same one."""

    theme: Theme
    came: str


@dataclass(frozen=True)
class VersionShown:
    """`gone`: themes of the version before that nothing came from."""

    version: FrameVersion
    question: str
    themes: tuple[ThemeShown, ...]
    gone: tuple[str, ...]
    newest: FrameVersion
    others: tuple[FrameVersion, ...]
    uses: tuple[Coding, ...]


def shown(version: FrameVersion) -> VersionShown:
    others = list(versions().filter(frame=version.frame_id))
    origins = list(ThemeOrigin.objects.filter(theme__frame_version=version).select_related("origin"))
    before = next((one for one in others if one.number == version.number - 1), None)
    names = dict(before.themes.values_list("pk", "name")) if before else {}
    by_theme, by_origin = _both_ways(origins)
    found = tuple(
        ThemeShown(theme, _came(theme, by_theme[theme.pk], by_origin, has_before=before is not None))
        for theme in version.themes.all()
    )
    gone = tuple(name for pk, name in names.items() if pk not in by_origin)
    uses = Coding.objects.filter(frame_version=version).select_related("group__round", "question")
    return VersionShown(
        version, wording(version), found, gone, others[0], tuple(one for one in others if one != version), tuple(uses)
    )


def _both_ways(origins: Iterable[ThemeOrigin]) -> tuple[dict[int, list[Theme]], dict[int, list[int]]]:
    by_theme: dict[int, list[Theme]] = defaultdict(list)
    by_origin: dict[int, list[int]] = defaultdict(list)
    for row in origins:
        by_theme[row.theme_id].append(row.origin)
        by_origin[row.origin_id].append(row.theme_id)
    return by_theme, dict(by_origin)


def _came(theme: Theme, origins: list[Theme], by_origin: dict[int, list[int]], *, has_before: bool) -> str:
    if not origins:
        return "New in this version" if has_before else ""
    quoted = " and ".join(f"“{origin.name}”" for origin in origins)
    if len(origins) > 1:
        return f"Merged from {quoted}"
    if len(by_origin[origins[0].pk]) > 1:
        return f"Split from {quoted}"
    return f"Was called {quoted}" if origins[0].name != theme.name else ""


def wording(version: FrameVersion) -> str:
    """The question as the newest questionnaire that has it puts it."""
    name = version.frame.question_name
    for one in version.frame.instrument.versions.all():
        question = one.content.questions.get(name)
        if question is not None:
            return question.labels.get(one.content.languages[0], "") or name
    return name


def descent(before: FrameVersion, after: FrameVersion) -> tuple[Descent, bool]:
    """What became of each theme from one version to a later one, and whether there are themes that came from none."""
    steps: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    rows = ThemeOrigin.objects.filter(
        theme__frame_version__frame=after.frame_id,
        theme__frame_version__number__gt=before.number,
        theme__frame_version__number__lte=after.number,
    ).values_list("theme__frame_version__number", "origin_id", "theme_id")
    for number, origin, theme in rows:
        steps[number][origin].add(theme)
    whole: Descent = {pk: frozenset({pk}) for pk in before.themes.values_list("pk", flat=True)}
    for number in range(before.number + 1, after.number + 1):
        whole = joined(whole, steps[number])
    reached = frozenset().union(*whole.values()) if whole else frozenset()
    return whole, after.themes.exclude(pk__in=reached).exists()
