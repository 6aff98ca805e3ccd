"""What gunicorn serves."""

import os
from functools import partial

from django.core.wsgi import get_wsgi_application

from commissioning.frames import with_room

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commissioning.config.settings")

application = partial(with_room, get_wsgi_application())
