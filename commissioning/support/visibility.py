"""Who sees what of a support package, as the page that tells everyone shows it (domain, *Who sees what*). Pure.

`queries.reading` and the models’ `visible_to` apply it; a test holds the two together.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    who: str
    sees: str


TABLE = (
    Line(
        "The commissioning champion",
        "Drafts and packages of their area, everything in them, and packages of several areas that theirs is in.",
    ),
    Line("The director of children’s services, and whoever is named to sign in their place", "The same, drafts apart."),
    Line("The local lead", "Packages of their areas once they are sent, and everything in them."),
    Line(
        "The regional lead",
        "Stage, aims, criteria and how they came out, days, costs and benefits, measures, people and areas of their"
        " region’s packages, and the closing report; not notes, risks, files or messages.",
    ),
    Line(
        "Advisers",
        "Packages whose team they are on, everything in them, as long as they are on it; and the levels of its"
        " standards that the area shows for it.",
    ),
    Line(
        "Programme leads",
        "All packages once they are sent, and everything in them but who said what in listening notes; levels only"
        " where the area shows them.",
    ),
    Line(
        "The champion, the director, the local lead and programme leads, of an outcome that an area builds",
        "All of it from its first word; once it is taken into a package everybody who sees that package’s criteria.",
    ),
    Line("Contributors, evaluators, administrators and everybody else", "No package."),
)
