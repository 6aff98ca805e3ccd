"""Who sees what of the resource bank, as the page that tells everyone shows it. Pure; the models apply it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    who: str
    sees: str


TABLE = (
    Line(
        "Everybody who is signed in",
        "What is published, and earlier versions of it. How many areas used it, from three areas up; never which.",
    ),
    Line(
        "Whoever writes a resource, and the champion, the director and the local lead of the area it is written for",
        "Their drafts, what the review said, and who did what with them.",
    ),
    Line("Programme leads", "What was sent to be reviewed, with its history."),
    Line(
        "The champion, the director and the local lead of an area",
        "What their area used, whether it helped, and the area’s signed levels before and after.",
    ),
    Line(
        "Evaluators",
        "Whether levels moved, counted over ten areas or more, as they stood when a campaign last closed."
        " Not if their account can read an area’s levels by another role.",
    ),
    Line("Nobody but yourself", "What you kept for later."),
)
