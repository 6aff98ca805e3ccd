"""A second publication is refused wherever holding both would tell of the few areas that changed."""

import copy

import pytest

from readiness.republication import why_not


def published(levels: list[int], *, region: str = "North East", counts: list[int | None] | None = None) -> dict:
    told = counts if counts is not None else [levels.count(level) for level in range(1, 6)] + [0]
    group = {"base": len(levels), "counts": told, "marks": ["" if count is not None else "c" for count in told]}
    return {
        "standards": [{"code": "S01", "groups": {"england": group, "type:county": group, f"region:{region}": group}}],
        "areas": {
            str(number): {"type": "county", "region": region, "levels": {"S01": level}}
            for number, level in enumerate(levels)
        },
    }


def test_the_same_again_gives_nothing_away():
    first = published([1] * 10 + [3] * 10)
    assert why_not(first, copy.deepcopy(first)) == ""


@pytest.mark.parametrize("new", [1, 3, 5])
def test_a_few_late_signatures_are_refused(new):
    assert "Too few areas" in why_not(published([1] * 10 + [3] * 10), published([1] * 10 + [3] * 10 + [2] * new))


def test_a_single_corrected_level_is_refused():
    assert "Too few areas" in why_not(published([3] * 20), published([3] * 19 + [4]))


def test_many_changes_that_move_one_count_by_one_are_refused():
    first, second = published([1] * 10 + [3] * 10), published([1] * 10 + [3] * 16 + [5])
    assert "move by one or two" in why_not(first, second)


def test_many_areas_at_once_may_be_published():
    assert why_not(published([1] * 10 + [3] * 10), published([1] * 14 + [3] * 16)) == ""


def test_a_count_withheld_in_either_is_not_subtracted():
    first = published([1] * 10 + [3] * 10, counts=[10, 0, 10, 0, None, 0])
    second = published([1] * 14 + [3] * 13 + [5], counts=[14, 0, 13, 0, None, 0])
    assert why_not(first, second) == ""
