"""Sealing answers so that whoever holds the database cannot read them: AES-GCM under keys that are not in it.

Bodies are filled up to whole blocks, so that their length does not tell one from another.
"""

import json
import os
from collections.abc import Iterable
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE = 12
BLOCK = 4096


class Unreadable(Exception):
    """None of the keys opens it."""


def draft_keys(token: str) -> list[bytes]:
    return [_derive(token, "draft")]


def pool_keys() -> list[bytes]:
    """The site's own, the newest first; former ones while the secret key is rotated."""
    return [_derive(secret, "pool") for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def seal(content: dict[str, Any], keys: list[bytes]) -> bytes:
    plain = json.dumps(content).encode()
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(keys[0]).encrypt(nonce, plain + b" " * (-len(plain) % BLOCK), None)


def unseal(body: bytes, keys: Iterable[bytes]) -> dict[str, Any]:
    body = bytes(body)
    for key in keys:
        try:
            return json.loads(AESGCM(key).decrypt(body[:NONCE], body[NONCE:], None))
        except InvalidTag:
            continue
    raise Unreadable


def _derive(secret: str, use: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=f"commissioning-{use}".encode()).derive(secret.encode(errors="replace"))
