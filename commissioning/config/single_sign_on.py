"""What must be right in the settings of single sign-on before the site starts with them."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
LONGEST_SERVER = 200  # as many letters as the table of who is who there has


def check(server: str, needed: dict[str, object], leads_through: list[str]) -> None:
    """Raises ImproperlyConfigured with what to set."""
    missing = [name for name, value in needed.items() if not value]
    if missing:
        raise ImproperlyConfigured(f"OIDC_SERVER is set, so set {', '.join(missing)} too, or none of them.")
    if not is_safe(server) or len(server) > LONGEST_SERVER:
        raise ImproperlyConfigured(
            f"OIDC_SERVER is {server!r}; write the issuer address, which begins with https:// and has at the most "
            f"{LONGEST_SERVER} characters."
        )
    for address in leads_through:
        parts = urlsplit(address)
        if parts.scheme != "https" or address != f"https://{parts.netloc}":
            raise ImproperlyConfigured(f"OIDC_LEADS_THROUGH has {address!r}; write https:// and the host alone.")


def is_safe(address: str) -> bool:
    """What is asked there cannot be read or changed on the way: TLS, or this machine."""
    parts = urlsplit(address)
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK))
