"""What an address may ask of a list, and what is made of it before it comes near the database."""

from dataclasses import replace

import pytest
from django.core.exceptions import BadRequest
from django.db.models import Q
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from commissioning.lists.asked import LONGEST_SEARCH, Asked, clean_search
from commissioning.lists.declare import Filter, Listing, Option, Sort

LISTING = Listing(
    search=("name",),
    filters=(
        Filter.any_of("stage", "Stage", "stage", [("open", "Open"), ("closed", "Closed")]),
        Filter("status", "Status", (Option("", "Now", Q(ended=None)), Option("all", "All", Q()))),
    ),
    sorts=(Sort("name", ("name",)), Sort("due", ("due", "name"))),
    columns=(),
    file_name="things",
    key="things",
)


def read(query):
    return Asked.read(LISTING, QueryDict(query))


class TestSearch:
    @pytest.mark.parametrize(
        ("typed", "searched"),
        [
            ("  County   Durham ", "County Durham"),
            ("dur\x00ham", "dur ham"),
            ("\ud800durham\udfff", "durham"),
            ("\u202emahrud", "mahrud"),
            ("dur\u200bham\ufeff", "durham"),
            ("ｄｕｒｈａｍ", "durham"),
            ("Due\u0301", "Dué"),
            ("\t\r\n", ""),
            ("\ue000\U000e0041", ""),
            ("100%_\\", "100%_\\"),
            ("x" * 5000, "x" * LONGEST_SEARCH),
        ],
    )
    def test_only_what_can_be_seen_and_stored_is_searched(self, typed, searched):
        assert clean_search(typed) == searched

    @given(st.text(st.characters(exclude_categories=()), max_size=300))
    def test_cleaning_settles_at_once_and_can_always_be_written(self, typed):
        cleaned = clean_search(typed)
        assert clean_search(cleaned) == cleaned
        assert "\x00" not in cleaned.encode().decode()
        assert len(cleaned) <= LONGEST_SEARCH

    def test_every_word_has_to_be_found(self):
        assert read("q=county+durham").search == "county durham"


class TestAllowLists:
    @pytest.mark.parametrize(
        "query",
        [
            "sort=password",
            "sort=--name",
            "sort=name,due",
            "sort=-",
            "sort=pk",
            "sort=name__lower",
            "sort=name%00",
            "stage=opened",
            "stage=open&stage=1",
            "stage=open'%20OR%201=1--",
            "stage=%00",
            "status=now",
            "status=all&status=none",
            "format=xlsx",
            "format=../etc",
        ],
    )
    def test_10_what_is_not_declared_is_refused(self, query):
        with pytest.raises(BadRequest):
            read(query)

    @pytest.mark.parametrize("query", ["", "utm_source=mail", "stage__in=open", "stage=&q=&sort=&format="])
    def test_10_unknown_names_and_empty_values_change_nothing(self, query):
        asked = read(query)
        assert (asked.search, asked.sort_key, asked.format) == ("", "name", "")
        assert [conditions for _, conditions in asked.chosen] == [(), (Q(ended=None),)]

    def test_several_values_of_one_filter(self):
        assert read("stage=closed&stage=open").chosen[0][1] == (Q(stage="open"), Q(stage="closed"))

    def test_one_value_in_place_of_how_the_list_starts(self):
        assert read("status=all").chosen[1][1] == (Q(),)

    @pytest.mark.parametrize("name", ["q", "sort", "page", "format"])
    def test_a_filter_cannot_take_a_name_the_list_needs(self, name):
        with pytest.raises(ValueError, match="names of their own"):
            replace(LISTING, filters=(Filter.any_of(name, "X", "x", []),))


class TestOrder:
    def test_only_the_first_column_turns_round(self):
        turned, then, last = read("sort=-due").sort.order(descending=True)
        assert (turned.descending, turned.nulls_last, turned.expression.name) == (True, True, "due")
        assert (then, last) == ("name", "pk")

    def test_a_list_may_start_in_another_order_than_its_first(self):
        listing = replace(LISTING, starts="-due")
        assert [Asked.read(listing, QueryDict(q)).sort_key for q in ("", "sort=name")] == ["-due", "name"]

    def test_upwards_is_the_order_an_index_has(self):
        assert read("sort=due").sort.order(descending=False) == ["due", "name", "pk"]

    def test_the_address_says_the_order_in_force(self):
        assert [read(q).sort_key for q in ("", "sort=name", "sort=-name", "sort=-due")] == [
            "name",
            "name",
            "-name",
            "-due",
        ]


class TestForm:
    def test_it_shows_what_is_asked(self):
        form = LISTING.form(QueryDict("q=durham&stage=open&status=all"))
        assert (form["q"].value(), form["stage"].value(), form["status"].value()) == ("durham", ["open"], "all")
        assert form.is_valid()

    def test_nothing_is_required(self):
        assert LISTING.form(QueryDict("")).is_valid()
