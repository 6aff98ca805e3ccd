"""What kind of information each field of this app holds."""

from commissioning.access.privacy import table

FIELDS = {"Stakeholder": table(personal="name", plain="id authority")}
