"""The site's keys, sealed with a passphrase: a backup without them restores, but cannot open what was sealed.

The file is JSON: scrypt's numbers and salt, and the keys as AES-256-GCM under what scrypt makes of the passphrase.
"""

import hashlib
import json
import os
from base64 import b64decode, b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.conf import settings

SHORTEST = 16  # characters: whoever finds a lost copy may guess for years
WORK = {"n": 2**16, "r": 8, "p": 1}  # 64 MB and a fifth of a second a guess
NONCE = 12


class WrongPassphrase(Exception):
    """Or a file that was changed: the two cannot be told apart."""


def current() -> dict[str, str]:
    return {"SECRET_KEY": settings.SECRET_KEY, "SECRET_KEY_FALLBACKS": ",".join(settings.SECRET_KEY_FALLBACKS)}


def seal(keys: dict[str, str], passphrase: str) -> str:
    salt, nonce = os.urandom(16), os.urandom(NONCE)
    sealed = AESGCM(_stretched(passphrase, salt, WORK)).encrypt(nonce, json.dumps(keys).encode(), None)
    return json.dumps({**WORK, "salt": _text(salt), "nonce": _text(nonce), "sealed": _text(sealed)})


def unseal(text: str, passphrase: str) -> dict[str, str]:
    """Raises WrongPassphrase."""
    try:
        parts = json.loads(text)
        work = {name: int(parts[name]) for name in WORK}
        key = _stretched(passphrase, b64decode(parts["salt"]), work)
        return json.loads(AESGCM(key).decrypt(b64decode(parts["nonce"]), b64decode(parts["sealed"]), None))
    except (InvalidTag, ValueError, KeyError, TypeError) as error:
        raise WrongPassphrase from error


def fingerprint(secret: str) -> str:
    """Tells whether two sites have one key, and nothing of the key: it is random and long."""
    return hashlib.sha256(b"commissioning-backup " + secret.encode()).hexdigest()


def are_known(wanted: str) -> bool:
    """Whether this site can open what a site with that key has sealed."""
    return wanted in {fingerprint(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)}


def _stretched(passphrase: str, salt: bytes, work: dict[str, int]) -> bytes:
    return Scrypt(salt=salt, length=32, **work).derive(passphrase.encode())


def _text(value: bytes) -> str:
    return b64encode(value).decode()
