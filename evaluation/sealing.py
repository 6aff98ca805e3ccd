"""Sealing answers so that whoever holds the database cannot read them: see `commissioning.sealing`.

Bodies are filled up to whole blocks, so that their length does not tell one from another.
"""

import json
from collections.abc import Iterable
from typing import Any

from commissioning.sealing import NONCE, Unreadable, derive, seal_bytes, site_keys, unseal_bytes

__all__ = ["BLOCK", "NONCE", "Unreadable", "draft_keys", "pool_keys", "seal", "unseal"]

BLOCK = 4096


def draft_keys(token: str) -> list[bytes]:
    return [derive(token, "draft")]


def pool_keys() -> list[bytes]:
    """The site's own, the newest first; former ones while the secret key is rotated."""
    return site_keys("pool")


def seal(content: dict[str, Any], keys: list[bytes]) -> bytes:
    plain = json.dumps(content).encode()
    return seal_bytes(plain + b" " * (-len(plain) % BLOCK), keys[0])


def unseal(body: bytes, keys: Iterable[bytes]) -> dict[str, Any]:
    return json.loads(unseal_bytes(body, keys))
