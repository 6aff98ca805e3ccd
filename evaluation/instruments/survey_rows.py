"""Rows of an XLSForm → groups, questions and lists of choices. What is wrong with a row by itself is found here."""

import re
from dataclasses import dataclass, field
from difflib import get_close_matches

from .definition import Choice, Group, Item, Kind, Question, Scale, Texts
from .expressions import BadExpression, parse
from .languages import Languages
from .sheets import MOST_ITEMS, BrokenFile, Notes, Row, Sheet, located

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")
CHOICE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+-]{0,63}")
SLUG = re.compile(r"[a-z][a-z0-9_]{0,63}")
LONGEST_TEXT = 10_000
DEEPEST = 10
VALUES = {Scale.AGREEMENT: range(-2, 3), Scale.IMPACT: range(-2, 3), Scale.MATURITY: range(1, 6)}

SIMPLE = {
    **{f"{add}{word}{prompt}": kind for add, prompt in (("", ""), ("add ", " prompt"), ("q ", "")) for word, kind in (
        ("text", Kind.TEXT), ("string", Kind.TEXT), ("integer", Kind.INTEGER), ("int", Kind.INTEGER),
        ("decimal", Kind.DECIMAL), ("date", Kind.DATE), ("note", Kind.NOTE), ("calculate", Kind.CALCULATED),
    )}
}  # fmt: skip
METADATA = {
    *("start", "end", "today", "deviceid", "username", "phonenumber", "email", "audit", "simserial", "subscriberid"),
    *("imei", "device id", "start time", "end time", "sim id", "subscriber id", "start-geopoint"),
    *("background-audio", "background-geopoint", "get start time", "get end time", "get today", "get device id"),
}
_CONTROL = re.compile(r"(begin|end)[ _]?(group|repeat|loop|lgroup|looped group)(?: .*)?", re.IGNORECASE)
_MADE = re.compile(r"\$\{|[a-z-]+\(")
_STRAIGHT = str.maketrans("‘’“”", "''\"\"")
_YES_NO = {"yes": "true()", "true": "true()", "true()": "true()", "no": "", "false": "", "false()": ""}


@dataclass
class Reader:
    """Reads row by row and keeps what it has found: `items` and `lists`, with everything that is wrong in `notes`."""

    languages: Languages
    notes: Notes
    items: list[Item] = field(default_factory=list)
    lists: dict[str, list[Choice]] = field(default_factory=dict)
    choice_rows: dict[tuple[str, str], int] = field(default_factory=dict)
    open_groups: list[Group] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=dict)  # in lower case, with their row

    def read_choices(self, sheet: Sheet) -> None:
        for row in sheet.rows:
            list_name, name = row.text("list_name"), row.text("name")
            if not list_name and not name:
                continue
            for column, text in (("list_name", list_name), ("name", name)):
                if not CHOICE.fullmatch(text):
                    said = f"“{text}” is not allowed" if text else "it is missing"
                    rule = "Use up to 64 letters, digits, “_”, “-” and “.”, no spaces"
                    self.notes.problem(f"{said}. {rule}", "choices", row.number, column)
            if (first := self.choice_rows.setdefault((list_name, name), row.number)) != row.number:
                said = f"“{name}” is in the list “{list_name}” already (row {first})"
                self.notes.problem(said, "choices", row.number, "name")
            texts = self.texts(row, "label", "choices")
            self.needs_label(texts, "choices", row.number)
            self.lists.setdefault(list_name, []).append(Choice(name, texts, self.value(row)))

    def value(self, row: Row) -> int | None:
        written = row.text("csp_value")
        if written and not re.fullmatch(r"[+-]?[0-9]{1,3}", written):
            self.notes.problem(f"“{written}” is not a whole number", "choices", row.number, "csp_value")
            return None
        return int(written) if written else None

    def read_survey(self, sheet: Sheet) -> None:
        for row in sheet.rows:
            if len(self.items) == MOST_ITEMS:
                said = f"there are more than {MOST_ITEMS:,} questions and groups"
                raise BrokenFile(located(said, "survey", row.number))
            written = row.text("type")
            if not written:
                if row.text("name") or row.translations("label"):
                    self.problem(row, "type", "it is missing")
                continue
            if control := _CONTROL.fullmatch(written):
                self.control(row, control[1].lower(), control[2].lower())
            elif of := self.kind(row, written):
                self.question(row, *of)
        for group in self.open_groups:
            self.notes.problem(f"the group “{group.name}” has no “end group”", "survey", group.row, "type")
        if not any(isinstance(item, Question) and item.is_answered for item in self.items):
            self.notes.problem("it asks nothing: there is no question with an answer", "survey")

    def problem(self, row: Row, column: str, text: str) -> None:
        self.notes.problem(text, "survey", row.number, column)

    def kind(self, row: Row, written: str) -> tuple[Kind, str] | None:
        """The kind of a question and its list; None after saying why there is none."""
        from pyxform.aliases import select

        plain = " ".join(written.split())
        lower = plain.lower()
        if lower in SIMPLE:
            return SIMPLE[lower], ""
        for alias in sorted(select, key=len, reverse=True):
            if lower == alias or lower.startswith(f"{alias} "):
                return self.select(row, select[alias], plain[len(alias) :].strip(), alias)
        self.problem(row, "type", _why_not(plain))
        return None

    def select(self, row: Row, of: str, rest: str, alias: str) -> tuple[Kind, str] | None:
        kind = {"select one": Kind.ONE, "select all that apply": Kind.SEVERAL}.get(of)
        if kind is None or "file" in alias:
            self.problem(row, "type", f"questions of type “{alias}” are not supported")
            return None
        list_name, _, other = rest.partition(" ")
        if other:
            said = f"“{other}” is not supported. Put the answer into the list, and ask for its text in a question below"
            self.problem(row, "type", said)
        elif not list_name:
            self.problem(row, "type", f"the name of its list is missing: “{alias} list_name”")
        elif list_name not in self.lists:
            self.problem(row, "type", f"the list “{list_name}” is not in the sheet “choices”")
        return kind, list_name

    def control(self, row: Row, begin_or_end: str, of: str) -> None:
        if of != "group" and begin_or_end == "begin":
            self.problem(row, "type", "repeats are not supported. Ask once, or write a group for each")
        if begin_or_end == "end":
            if self.open_groups:
                self.open_groups.pop()
            else:
                self.problem(row, "type", "this ends a group that has not begun")
            return
        if len(self.open_groups) == DEEPEST:
            self.problem(row, "type", f"groups stand more than {DEEPEST} deep in each other")
        self.only_for_questions(row, "a group")
        name = self.name(row)
        texts = self.texts(row, "label", "survey")
        group = Group(name, self.path, texts, self.expression(row, "relevant"), row.number)
        self.items.append(group)
        self.open_groups.append(group)

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(group.name for group in self.open_groups)

    def question(self, row: Row, kind: Kind, list_name: str) -> None:
        name = row.text("name") or (f"generated_note_{len(self.items) + 1}" if kind is Kind.NOTE else "")
        if kind in (Kind.NOTE, Kind.CALCULATED):
            self.only_for_questions(row, "a note" if kind is Kind.NOTE else "a calculation")
        labels = self.texts(row, "label", "survey")
        if kind is not Kind.CALCULATED:
            self.needs_label(labels, "survey", row.number)
        self.items.append(
            Question(
                name=self.name(row, name),
                kind=kind,
                path=self.path,
                labels=labels,
                hints=self.texts(row, "hint", "survey"),
                list_name=list_name,
                relevant=self.expression(row, "relevant"),
                required=self.expression(row, "required"),
                required_messages=self.texts(row, "required_message", "survey"),
                constraint=self.expression(row, "constraint"),
                constraint_messages=self.texts(row, "constraint_message", "survey"),
                calculation=self.calculation(row, kind),
                default=self.default(row),
                appearance=row.text("appearance"),
                measure=self.slug(row),
                service=row.text("csp_service"),
                scale=self.scale(row),
                compares=self.compares(row),
                row=row.number,
            )
        )

    def name(self, row: Row, name: str | None = None) -> str:
        name = row.text("name") if name is None else name
        if not NAME.fullmatch(name):
            said = f"“{name}” is not allowed" if name else "it is missing"
            rule = "Begin with a letter; use up to 64 letters, digits, “_” and “-”"
            self.problem(row, "name", f"{said}. {rule}")
        elif (first := self.names.setdefault(name.lower(), row.number)) != row.number:
            self.problem(row, "name", f"“{name}” is the name in row {first} already, if capitals do not count")
        return name

    def expression(self, row: Row, column: str) -> str:
        """As written, but with straight quotation marks, because spreadsheets curl them."""
        written = row.text(column).translate(_STRAIGHT)
        if written.lower() in _YES_NO:
            written = _YES_NO[written.lower()] or ("" if column == "required" else "false()")
        try:
            if written:
                parse(written)
        except BadExpression as error:
            self.problem(row, column, str(error))
        return written

    def calculation(self, row: Row, kind: Kind) -> str:
        written = self.expression(row, "calculation") if row.text("calculation") else ""
        if kind is Kind.CALCULATED and not written:
            self.problem(row, "calculation", "it is missing")
        if kind is not Kind.CALCULATED and written:
            self.problem(row, "calculation", "only a row of type “calculate” is worked out. Empty the cell")
        return written

    def default(self, row: Row) -> str:
        if _MADE.search(written := row.text("default")):
            self.problem(row, "default", "an answer to begin with must be written out: none is worked out")
        return written

    def slug(self, row: Row) -> str:
        if (written := row.text("csp_measure")) and not SLUG.fullmatch(written):
            self.problem(row, "csp_measure", f"“{written}” is not allowed. Use small letters, digits and “_”")
        return written

    def scale(self, row: Row) -> Scale:
        written = row.text("csp_scale").lower() or Scale.AGREEMENT
        if written not in list(Scale):
            self.problem(row, "csp_scale", f"“{row.text('csp_scale')}” is none of agreement, impact and maturity")
            return Scale.AGREEMENT
        return Scale(written)

    def compares(self, row: Row) -> bool:
        written = row.text("csp_compare").lower() or "yes"
        if written not in ("yes", "no", "true", "false"):
            self.problem(row, "csp_compare", f"“{row.text('csp_compare')}” is neither yes nor no")
        return written not in ("no", "false")

    def only_for_questions(self, row: Row, what: str) -> None:
        for column in ("csp_measure", "csp_service", "csp_scale", "csp_compare", "constraint", "default"):
            if row.text(column):
                self.problem(row, column, f"this means nothing for {what}. Empty the cell")
        if row.text("required") and self.expression(row, "required"):
            self.problem(row, "required", f"this means nothing for {what}. Empty the cell")

    def texts(self, row: Row, column: str, sheet: str) -> Texts:
        texts = self.languages.texts(row, column)
        for text in texts.values():
            if "${" in text:
                self.notes.problem("a text cannot quote an answer (“${…}”). Write it out", sheet, row.number, column)
            if len(text) > LONGEST_TEXT:
                self.notes.problem(f"the text has more than {LONGEST_TEXT:,} characters", sheet, row.number, column)
        return texts

    def needs_label(self, texts: Texts, sheet: str, row: int) -> None:
        default = self.languages.codes[0]
        if not texts.get(default):
            name = self.languages.names.get(default)
            self.notes.problem("the text is missing" + (f" in {name}" if name else ""), sheet, row, "label")


def _why_not(written: str) -> str:
    """What is to be said of a type that cannot be read."""
    from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

    if written.lower() in METADATA:
        return f"“{written}” is not collected here: no answer records who gave it, when or on what. Take the row out"
    known_types = {known.lower().replace("_", " ") for known in QUESTION_TYPE_DICT}
    if written.lower().replace("_", " ") in known_types or written.lower().startswith(("cascading", "include")):
        return f"questions of type “{written}” are not supported"
    known = [*SIMPLE, "select_one", "select_multiple", "begin_group"]
    meant = get_close_matches(written.lower(), known, n=1) or get_close_matches(written.lower().split()[0], known, n=1)
    return f"there is no type “{written}”" + (f". Did you mean “{meant[0]}”?" if meant else "")
