"""The scale (RR107, footnote 10). Levels are ordinal: counted and ranked, never averaged."""

from dataclasses import dataclass

LEVELS: dict[int, str] = {
    1: "No clear agreement what is needed",
    2: "Agreement, and a beginning",
    3: "Progress towards the standard",
    4: "Very good progress",
    5: "Fully achieved across the partnership",
}
LOWEST, HIGHEST = min(LEVELS), max(LEVELS)

# Respectable answers, never zeros (domain, B).
NOT_APPLICABLE = "not_applicable"
DONT_KNOW = "dont_know"
NO_LEVEL: dict[str, str] = {
    NOT_APPLICABLE: "Not applicable here",
    DONT_KNOW: "We don’t know",
}

IN_SHORT = {NOT_APPLICABLE: "Not applicable", DONT_KNOW: "Don’t know", "": "Not answered"}

# At these levels an account of what shows it is asked for; below them it never is.
WORDS_WANTED_FROM = 4


@dataclass(frozen=True)
class Answer:
    """A level from 1 to 5, or a reason for having none, or neither yet."""

    level: int | None = None
    no_level: str = ""

    def __post_init__(self) -> None:
        if self.level is not None and (self.no_level or self.level not in LEVELS):
            raise ValueError(f"Not an answer: level {self.level!r} with {self.no_level!r}")
        if self.no_level and self.no_level not in NO_LEVEL:
            raise ValueError(f"Not a reason: {self.no_level!r}")

    @classmethod
    def parse(cls, value: str) -> "Answer":
        """From a form's or a file's word: "3", "not_applicable", "dont_know" or empty. ValueError otherwise."""
        if value in NO_LEVEL:
            return cls(no_level=value)
        return cls(level=int(value)) if value else cls()

    @property
    def value(self) -> str:
        """The word `parse` reads back."""
        return self.no_level if self.level is None else str(self.level)

    @property
    def is_given(self) -> bool:
        return bool(self.value)

    @property
    def words(self) -> str:
        if self.level is not None:
            return f"{self.level} – {LEVELS[self.level]}"
        return NO_LEVEL.get(self.no_level, "Not answered yet")

    @property
    def short(self) -> str:
        """For a table: the number, or the reason in two words."""
        return IN_SHORT[self.no_level] if self.level is None else str(self.level)

    @property
    def wants_words(self) -> bool:
        return self.level is not None and self.level >= WORDS_WANTED_FROM

    @property
    def next_level(self) -> int | None:
        return self.level + 1 if self.level is not None and self.level < HIGHEST else None
