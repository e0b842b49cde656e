#!/usr/bin/env python
"""Django's command line: `manage.py help` lists the commands, each has `--help`."""

import os
import sys

from aiops import up


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aiops.settings")
    if sys.argv[1:] == ["up"]:  # the supervisor does without Django, to stay small
        sys.exit(up.main())
    from aiops.core import command_line

    sys.exit(command_line.run(sys.argv))


if __name__ == "__main__":
    main()
