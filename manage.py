#!/usr/bin/env python
"""Django's command line: `manage.py help` lists the commands, each has `--help`."""

import os
import sys

from aiops import up


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aiops.settings")
    if sys.argv[1:] == ["up"]:  # the supervisor does without Django, to stay small
        sys.exit(up.main())
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
