"""The services the programme offers beside each other (domain A, RR107), as lists, files and questionnaires name
them. Pure.
"""

from django.db.models import TextChoices


class Service(TextChoices):
    TRAINING = "training", "Training and development"
    NETWORKING = "networking", "Networking events"
    RESOURCES_BANK = "resources_bank", "Online: resources bank"
    COMMUNITY_AREA = "community_area", "Online: community area"
    BESPOKE = "bespoke", "Bespoke support"
    ENHANCED = "enhanced", "Enhanced support"


ONLINE = frozenset({Service.RESOURCES_BANK, Service.COMMUNITY_AREA})  # asked about together, RR107 fig. 3
