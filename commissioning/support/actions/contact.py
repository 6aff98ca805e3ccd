"""When the area and the team last had to do with each other, kept on the package for the programme’s desk."""

from ..models import SupportPackage
from ..queries.sessions import last_contact


def renew_contact(package: SupportPackage) -> None:
    """Reckoned afresh, for a session can be taken back and a note removed. The package is locked by whoever calls."""
    package.last_contact_on = last_contact(package)
    package.save(update_fields=["last_contact_on"])
