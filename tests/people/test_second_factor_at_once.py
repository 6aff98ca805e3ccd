"""One code sent twice at the same moment (quality 14)."""

import time

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value

from commissioning.people import actions
from tests.support.people import person
from tests.support.together import together

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def test_14_two_who_send_one_code_at_the_same_moment_are_not_both_let_in(own_database):
    authenticator = TOTP.activate(person(), SECRET).instance
    typed = format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))
    taken = together(*[lambda: actions.take_code(authenticator, typed)] * 4)
    assert sorted(taken) == [False, False, False, True]
