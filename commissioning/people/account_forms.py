"""django-allauth's forms in our words. Named in settings.ACCOUNT_FORMS; the pages link to the password reset."""

from allauth.account import forms


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


class AskForNewPasswordForm(_OurWords, forms.ResetPasswordForm):
    LABELS = {"email": "Email address"}


class ChooseNewPasswordForm(_OurWords, forms.ResetPasswordKeyForm):
    LABELS = {"password1": "New password", "password2": "New password once more"}
