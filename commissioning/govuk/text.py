"""What people type, without what cannot be seen: direction overrides, zero widths, control characters."""

from unicodedata import category, normalize


def visible(text: str) -> str:
    """One line of plain characters. Lookalike forms (ﬁ, full width) become the plain ones, blanks single."""
    return " ".join(normalize("NFKC", "".join(_visible(character) for character in text)).split())


def _visible(character: str) -> str:
    kind = category(character)
    if kind == "Cc":
        return " "
    return "" if kind[0] == "C" else character
