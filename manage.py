#!/usr/bin/env python
"""Django's command line. `script/manage` runs this with the services it needs."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "commissioning.config.settings")
    from django.core.management import execute_from_command_line

    from commissioning.frames import with_room

    with_room(execute_from_command_line, sys.argv)


if __name__ == "__main__":
    main()
