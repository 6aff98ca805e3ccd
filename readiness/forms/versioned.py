"""What forms share that save one standard piece by piece."""

from django.core.exceptions import ValidationError

from commissioning.govuk.versioned import VersionedForm

from ..models import Standard

UNFINISHED = "unfinished"  # an error that keeps a standard from being finished, not from being saved


class PiecemealForm(VersionedForm):
    """One standard: every POST saves what can be saved, then says what is missing."""

    mark_optional = False  # everything may wait

    def __init__(self, *args, standard: Standard, **kwargs):
        super().__init__(*args, **kwargs)
        self.standard = standard

    def unfinished(self, field: str, message: str) -> None:
        self.add_error(field, ValidationError(message, code=UNFINISHED))

    def may_be_saved(self) -> bool:
        """Whether everything in it is well-formed, finished or not."""
        self.is_valid()
        return all(error.code == UNFINISHED for errors in self.errors.as_data().values() for error in errors)
