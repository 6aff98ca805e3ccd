"""The words of a support package: kinds, forms, offers, scope of the intervention (domain C). Pure."""

from django.db.models import TextChoices

from commissioning.kinds import Kind

# The kinds a standard's gap most often asks for (domain B, standards 1–12); a request from a standard begins with it.
KIND_OF_STANDARD: dict[str, Kind] = {
    "S01": Kind.VISION,
    "S02": Kind.PARTNERSHIP,
    "S03": Kind.PARTNERSHIP,
    "S04": Kind.OUTCOMES,
    "S05": Kind.NEEDS,
    "S06": Kind.EFFICIENCY,
    "S07": Kind.CONTRACTS,
    "S08": Kind.JOINT,
    "S09": Kind.OUTCOMES,
    "S10": Kind.WORKFORCE,
    "S11": Kind.MARKET,
    "S12": Kind.LEADERSHIP,
}


class Form(TextChoices):
    """LGA and Isos Partnership, *Enabling improvement*, 2017, part 2."""

    PEER_REVIEW = "peer_review", "Peer review"
    STRATEGIC_PARTNERSHIP = "strategic_partnership", "Strategic partnership with another area"
    JOINT_PRACTICE = "joint_practice", "Joint practice development"
    NETWORKING = "networking", "Networking"
    IMPROVEMENT_BOARD = "improvement_board", "Improvement board with an independent chair"
    COMMISSIONER = "commissioner", "Children’s services commissioner"
    SPECIALIST = "specialist", "Days of a specialist adviser"


class Offer(TextChoices):
    BESPOKE = "bespoke", "Bespoke"
    ENHANCED = "enhanced", "Enhanced"


class Intervention(TextChoices):
    """RR133 part 4: for one person or team, or for several together."""

    INDIVIDUAL = "individual", "Individual: one leader or one team"
    COLLECTIVE = "collective", "Collective: several leaders or partners together"
