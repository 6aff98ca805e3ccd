"""Workers are warm before their first document; web processes never carry the weight."""

import subprocess
import sys

import pytest

WEB = "import django; django.setup(); import commissioning.config.urls, commissioning.config.wsgi"
WORKER = "from commissioning.config.celery import app; app.loader.import_default_modules()"


@pytest.mark.parametrize(("start", "loaded"), [(WEB, False), (WORKER, True)], ids=["web", "worker"])
def test_only_workers_load_it(start, loaded):
    code = f"{start}; import sys; print('weasyprint' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.split()[-1] == str(loaded)
