#!/usr/bin/env python
"""Flipside's command line: runs Django's and our own management commands."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quizsite.settings")
    execute_from_command_line(sys.argv)
