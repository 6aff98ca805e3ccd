"""What the trail says was done with the register."""

from commissioning.access.verbs import Act, register


def register_all() -> None:
    register(Act.TAKEN, {"areas-export": "Took the list of areas as a file"})
