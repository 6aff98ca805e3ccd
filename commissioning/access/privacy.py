"""What kind of information a model's field holds. Each app's `privacy.py` classifies every field of its own."""

from enum import StrEnum


class Kind(StrEnum):
    PERSONAL = "personal"  # about an identified person
    FREE_TEXT = "free text"  # written by people; may name somebody although it is asked not to
    SECRET = "secret"  # a token, hash or key
    PLAIN = "plain"  # about councils, standards and the workings of the site


def table(**kinds: str) -> dict[str, Kind]:
    """`table(personal="email full_name", plain="id")` → {"email": PERSONAL, …}."""
    return {field: Kind[kind.upper()] for kind, fields in kinds.items() for field in fields.split()}
