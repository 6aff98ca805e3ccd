"""How the provider of single sign-on is talked to: OpenID Connect's code flow with PKCE, state and nonce.

django-allauth keeps state and verifier in the session, once each, and asks for the token; what it would leave unchecked
is checked here: the issuer, the signature, the nonce, where the provider's addresses lead. allauth looks for this
module by its name. Its own views, sign-up and table of applications are not used.
"""

import functools
import logging
from typing import Any

import jwt
import requests
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.models import SocialAccount, SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import get_random_string

from commissioning.config.single_sign_on import is_safe

from .single_sign_on import CLOCKS_DIFFER

log = logging.getLogger(__name__)

TIMEOUT = (3, 5)  # seconds to connect, and between two pieces of an answer
AWAY_FOR = 15  # seconds for which nobody waits for it again: each who waits holds a process of the site
AWAY = "single-sign-on:away"
SIGNED_WITH = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
METHODS = "token_endpoint_auth_methods_supported"
NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
LONGEST_NUMBER = SocialAccount._meta.get_field("uid").max_length
NEVER_OLDER = settings.SESSION_COOKIE_AGE  # a session there that is older than ours may be asks for the password again


class Trouble(Exception):
    """It did not come to an end. `kind` is what the page says of it, `why` is for the log and holds nothing secret."""

    def __init__(self, kind: str, why: str = "") -> None:
        super().__init__(kind)
        self.kind, self.why = kind, why


class Away(Trouble):
    def __init__(self, why: str) -> None:
        super().__init__("away", why)


class Unusable(Trouble):
    """The provider answered, and not as it should."""

    def __init__(self, why: str) -> None:
        super().__init__("unusable", why)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Accounts come by invitation only."""
        return False

    def get_requests_session(self) -> requests.Session:
        session = requests.Session()
        # A redirect would take the secret elsewhere.
        session.request = functools.partial(session.request, timeout=TIMEOUT, allow_redirects=False)
        return session


class Conversation(OpenIDConnectOAuth2Adapter):
    """allauth's name for it is an adapter: the provider's addresses, and what is asked of each."""

    def __init__(self, request: HttpRequest, provider_id: str = "") -> None:
        super().__init__(request, provider_id)

    def get_provider(self) -> "Provider":
        return Provider(self.request)

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return settings.SITE_ADDRESS + reverse("people:single-sign-on-return")

    @functools.cached_property
    def openid_config(self) -> dict:
        found = _ask(f"{settings.OIDC_SERVER}/.well-known/openid-configuration")
        if str(found.get("issuer", "")).rstrip("/") != settings.OIDC_SERVER:
            raise Unusable("it calls itself by another address")
        if not all(isinstance(found.get(name), str) and is_safe(found[name]) for name in NEEDED):
            raise Unusable("it does not say where to ask, or not by TLS")
        if not isinstance(found.get(METHODS, []), list):
            raise Unusable("it does not say how to show the secret")
        return found

    def claims(self, code: str, state: dict) -> dict:
        """What it says of whoever brought the code. The ID token's word counts before that of the other address."""
        app = self.get_provider().app
        try:
            answer = self.get_client(self.request, app).get_access_token(code, state["pkce_code_verifier"])
        except requests.RequestException as error:
            raise _trouble(error) from None
        except (OAuth2Error, KeyError, TypeError, ValueError):  # also where the answer has no type or is no object
            raise Unusable("no token for the code") from None
        signed = self._read(answer.get("id_token"), state["nonce"])
        if "email" in signed or "userinfo_endpoint" not in self.openid_config:
            return signed
        headers = {"Authorization": f"Bearer {answer['access_token']}"}
        told = _ask(self.openid_config["userinfo_endpoint"], headers)
        if told.get("sub") != signed["sub"]:
            raise Unusable("it speaks of somebody else")
        return told | signed

    def _read(self, id_token: Any, nonce: str) -> dict:
        try:
            keys = jwt.PyJWKSet.from_dict(_ask(self.openid_config["jwks_uri"])).keys
            named = jwt.get_unverified_header(id_token).get("kid")
            found = [key for key in keys if key.key_id == named or (named is None and len(keys) == 1)]
            if not found:
                raise Unusable("signed with a key it does not show")
            claims = jwt.decode(
                id_token,
                found[0],
                algorithms=SIGNED_WITH,
                audience=settings.OIDC_CLIENT_ID,
                issuer=self.openid_config["issuer"],
                leeway=CLOCKS_DIFFER,
                options={"require": ["exp", "iat", "sub"]},
            )
        except jwt.PyJWTError as error:
            raise Unusable(f"the ID token does not hold: {type(error).__name__}") from None
        if claims.get("nonce") != nonce or claims.get("azp", settings.OIDC_CLIENT_ID) != settings.OIDC_CLIENT_ID:
            raise Unusable("the ID token was made for another sign-in")
        if not 0 < len(claims["sub"]) <= LONGEST_NUMBER or not claims["sub"].isprintable():
            raise Unusable("it names nobody")
        return claims


class Provider(OpenIDConnectProvider):
    """The one that the settings name."""

    oauth2_adapter_class = Conversation

    def __init__(self, request: HttpRequest, app: SocialApp | None = None) -> None:
        made = SocialApp(
            provider=self.id,
            provider_id=settings.OIDC_SERVER,
            name=settings.OIDC_NAME,
            client_id=settings.OIDC_CLIENT_ID,
            secret=settings.OIDC_CLIENT_SECRET,
            settings={"server_url": settings.OIDC_SERVER, "oauth_pkce_enabled": True},
        )
        super().__init__(request, app=app or made)

    def lead_there(self, next_url: str | None, *, once_more: bool) -> HttpResponseRedirect:
        """`once_more`: they are signed in here, and are to give their password or code there again."""
        nonce = get_random_string(32)
        again = {"prompt": "login", "max_age": 0} if once_more else {"max_age": NEVER_OLDER}
        with _patience():
            return self.redirect(
                self.request,
                "login",
                next_url,
                once_more=once_more,
                nonce=nonce,
                scope=["openid", "email"],
                auth_params={"nonce": nonce, **again},
            )

    def answered(self) -> tuple[dict, dict]:
        """(what was kept when they were sent there, what the provider says of them). Raises Trouble."""
        asked = self.request.GET
        state = statekit.unstash_state(self.request, provider_id=self.sub_id, state_id=asked.get("state", ""))
        if state is None:
            raise Trouble("stale")
        if "error" in asked:
            raise Trouble("cancelled") if asked["error"] == "access_denied" else Unusable("it gave an error")
        if asked.get("iss", settings.OIDC_SERVER).rstrip("/") != settings.OIDC_SERVER:  # RFC 9207
            raise Unusable("the answer is another provider's")
        if not asked.get("code"):
            raise Unusable("no code")
        with _patience():
            return state, Conversation(self.request).claims(asked["code"], state)


class _patience:
    """Whoever comes within seconds after it did not answer does not wait for it as well."""

    def __enter__(self) -> None:
        if cache.get(AWAY):
            raise Away("it did not answer a moment ago")

    def __exit__(self, kind: type | None, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, Away):
            cache.add(AWAY, True, AWAY_FOR)


def _ask(address: str, headers: dict | None = None) -> dict:
    """One JSON object. Raises Away or Unusable."""
    try:
        with get_adapter().get_requests_session() as session:
            answer = session.get(address, headers=headers)
            answer.raise_for_status()
            found = answer.json()
    except requests.RequestException as error:
        raise _trouble(error) from None
    if not isinstance(found, dict):
        raise Unusable("no object")
    return found


def _trouble(error: requests.RequestException) -> Trouble:
    """Its words may hold what was sent, so its kind alone is kept."""
    answer = error.response
    is_away = isinstance(error, requests.ConnectionError | requests.Timeout)
    if is_away or (answer is not None and answer.status_code >= 500):
        return Away(type(error).__name__)
    return Unusable(type(error).__name__)


provider_classes = [Provider]
