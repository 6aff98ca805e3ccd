"""Sealing what a copy of the database must not give away: AES-GCM under keys that are not in it.

A key is made for one use from a secret; the site's own come from its secret key, the newest first, so that former ones
open what they sealed while the secret key is rotated.
"""

import os
from base64 import b64decode, b64encode
from collections.abc import Iterable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE = 12
SEALED = "sealed:"  # before text that is


class Unreadable(Exception):
    """None of the keys opens it."""


def derive(secret: str, use: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=f"commissioning-{use}".encode()).derive(secret.encode(errors="replace"))


def site_keys(use: str) -> list[bytes]:
    return [derive(secret, use) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def seal_bytes(plain: bytes, key: bytes) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, None)


def unseal_bytes(body: bytes, keys: Iterable[bytes]) -> bytes:
    body = bytes(body)
    for key in keys:
        try:
            return AESGCM(key).decrypt(body[:NONCE], body[NONCE:], None)
        except InvalidTag:
            continue
    raise Unreadable


def seal_text(text: str, use: str) -> str:
    return SEALED + b64encode(seal_bytes(text.encode(), site_keys(use)[0])).decode()


def unseal_text(sealed: str, use: str) -> str:
    """Text from before it was sealed is given back as it is."""
    if not is_sealed(sealed):
        return sealed
    return unseal_bytes(b64decode(sealed.removeprefix(SEALED)), site_keys(use)).decode()


def is_sealed(text: str) -> bool:
    return text.startswith(SEALED)


def is_current(sealed: str, use: str) -> bool:
    """Whether the newest key alone opens it."""
    if not is_sealed(sealed):
        return False
    try:
        unseal_bytes(b64decode(sealed.removeprefix(SEALED)), site_keys(use)[:1])
    except Unreadable:
        return False
    return True
