"""Days that are not like others: 29 February, summer time, the turn of a year (quality 38)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from celery.schedules import crontab
from django.conf import settings
from django.utils import timezone

from commissioning import years

LONDON = ZoneInfo("Europe/London")
AT_AN_HOUR = [name for name, row in settings.CELERY_BEAT_SCHEDULE.items() if isinstance(row["schedule"], crontab)]


@pytest.mark.parametrize(
    ("moment", "year"),
    [
        ("2027-03-31T22:59:59", 2026),  # 23:59:59 in London, where summer has begun
        ("2027-03-31T23:00:00", 2027),
        ("2027-12-31T23:59:59", 2027),
        ("2028-01-01T00:00:00", 2027),
        ("2028-02-29T23:59:59", 2027),
        ("2028-03-31T22:59:59", 2027),
        ("2028-03-31T23:00:00", 2028),
    ],
)
def test_38_the_programmes_year_turns_at_midnight_in_london(moment, year):
    assert years.year_of(timezone.localdate(datetime.fromisoformat(f"{moment}+00:00"), LONDON)) == year


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 10, 31), date(2028, 2, 29), date(2027, 12, 31)], ids=str)
@pytest.mark.parametrize("name", AT_AN_HOUR)
def test_38_what_is_done_at_an_hour_is_done_once_that_day(name, day):
    """By London’s clock: no hour that a change to or from summer time leaves out or has twice."""
    schedule = settings.CELERY_BEAT_SCHEDULE[name]["schedule"]
    begins = datetime.combine(day, datetime.min.time(), LONDON).astimezone(UTC)
    ends = datetime.combine(day + timedelta(days=1), datetime.min.time(), LONDON).astimezone(UTC)
    minutes = int((ends - begins).total_seconds() // 60)
    clock = [(begins + timedelta(minutes=minute)).astimezone(LONDON) for minute in range(minutes)]
    due = [now for now in clock if now.hour in schedule.hour and now.minute in schedule.minute]
    assert len(due) == 1
