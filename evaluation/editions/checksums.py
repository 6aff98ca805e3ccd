"""The checksum of what was published. Pure; loaded by whoever checks it, without the statistics."""

import hashlib
import json
from typing import Any

FORMAT = 2
READABLE = frozenset((1, FORMAT))  # the first had no tables beside the survey's


def checksum(pages: Any, tables: Any, patterns: Any) -> str:
    """SHA-256 of the three as canonical JSON: keys sorted, no spaces, UTF-8."""
    content = json.dumps([pages, tables, patterns], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()
