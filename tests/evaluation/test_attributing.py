"""Whoever speaks in one area is told apart from no fewer than two others, whatever is taken away from what."""

import random

from evaluation.attributing import ANYBODY, LEAST, Voice, attributions


def voice(key: int, *people: int, side: str = "health") -> Voice:
    return Voice(key, frozenset(people), frozenset([side]))


def test_three_of_a_side_are_called_by_it_and_the_rest_stand_together():
    health = [voice(number, number) for number in (1, 2, 3)]
    voices = [*health, voice(4, 4, side="schools"), voice(5, 5, side="schools"), voice(6, 6, side="police")]
    found = attributions(voices)
    assert {found[key] for key in (1, 2, 3)} == {"Somebody from health"}
    assert {found[key] for key in (4, 5, 6)} == {ANYBODY}


def test_one_left_over_takes_a_side_with_it():
    voices = [voice(1, 1), voice(2, 2), voice(3, 3), voice(4, 4, side="schools")]
    assert set(attributions(voices).values()) == {ANYBODY}


def test_the_same_person_heard_three_times_is_one():
    voices = [voice(1, 1), voice(2, 1), voice(3, 1), *(voice(n, n, side="council") for n in (4, 5, 6))]
    assert set(attributions(voices).values()) == {ANYBODY}


def test_a_group_of_one_side_counts_each_person_and_of_several_sides_none():
    assert attributions([voice(1, 1, 2, 3)]) == {1: "Somebody from health"}
    mixed = Voice(1, frozenset([1, 2, 3]), frozenset(["health", "schools"]))
    assert attributions([mixed]) == {1: ANYBODY}


def test_26_of_two_people_nothing_is_quoted():
    assert attributions([voice(1, 1), voice(2, 2)]) == {}
    assert attributions([]) == {}


def test_26_behind_every_label_are_three_people_or_more():
    chance = random.Random(133)
    sides = ("council", "health", "schools", "voluntary", "police", "other")
    side_of = {person: sides[person % len(sides)] for person in range(14)}
    for _ in range(2_000):
        voices = []
        for key in range(chance.randint(0, 8)):
            people = frozenset(chance.sample(range(14), chance.choice((1, 1, 1, 2, 4))))
            voices.append(Voice(key, people, frozenset(side_of[person] for person in people)))
        found = attributions(voices)
        heard = frozenset().union(*(one.people for one in voices)) if voices else frozenset()
        assert bool(found) == (len(heard) >= LEAST)
        for label in set(found.values()):
            behind = frozenset().union(*(one.people for one in voices if found[one.key] == label))
            assert len(behind) >= LEAST, (label, voices)
