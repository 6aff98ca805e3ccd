"""Finding resources by words: PostgreSQL's full-text search, and what comes close where nothing has the very words.

Whatever is typed becomes a query by `websearch_to_tsquery`, which takes anything and never fails. A slip of the pen is
looked for only when the words themselves find nothing: each word then has to be like one in title, summary or places.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank, TrigramWordSimilarity
from django.db import connection
from django.db.models import F, FloatField, Func, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat

from ..models import ResourceVersion
from ..models.resources import BODY

# Characters nobody types, around what was found. What people wrote stays text: it is taken apart, never trusted.
FOUND, END = "\ue000", "\ue001"
LIKE = 0.45  # of a word's runs of three letters that must be there, in their order: one slip in a long word
SHORTEST_LIKE = 4  # shorter words are like too many others
MOST_WORDS = 8
BY_WORDS, BY_LIKENESS, TOO_COMMON = "words", "likeness", "too common"
_SLIPS_IN = ("title", "summary", "places")


@dataclass(frozen=True)
class Found:
    """`how`: by the words themselves, by what is like them, or not looked for: every English text has such words."""

    rows: QuerySet[ResourceVersion]
    how: str


def search(rows: QuerySet[ResourceVersion], text: str) -> Found:
    """`text` is cleaned already. Rows get `nearness` (the nearest first is the smallest) and `headline`."""
    if not text:
        return Found(_without(rows), "")
    query = SearchQuery(text, config="english", search_type="websearch")
    if _says_nothing(text):
        return Found(_without(rows.none()), TOO_COMMON)
    exact = rows.filter(search=query)
    if exact.exists():
        near = exact.annotate(nearness=Value(0.0) - SearchRank(F("search"), query, normalization=Value(1)))
        return Found(near.annotate(headline=_headline(query)), BY_WORDS)
    return Found(_alike(rows, text), BY_LIKENESS)


def _says_nothing(text: str) -> bool:
    """Whether only words remain that every text has, or none at all."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT numnode(websearch_to_tsquery('english', %s))", [text])
        return cursor.fetchone()[0] == 0


def _headline(query: SearchQuery) -> SearchHeadline:
    """Two short pieces around what was found, from all its words."""
    pieces: list[Any] = [F("summary")]
    for name in BODY:
        pieces += [Value(" "), F(name)]
    return SearchHeadline(
        Concat(*pieces, output_field=TextField()),
        query,
        config="english",
        start_sel=FOUND,
        stop_sel=END,
        max_words=24,
        min_words=10,
        max_fragments=2,
        fragment_delimiter=" … ",
    )


def _alike(rows: QuerySet[ResourceVersion], text: str) -> QuerySet[ResourceVersion]:
    words = [word for word in text.split() if len(word) >= SHORTEST_LIKE][:MOST_WORDS]
    if not words:
        return _without(rows.none())
    looked_in = Func(Value(" "), *_SLIPS_IN, function="CONCAT_WS", output_field=TextField())
    rows = rows.alias(looked_in=looked_in)
    likeness: Any = Value(0.0)
    for number, word in enumerate(words):
        rows = rows.alias(**{f"like_{number}": TrigramWordSimilarity(word, "looked_in")})
        rows = rows.filter(**{f"like_{number}__gte": LIKE})
        likeness = likeness - F(f"like_{number}")
    return rows.annotate(nearness=Cast(likeness, FloatField()), headline=_no_headline())


def _without(rows: QuerySet[ResourceVersion]) -> QuerySet[ResourceVersion]:
    return rows.annotate(nearness=Value(0.0, output_field=FloatField()), headline=_no_headline())


def _no_headline() -> Value:
    return Value("", output_field=TextField())


def parts(headline: str) -> list[tuple[str, bool]]:
    """A headline in pieces: text, and whether it is what was looked for."""
    found = []
    for number, piece in enumerate(headline.split(FOUND)):
        inside, ended, after = piece.partition(END)
        if number and ended:
            found += [(inside, True), (after, False)]
        else:
            found.append((piece.replace(END, ""), False))
    return [(text, marked) for text, marked in found if text]
