"""Whether a comparison may be published again: not where whoever holds both could subtract. Pure.

The counts of each publication are safe by themselves; their difference tells of the areas that changed in between.
So an area's change has to be hidden among others': in every group either no area changed or at least six did, which
leaves each of them five others; and no count printed in both moves by one or two.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from commissioning.reporting.suppression import MINIMUM_BASE, MINIMUM_CELL

from .comparison import ENGLAND, of_region, of_type


def why_not(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """The reason in a sentence, "" where the second may be published."""
    changed = _changed(before["areas"], after["areas"])
    few = sorted({group for group in changed if 0 < len(changed[group]) <= MINIMUM_BASE})
    if few:
        return "Too few areas have changed in a group, so the two publications together would give their levels away."
    if any(0 < abs(step) < MINIMUM_CELL for step in _steps(before, after)):
        return "A count would move by one or two, so the two publications together would give a level away."
    return ""


def _changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, set[str]]:
    """By group, the areas that came, went or have other levels."""
    found: dict[str, set[str]] = {}
    for area_id in before.keys() | after.keys():
        rows = [rows[area_id] for rows in (before, after) if area_id in rows]
        if len(rows) == 2 and rows[0]["levels"] == rows[1]["levels"]:
            continue
        for row in rows:
            for group in (ENGLAND, of_type(row["type"]), of_region(row["region"])):
                found.setdefault(group, set()).add(area_id)
    return found


def _steps(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[int]:
    """How far each figure printed in both has moved."""
    earlier = {standard["code"]: standard["groups"] for standard in before["standards"]}
    for standard in after["standards"]:
        for name, group in standard["groups"].items():
            was = earlier.get(standard["code"], {}).get(name)
            if was is None:
                continue
            pairs = zip([was["base"], *was["counts"]], [group["base"], *group["counts"]], strict=True)
            yield from (now - then for then, now in pairs if then is not None and now is not None)
