"""What the people of the demonstration say. Levels by standard, in order; "" is not answered yet."""

from readiness.models import PartnerKind

from .places import DURHAM, EALING

BASELINE = ("2", "2", "2", "1", "2", "2", "2", "1", "2", "dont_know", "dont_know", "2")
LAST_YEAR = {
    DURHAM: ("2", "3", "2", "2", "3", "2", "3", "1", "2", "2", "dont_know", "2"),
    EALING: ("3", "3", "3", "2", "4", "3", "3", "2", "3", "2", "3", "3"),
}
AT_CLOSE = ("2", "3", "2", "2", "3", "3", "3", "2", "2", "2", "dont_know", "2")  # of support with standards 6 and 8
# Durham is half-way through; Ealing has sent its views and agrees the levels.
THIS_YEAR = {
    DURHAM: ("3", "3", "3", "2", "4", "", "", "", "", "", "", ""),
    EALING: ("3", "4", "3", "3", "4", "3", "3", "2", "3", "3", "3", "4"),
}
ACCOUNTS = {
    1: "We have talked about this at two board meetings without settling what it would take. "
    "Health and the council describe it differently.",
    2: "The board agreed a short paper in the autumn and named a lead. "
    "One locality has begun; the others are waiting to see how it goes.",
    3: "Most partners now work this way, and the last quarterly review shows it. "
    "Schools and two providers have not joined in yet.",
    4: "Board paper 7 of 12 May sets out what changed: three contracts were respecified after young people’s "
    "reviews, and the ICB matched our funding.",
    5: "Every partner can show it in their own papers, and the peer visit in March said the same.",
}
NO_ACCOUNT = "Colleagues gave different answers, so we would rather say that we do not know yet than guess."

# Who else is asked, of which kind, and how far their view lies from the champion's.
PARTNERS = (
    ("Sarah Whitmore", "s.whitmore@icb.example", PartnerKind.HEALTH, 1),
    ("Daniel Achebe", "d.achebe@school.example", PartnerKind.SCHOOLS, -1),
    ("Moira Kelly", "m.kelly@voluntary.example", PartnerKind.VOLUNTARY, -1),
    ("Supt Alan Reyes", "a.reyes@police.example", PartnerKind.POLICE, 0),
    ("Joyce Lindon", "j.lindon@surgery.example", PartnerKind.GP, 0),
    ("Peter Hallam", "p.hallam@provider.example", PartnerKind.INDEPENDENT_PROVIDER, 2),
)
WHY = "You work with us on services for children every month, and see from outside how we commission them."
LINES = {
    -1: "It looks further on from the council’s side than from ours.",
    0: "That is how we see it too.",
    1: "The last year has moved this on more than the council gives itself credit for.",
    2: "From where we bid, this works well.",
}
RATIONALE = "Most partners placed it here; we went by what has changed for families and not by what has been planned."
DISSENT = "Schools and the voluntary sector would have said one lower: they have not yet been part of it."
CHALLENGED = {
    "S05": (
        "higher",
        "Two other areas of the region came to see how families took part in your needs analysis. I think you are "
        "further on than you say.",
    ),
}
RESPONSE = "Thank you. We talked about it and stay with our level until schools have joined in as well."
EVIDENCE = {
    "S01": ("Children’s partnership board, paper 7", "Board papers, 12 May, item 7", "others"),
    "S02": ("Terms of reference of the commissioning group", "On the council’s website, revised in April", "in_part"),
    "S05": ("Joint needs analysis with families", "Published summary, chapter 3", "others"),
}
ACTIONS = {
    "S04": ("Agree four outcomes with history and forecast", "Four outcomes with three years of history each", 560),
    "S08": ("Write down who bears an overspend", "A signed agreement with the ICB that names it", 460),
    "S10": ("Describe the roles commissioning needs", "Roles and numbers agreed by the board", 620),
}
PLAYED_BACK = (
    "Fourteen people: health, schools, police, the voluntary sector and three providers.",
    "Schools asked why standard 5 is not lower.",
    "The action on the needs analysis now names a head teacher.",
)
