"""Days and pounds, and what may be entered of them. Pure.

Days are counted in quarters: finer than that nobody keeps, and sums of quarters are exact.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import TypeVar

from commissioning.saving import NotNow

Area = TypeVar("Area", bound=Hashable)
NOTHING = Decimal(0)
QUARTER = Decimal("0.25")
PENNY = Decimal("0.01")
NEARLY = Decimal("0.8")  # of what was allocated: time to talk about what comes next


@dataclass(frozen=True)
class Amount:
    days: Decimal = NOTHING
    pounds: Decimal = NOTHING

    def __bool__(self) -> bool:
        return bool(self.days or self.pounds)

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(self.days + other.days, self.pounds + other.pounds)

    def __sub__(self, other: "Amount") -> "Amount":
        return Amount(self.days - other.days, self.pounds - other.pounds)

    def __neg__(self) -> "Amount":
        return Amount(-self.days, -self.pounds)

    def at_most(self, other: "Amount") -> "Amount":
        return Amount(min(self.days, other.days), min(self.pounds, other.pounds))

    def fits(self, left: "Amount") -> bool:
        """Within what is left, in what is asked for: pounds overspent keep nobody from days, and the other way."""
        in_days = not self.days or self.days <= left.days
        return in_days and (not self.pounds or self.pounds <= left.pounds)


def first_of_month(day: date) -> date:
    return day.replace(day=1)


def check_amount(amount: Amount) -> None:
    """The last door: forms say the same beside the field."""
    if amount.days < 0 or amount.pounds < 0:
        raise NotNow("Enter 0 or more. What was entered wrongly is reversed, so that both stay to be read.")
    if amount.days % QUARTER:
        raise NotNow("Enter days in quarters: 0.25, 0.5, 0.75 or whole days.")
    if amount.pounds % PENNY:
        raise NotNow("Enter pounds with no more than two decimals.")


def said(days: Decimal) -> str:
    """“1 day”, “0.25 days”, “3.5 days”."""
    shown = f"{days.normalize() + 0:,f}".replace("-", "−")
    return f"{shown} day" if shown in ("1", "−1") else f"{shown} days"


def money(pounds: Decimal) -> str:
    """“£1,250”, and the pence where there are any."""
    whole = pounds == pounds.to_integral_value()
    shown = f"£{abs(pounds):,.0f}" if whole else f"£{abs(pounds):,.2f}"
    return f"−{shown}" if pounds < 0 else shown


def in_words(amount: Amount) -> str:
    """“3.5 days and £1,250”, or whichever of them there is."""
    parts = [said(amount.days)] if amount.days or not amount.pounds else []
    return " and ".join([*parts, money(amount.pounds)] if amount.pounds else parts)


@dataclass(frozen=True)
class Warned:
    """A sentence and a colour of GOV.UK’s tags; the words say it all."""

    text: str
    tone: str


def thresholds(allocated: Decimal, used: Decimal, forecast: Decimal, said_as=said) -> Warned | None:
    """What there is to say of one budget, the gravest alone. `forecast`: what is still expected beside what is used."""
    if used > allocated:
        return Warned(f"Over by {said_as(used - allocated)}", "red")
    if used + forecast > allocated:
        return Warned(
            f"Used and forecast go beyond what is allocated, by {said_as(used + forecast - allocated)}", "orange"
        )
    if allocated and used >= allocated * NEARLY:
        return Warned(f"{int(used * 100 / allocated)} per cent used", "yellow")
    return None


def alike(areas: Sequence[Area]) -> dict[Area, Decimal]:
    """Shares in per cent, 100 together; what does not divide goes to the first, which leads."""
    areas = list(dict.fromkeys(areas))
    each = (Decimal(100) / len(areas)).quantize(PENNY, rounding=ROUND_DOWN)
    shares = dict.fromkeys(areas, each)
    shares[areas[0]] += Decimal(100) - each * len(areas)
    return shares
