"""Words fitted into a given width, where nothing but the picture itself will ever lay them out.

The width of letters is estimated, on the wide side: a box a little too large is better than words across its border.
"""

from unicodedata import category, combining, east_asian_width

_NARROW, _USUAL, _BROAD, _DOUBLE = 0.34, 0.6, 0.95, 1.15  # of the type's size
_THIN = frozenset("iljftrI1.,:;'’‘!|()[]/- ")
_THICK = frozenset("mwMW@%&—…")


def shown(words: str) -> str:
    """On one line, without characters that nobody sees or that turn the order of others round."""
    return " ".join("".join(" " if category(one) == "Cc" else one for one in words if category(one) != "Cf").split())


def width(words: str, size: int) -> float:
    """Of these words in type of that size."""
    return sum(map(_letter, words)) * size


def _letter(one: str) -> float:
    if combining(one):
        return 0
    if east_asian_width(one) in "WF" or category(one) == "So":
        return _DOUBLE
    if one in _THIN:
        return _NARROW
    if one in _THICK or one.isupper():
        return _BROAD if one in _THICK else 0.78
    return _USUAL


def lines(words: str, room: float, size: int) -> tuple[str, ...]:
    """As many as it takes, none wider than the room; a word that is wider is broken. At least one, if empty."""
    found: list[str] = []
    for word in shown(words).split(" "):
        if found and width(f"{found[-1]} {word}", size) <= room:
            found[-1] = f"{found[-1]} {word}"
        else:
            found.extend(_broken(word, room, size))
    return tuple(found)


def _broken(word: str, room: float, size: int) -> list[str]:
    parts = [""]
    for letter in word:
        if parts[-1] and width(parts[-1] + letter, size) > room:
            parts.append("")
        parts[-1] += letter
    return parts
