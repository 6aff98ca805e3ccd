"""The site's clock, run faster: `celery -A tests.support.hurried beat` does each second what beat does each minute."""

from commissioning.config.celery import app

OFTEN = ("documents-requeue", "people-mail", "programme-heartbeat")

for name in OFTEN:
    app.conf.beat_schedule[name]["schedule"] = 1.0
