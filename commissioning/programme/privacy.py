"""What kind of information each field of this app holds."""

from commissioning.access.privacy import table

FIELDS = {"Heartbeat": table(plain="part at")}
