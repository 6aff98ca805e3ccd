"""Text that may pass through a spreadsheet and must come back as it was.

`commissioning.lists.files.safe_text` marks what would be read as a formula by an apostrophe; so does `guarded`, and it
marks what begins with such a mark already, so that taking one off is always right. PostgreSQL knows the same rule.
"""

import re

# What a spreadsheet takes for =, +, - or @, wide and raised ones too, and for a blank before them.
_SIGNS = "=+\\-@\t\r\u207a\u207c\u208a\u208c\u2a75\u2a76\ufb29\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20"
_BLANKS = " \n\u00a0\u2000-\u200a\u202f\u205f\u3000"
RISKY = f"^'*[{_BLANKS}]*[{_SIGNS}]"  # to Python and to PostgreSQL alike
_RISKY = re.compile(RISKY)


def guarded(text: str) -> str:
    return f"'{text}" if _RISKY.match(text) else text


def unguarded(text: str) -> str:
    return text[1:] if text.startswith("'") and _RISKY.match(text[1:]) else text
