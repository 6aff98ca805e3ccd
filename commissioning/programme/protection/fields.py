"""What the classification says, put to the models: which columns hold what, and which rows are about one person.

A field that is added is classified (the build fails otherwise), and with that it is in everything made of this.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import models

from commissioning.access.privacy import Kind, table
from commissioning.people.models import User

# Of the libraries we sign in with; what they keep of their own that is about nobody is left out.
OF_LIBRARIES: dict[type[models.Model], dict[str, Kind]] = {
    EmailAddress: table(personal="user email", plain="id verified primary"),
    Authenticator: table(personal="user created_at last_used_at", secret="data", plain="id type"),
    SocialAccount: table(personal="user uid last_login date_joined extra_data", plain="id provider"),
    Session: table(secret="session_key session_data", plain="expire_date"),
}
TEXTS = (models.CharField, models.TextField)  # EmailField and URLField are CharFields


@dataclass(frozen=True)
class Column:
    model: type[models.Model]
    field: models.Field
    kind: Kind

    @property
    def label(self) -> str:
        return f"{self.model._meta.label}.{self.field.name}"

    @property
    def in_words(self) -> str:
        return str(self.field.verbose_name)

    @property
    def is_text(self) -> bool:
        """Words somebody wrote: not one of a list of choices, which says nothing of whom it is about."""
        return isinstance(self.field, TEXTS) and not self.field.choices

    @property
    def names_a_person(self) -> bool:
        return self.field.related_model is User

    @property
    def may_change(self) -> bool:
        """A history keeps ids. Where one names people in words after all, it says in which columns (`NAMES_PEOPLE`)."""
        history = getattr(self.model, "APPEND_ONLY", False)
        return not history or self.field.name in getattr(self.model, "NAMES_PEOPLE", ())


@cache
def classified() -> dict[type[models.Model], dict[str, Kind]]:
    """Every model that keeps anything of ours, from the bottom app to the top."""
    found: dict[type[models.Model], dict[str, Kind]] = {}
    for config in apps.get_app_configs():
        if config.name.startswith(("commissioning.", "readiness", "evaluation")) and config.models_module:
            declared = import_module(f"{config.name}.privacy").FIELDS
            found |= {model: declared[model.__name__] for model in config.get_models()}
    return found | OF_LIBRARIES


def columns(*kinds: Kind) -> Iterator[Column]:
    """Those of these kinds; generated ones follow the columns they are made of."""
    for model, declared in classified().items():
        for field in model._meta.concrete_fields:
            if declared[field.name] in kinds and not isinstance(field, models.GeneratedField):
                yield Column(model, field, declared[field.name])


def columns_of(model: type[models.Model]) -> list[Column]:
    declared = classified()[model]
    return [Column(model, field, declared[field.name]) for field in model._meta.concrete_fields]
