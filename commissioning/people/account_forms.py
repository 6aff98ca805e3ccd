"""django-allauth's forms in our words. Named in settings.ACCOUNT_FORMS and MFA_FORMS; the pages link to the password
reset.
"""

from allauth.account import forms
from allauth.account.adapter import get_adapter as account_adapter
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, generate_totp_secret
from allauth.mfa.utils import decrypt, encrypt

from . import actions, limits


class _OurWords:
    LABELS: dict[str, str] = {}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        for name, label in self.LABELS.items():
            self.fields[name].label = label
            self.fields[name].help_text = ""
            self.fields[name].error_messages["required"] = f"Enter your {label.lower()}"


class SignInForm(_OurWords, forms.LoginForm):
    LABELS = {"login": "Email address", "password": "Password"}


class ChangePasswordForm(_OurWords, forms.ChangePasswordForm):
    LABELS = {
        "oldpassword": "Present password",
        "password1": "New password",
        "password2": "New password once more",
    }

    def save(self) -> None:
        super().save()
        actions.new_password(person=self.user, by_mail=False)


class ChooseFirstPasswordForm(_OurWords, forms.SetPasswordForm):
    """Of whoever came through single sign-on, and wants a password here as well."""

    LABELS = {"password1": "Password", "password2": "Password once more"}

    def save(self) -> None:
        super().save()
        actions.new_password(person=self.user, by_mail=False)


class AskForNewPasswordForm(_OurWords, forms.ResetPasswordForm):
    LABELS = {"email": "Email address"}


class ChooseNewPasswordForm(_OurWords, forms.ResetPasswordKeyForm):
    LABELS = {"password1": "New password", "password2": "New password once more"}

    def save(self) -> None:
        super().save()
        actions.new_password(person=self.user, by_mail=True)
        limits.remember(context.request, self.user)


# --- The second factor ----------------------------------------------------------------------


class _ACodeOnce:
    """Codes a clock may be half a minute out for, each taken once; guesses counted for the account."""

    def clean_code(self) -> str:
        guess = limits.guess_code(context.request, self.user)
        if guess is None:
            raise account_adapter().validation_error("too_many_login_attempts")
        code = self.cleaned_data["code"]
        for authenticator in Authenticator.objects.filter(user=self.user):
            if actions.take_code(authenticator, code):
                self.authenticator = authenticator
                guess.was_right()
                return code
        raise get_adapter().validation_error("incorrect_code")


class CodeForm(_ACodeOnce, AuthenticateForm):
    pass


class CodeAgainForm(_ACodeOnce, ReauthenticateForm):
    pass


class SetUpAppForm(ActivateTOTPForm):
    """The secret waits in the session, sealed, until a code made from it comes back."""

    def __init__(self, *args, **kwargs) -> None:
        self.user = kwargs.pop("user")
        super(ActivateTOTPForm, self).__init__(*args, **kwargs)  # its own would put the secret there in clear
        session = context.request.session
        if not (self.is_bound and SECRET_SESSION_KEY in session):
            session[SECRET_SESSION_KEY] = encrypt(generate_totp_secret())
        self.secret = decrypt(session[SECRET_SESSION_KEY])

    def clean_code(self) -> str:
        guess = limits.guess_code(context.request, self.user)
        if guess is None:
            raise account_adapter().validation_error("too_many_login_attempts")
        self.counter = actions.counter_of(self.secret, self.cleaned_data["code"])
        if self.counter is None:
            raise get_adapter().validation_error("incorrect_code")
        guess.was_right()
        return self.cleaned_data["code"]
