"""The findings of a report in sentences, and the chapters about partners, the challenge, other areas and the plan."""

from dataclasses import replace

import pytest

from commissioning.reporting.charts import WIDE
from readiness import comparison
from readiness.feedback import others, spread, words
from readiness.feedback.board import board_report
from readiness.feedback.content import Earlier
from readiness.levels import Answer
from tests.reporting.samples import (
    ANSWERS,
    BEFORE,
    CHANGES,
    TOLD_LITTLE,
    as_first_kept,
    county_durham,
    frozen,
    frozen_in_full,
    published,
    report_of,
    standards,
    views,
)

CODES = [row.code for row in standards().standards]


def report_with(levels: list, earlier: Earlier | None = None, **more):
    """Levels (or reasons for none) in the order of the standards, in a snapshot as they are kept now."""
    given = dict(zip(CODES, levels, strict=True))
    return report_of(frozen_in_full(given, {}, **more), earlier)


def by_code(report, code: str):
    return next(standard for standard in report.standards if standard.code == code)


# --- At a glance --------------------------------------------------------------------------


def test_the_whole_front_in_six_sentences():
    assert county_durham().glance.sentences == (
        "County Durham has a level on 10 of the 12 standards: four at level 4 or 5, three at level 3 and three at "
        "level 1 or 2; the middle level is 3.",
        "It is furthest on with “Needs understood with children, families and the front line”, at level 5, and has "
        "furthest to go on “Commissioning together”, at level 1.",
        "Of the 9 standards that can be compared with 2024/25, 4 are higher, 4 the same and 1 lower; furthest moved is "
        "“Reviewing and acting on results”, 2 levels higher.",
        "Partners differed most on “Money matched to priorities and prevention” and “Reviewing and acting on results”, "
        "where views are three levels apart.",
        "The local lead agreed with 10 of the 12 answers and saw one as higher and one as lower; the area changed one "
        "of those answers and kept one.",
        "Four actions are in the plan, the first due on 30 June 2026: “Agree limits of authority for joint spending”.",
    )


def test_everything_at_one_level():
    glance = report_with([3] * 12).glance

    assert glance.where == "County Durham has a level on all 12 standards: 12 at level 3; the middle level is 3."
    assert glance.ends == "Every level is 3, so none stands out."


def test_the_ends_name_two_of_many():
    glance = report_with([2] * 6 + [4] * 6).glance

    assert glance.where.endswith("six at level 4 or 5 and six at level 1 or 2; the middle lies between 2 and 4.")
    assert "and four more, at level 4, and has furthest to go on" in glance.ends
    assert "and four more, at level 2." in glance.ends


@pytest.mark.parametrize(
    ("levels", "said"),
    [
        (["dont_know"] * 12, "County Durham has no level on any of the 12 standards yet: on 12 it does not know."),
        (
            ["dont_know"] * 11 + ["not_applicable"],
            "County Durham has no level on any of the 12 standards yet: on 11 it does not know and one does not apply.",
        ),
        (
            ["not_applicable"] * 12,
            "County Durham has no level on any of the 12 standards yet: 12 do not apply.",
        ),
    ],
)
def test_no_level_at_all_is_said_plainly(levels, said):
    glance = report_with(levels).glance

    assert glance.where == said
    assert glance.ends == ""


def test_a_year_without_movement_and_one_where_many_moved_alike():
    before = frozen(dict.fromkeys(CODES, 3), year=2024)
    comparable = frozenset(CODES)
    same = report_with([3] * 12, Earlier(before, comparable)).glance.moved
    risen = report_with([5] * 12, Earlier(before, comparable)).glance.moved

    assert same == "Of the 12 standards that can be compared with 2024/25, all are the same."
    assert risen.endswith("all are higher."), "none of twelve is named"


def test_a_snapshot_of_the_first_format_says_what_it_can():
    report = as_first_kept()

    assert len(report.glance.sentences) == 3
    assert (report.spread, report.challenge, report.taking, report.signing) == (None, None, None, None)
    assert (report.plan, report.actions, report.others) == ("", (), None)
    assert report.latest.by == "the director of children’s services"
    assert by_code(report, "S01").spread is None


def test_a_reopened_revision_says_what_it_takes_the_place_of():
    report = report_with([3] * 12, revision=2)
    report = replace(report, replaces="revision 1, signed on 12 March 2026")

    assert report.revision == 2
    assert report.reference.startswith("E06000047-2025-2")


@pytest.mark.parametrize(
    ("occasion", "year", "label"),
    [("annual", 2024, "2024/25"), ("baseline", 2024, "Baseline 2024/25"), ("close", 2025, "At close, 2025/26")],
)
def test_the_occasion_compared_with_is_named(occasion, year, label):
    before = frozen(BEFORE, year=year) | {"occasion": occasion}
    report = report_of(frozen(ANSWERS), Earlier(before, frozenset(BEFORE)))

    assert report.comparison.label == label
    assert f"can be compared with {label}, " in report.comparison.headline
    assert report.charts.levels.earlier == label


def test_the_chart_s_key_has_room_for_a_long_first_entry():
    at_close = report_of(frozen(ANSWERS) | {"occasion": "close"}, Earlier(frozen(BEFORE, year=2024), frozenset(BEFORE)))

    assert at_close.charts.levels.now == "At close, 2025/26"
    assert at_close.charts.levels.second_key > county_durham().charts.levels.second_key


# --- Where partners saw it differently ----------------------------------------------------


def ranged(lowest, highest, given, levels=None) -> spread.Range:
    kept = {"partners": views(lowest, highest, given, levels), "independent_providers": views(None, None, 0)}
    return spread.spread_of({"spread": kept}).partners


@pytest.mark.parametrize(
    ("kept", "short"),
    [
        ((None, None, 0), "No views"),
        ((3, 3, 1), "Too few to say"),
        ((1, 5, 4), "Too few to say"),
        ((1, 5, 5), "1 to 5"),
        ((1, 5, 9, 4), "Too few to say"),  # nine views, four with a level
        ((3, 3, 5), "Within one level"),
        ((3, 4, 9), "Within one level"),
        ((3, 5, 9), "3 to 5"),
        ((3, 4, 10), "3 to 4"),
        ((3, 3, 12), "All at 3"),
        ((None, None, 6), "Too few to say"),  # six who do not know
    ],
)
def test_from_where_to_where_is_printed_only_where_nobody_can_be_worked_out(kept, short):
    assert ranged(*kept).short == short


def test_under_five_views_no_level_of_them_is_anywhere_in_the_report():
    """Whoever knows their own view must not learn another's: not from the words, the picture or the table."""
    three = {"partners": views(1, 5, 4), "independent_providers": views(2, 2, 2)}
    report = county_durham(changes={code: {"spread": three} for code in CODES})

    assert report.charts.spread is None
    assert report.spread.named == ()
    assert {row.spread.partners.short for row in report.spread.rows} == {"Too few to say"}
    assert {row.spread.providers.short for row in report.spread.rows} == {"Too few to say"}
    assert report.glance.partners == (
        "10 views stand behind these levels, too few on any one standard to say how far apart they are without giving "
        "somebody’s view away."
    )


def test_all_saying_the_same_is_not_told_from_almost_the_same():
    same, near = (county_durham(changes={"S01": {"spread": one}}) for one in (_all(3, 3), _all(3, 4)))

    assert by_code(same, "S01").spread == by_code(near, "S01").spread


def _all(lowest: int, highest: int) -> dict:
    return {"partners": views(lowest, highest, 6), "independent_providers": views(None, None, 0)}


def test_the_widest_are_named_first_and_the_rest_counted():
    report = county_durham()

    assert [said.split(":")[0] for said in report.spread.named] == [
        "Money matched to priorities and prevention",
        "Reviewing and acting on results",
        "A shared vision that leaders use",
    ]
    assert report.spread.more == 3
    assert "The level agreed is 2. Who saw it differently, and why, is under the standard." in report.spread.named[0]


def test_partners_who_were_close_and_a_single_scorer():
    close = county_durham(changes={code: {"spread": _all(3, 4)} for code in CODES})
    alone = report_with([3] * 12, took_part=[{"kind": "champion", "partner_kind": "council", "present": None}], asked=1)

    assert (
        close.glance.partners
        == "Partners were close: on every standard their views lie within one level of each other."
    )
    assert close.spread.named == ()
    assert close.charts.spread is None
    assert alone.glance.partners.startswith("One view stands behind these levels")
    assert alone.taking.message == "Nobody but the champion was asked for a view."


def test_independent_providers_stand_apart_under_the_same_rule():
    report = county_durham()
    providers = by_code(report, "S11").spread.providers

    assert report.spread.has_providers
    assert providers.short == "1 to 3"
    assert by_code(report, "S11").spread.partners.short == "Within one level", "they widen nothing"


def test_the_picture_draws_a_line_only_where_a_range_is_printed():
    chart = county_durham().charts.spread
    drawn = {row.item.label: row.span for group in chart.groups for row in group.rows}

    assert drawn["6 Money and prevention"] == (WIDE.x(1, 1), WIDE.x(4, 1))
    assert drawn["3 One way of commissioning"] is None
    assert chart.alt.startswith("Dot plot. On 6 of the 12 standards views are two levels apart or more.")
    assert "Highest" not in chart.alt


# --- The challenge ------------------------------------------------------------------------


def test_the_challenge_stays_out_unless_the_area_prints_it():
    data = frozen_in_full(ANSWERS, challenge_printed=False)
    report = report_of(data)

    assert report.challenge.message == (
        "The local lead challenged these levels and the area answered. The area keeps both to itself."
    )
    assert report.challenge.points == ()
    assert all(standard.exchange is None for standard in report.standards)
    assert "residential care to the pound" not in repr(report)


def test_without_a_challenge_the_report_says_why():
    why = "Without a challenge: no local lead who did not lead it is in role."
    data = frozen_in_full(ANSWERS, {}, was_challenged=False, why_unchallenged=why)

    assert report_of(data).challenge.message == (
        "It went to the director without a challenge: no local lead who did not lead it is in role."
    )
    data = frozen_in_full(ANSWERS, {}, was_challenged=False, why_unchallenged="")
    assert report_of(data).challenge.message == "It went to the director without a challenge."


def test_a_challenge_that_agrees_with_everything():
    report = report_of(frozen_in_full(ANSWERS, {}))

    assert report.challenge.message == ("The local lead challenged all 12 answers and agreed with every one of them.")
    assert report.challenge.points == ()


def test_what_was_said_and_what_came_of_it():
    points = dict(county_durham().challenge.points)
    kept, moved = points["Money matched to priorities and prevention"], points["Reviewing and acting on results"]

    assert (kept.said, kept.outcome) == ("The local lead sees it higher", "The area keeps level 2.")
    assert (moved.said, moved.outcome) == ("The local lead sees it lower", "The area moved from level 4 to level 3.")
    assert kept.response == ("Thank you. One service is not yet most of the money, so we stay with 2.",)


# --- Beside other areas -------------------------------------------------------------------


def test_without_a_publication_no_other_area_is_in_it():
    assert county_durham().others is None


def test_beside_others_as_the_publication_gives_them():
    report = county_durham(published=published())
    row = report.others.rows[0]

    assert report.others.message == (
        "Of the 10 standards that can be set beside the middle level of the other areas in England that signed, "
        "four are above it, three at it and three below it."
    )
    assert [middle.words for middle in row.middles] == ["3 (2 to 4)", "3 (2 to 4)", "Between 2 and 3"]
    assert row.neighbours.words == "3 (2 to 4)"
    assert row.counts[0] == (11, 34, 52, 30, 8, 5, 140)
    assert row.counts[2] == (None, 4, None, 3, None, 0, 10)


def test_what_is_withheld_there_is_withheld_here():
    report = county_durham(published=published())
    row = next(row for row in report.others.rows if row.title == "Commissioning together")

    assert TOLD_LITTLE == "S08"
    assert row.middles[2].words == others.TOO_FEW
    assert set(row.counts[2]) == {None}


def test_a_middle_that_is_withheld_makes_no_sentence():
    seen = published()
    bare = {
        code: replace(
            one,
            groups={name: replace(group, summary=comparison.Summary()) for name, group in one.groups.items()},
            neighbours=comparison.Summary(),
        )
        for code, one in seen.seen.standards.items()
    }
    report = county_durham(published=replace(seen, seen=replace(seen.seen, standards=bare)))

    assert report.others.message.startswith("No standard can be set beside the other areas that signed")
    assert {middle.words for row in report.others.rows[:1] for middle in row.middles} == {others.WITHHELD}
    assert not report.others.has_neighbours


def test_levels_counted_otherwise_are_named():
    counted = published(ANSWERS | {"S01": (2, "")})

    assert county_durham(published=counted).others.recounted == ("A shared vision that leaders use",)


# --- The plan, who took part, who signed --------------------------------------------------


def test_actions_by_date_and_those_without_one_last():
    actions = county_durham().actions

    assert [action.due_on and action.due_on.isoformat() for action in actions] == [
        "2026-06-30", "2026-09-30", "2026-12-18", None,
    ]  # fmt: skip
    assert actions[2].standards == ("6 Money and prevention", "8 Commissioning together")
    assert actions[3].owner == ""


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        ([], "No action is in the plan yet."),
        ([None], "One action is in the plan, without a date yet."),
        ([None, None], "Two actions are in the plan, none of them with a date yet."),
        (["2026-06-30"], "One action is in the plan, due on 30 June 2026: “Do it”."),
    ],
)
def test_the_plan_in_one_sentence(kept, said):
    actions = [
        {"title": "Do it", "standards": [], "owner": "", "due_on": due_on, "measure": "", "status": "planned"}
        for due_on in kept
    ]

    assert report_of(frozen_in_full(ANSWERS, {}, actions=actions)).plan == said


def test_who_took_part_by_kind_and_how_many():
    taking = county_durham().taking

    assert taking.message == (
        "10 of the 12 views asked for were given, by 23 people; a group gives one view between them."
    )
    assert [(kind.label, kind.views, kind.people) for kind in taking.kinds][-1] == (
        "Children and young people’s voice", 1, 14,
    )  # fmt: skip


def test_the_signature_in_words_and_roles_alone():
    signature = {"as_role": "Acting director of children’s services", "board_discussed_on": None, "comment": ""}
    report = report_of(frozen_in_full(ANSWERS, {}, signature={**signature, "also_led": True}))

    assert report.latest.by == "the acting director of children’s services"
    assert report.signing.board == "The children’s partnership board had not discussed it when it was signed."
    assert report.signing.also_led


def test_nobody_has_signed_what_was_only_sent():
    report = report_of(frozen_in_full(ANSWERS, {}, moment="sent"))

    assert report.signing is None
    assert not report.is_signed
    assert board_report(report).signed.endswith("It is not signed yet, and levels may still change.")


def test_evidence_has_its_strength_in_words():
    cited = by_code(county_durham(), "S01").cited

    assert [(piece.title, piece.strength) for piece in cited] == [
        ("Children’s plan 2024 to 2034", "Others outside the council would accept it"),
        ("Partnership board minutes", "Supports it in part"),
    ]
    assert by_code(county_durham(), "S09").cited[0].strength == "Strength not said"
    assert county_durham().evidence == "Five pieces of evidence are cited or shown, for three of the 12 standards."


def test_what_other_parts_of_the_service_added_is_a_table():
    panel = {"key": "x", "title": "Further reading", "intro": "", "columns": ["What"], "rows": [["A case study"]]}
    report = report_of(frozen_in_full(ANSWERS, {}, panels=[panel, panel | {"rows": []}]))

    assert [(one.title, one.columns, one.rows) for one in report.additions] == [
        ("Further reading", ("What",), (("A case study",),))
    ], "an empty one is no chapter"


# --- Two pages for the board --------------------------------------------------------------


def test_the_board_s_pages_choose_and_add_nothing():
    report = county_durham()
    board = board_report(report)

    assert board.findings == (report.glance.where, report.glance.ends, report.glance.moved)
    assert (board.disagreement, board.challenge) == (report.glance.partners, report.glance.lead)
    assert (len(board.actions), board.more_actions) == (4, 0)
    assert board.signed == (
        "Signed on behalf of the partnership by the director of children’s services on 12 March 2026. "
        "The children’s partnership board discussed it on 9 March 2026."
    )


# --- Words --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("things", "said"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        ([*"abcde"], "a, b, c and two more"),
    ],
)
def test_lists_in_a_sentence(things, said):
    assert words.listed([*things]) == said


def test_titles_are_quoted_and_the_rest_is_not():
    assert words.titles(["One", "Two", "Three"], 2) == "“One”, “Two” and one more"


def test_a_level_is_a_number_and_its_absence_a_word():
    assert [Answer(4).short, Answer(no_level="dont_know").short, Answer().short] == ["4", "Don’t know", "Not answered"]
    assert CHANGES["S06"]["challenge"]["about"]["level"] == by_code(county_durham(), "S06").exchange.about.level
