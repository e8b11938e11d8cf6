#!/usr/bin/env python
"""Django's command line for AICMO."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aicmo_site.settings")
    from django.core.management import execute_from_command_line

    from aicmo_site.processes import ending_in_a_sentence

    with ending_in_a_sentence():
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
