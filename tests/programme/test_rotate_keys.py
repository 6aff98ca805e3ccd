"""A secret key is replaced: with the former one as a fallback everything opens, and after `rotate_keys` without it."""

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.management import CommandError, call_command

from evaluation import sealing
from evaluation.actions import pooling
from evaluation.models import PooledAnswer, WrittenAnswer
from tests.support import rounds
from tests.support.people import person
from tests.support.rounds import a_round

pytestmark = pytest.mark.django_db

NEW = "another fifty random characters, and then a few more"


@pytest.fixture
def sealed(register) -> str:
    """Ten finished anonymous answers that wait, and a person with a second factor; its secret."""
    group = rounds.group_of(a_round(mode="anonymous", people=25))
    for number in range(10):
        answers = {"used": ["none"], "reason": "time", "words": f"Words {number}"}
        body = {"asked": ["used", "reason", "words"], "answers": answers, "attributes": {}}
        PooledAnswer.objects.create(id=number, group=group, body=sealing.seal(body, sealing.pool_keys()))
    TOTP.activate(person(), secret := generate_totp_secret())
    return secret


def secret_now() -> str:
    return get_adapter().decrypt(Authenticator.objects.get().data["secret"])


def test_with_the_former_key_as_a_fallback_everything_opens(sealed, settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [settings.SECRET_KEY]
    assert secret_now() == sealed
    assert pooling.move_ready() == 10


def test_once_rotated_the_former_key_is_no_longer_needed(sealed, settings, capsys):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [settings.SECRET_KEY]
    call_command("rotate_keys")
    call_command("rotate_keys")
    assert capsys.readouterr().out.splitlines() == [
        "1 second factors and 10 waiting answers sealed with the newest key",
        "0 second factors and 0 waiting answers sealed with the newest key",
    ]
    settings.SECRET_KEY_FALLBACKS = []
    assert secret_now() == sealed
    assert pooling.move_ready() == 10
    assert set(WrittenAnswer.objects.values_list("text", flat=True)) == {f"Words {number}" for number in range(10)}


def test_without_the_former_key_it_says_so_and_changes_nothing(sealed, settings):
    former, settings.SECRET_KEY = settings.SECRET_KEY, NEW
    before = list(PooledAnswer.objects.values_list("pk", "body"))
    with pytest.raises(CommandError, match="Put the former one back"):
        call_command("rotate_keys")
    settings.SECRET_KEY = former
    assert [(pk, bytes(body)) for pk, body in PooledAnswer.objects.values_list("pk", "body")] == [
        (pk, bytes(body)) for pk, body in before
    ]
    assert secret_now() == sealed
