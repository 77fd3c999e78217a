"""Derive what every person remembers from the log, and say whether it differed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.domain import rebuilding


class Command(BaseCommand):
    help = "Derive all progress again from the log of reviews, for every person."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing; fail if anything differs"
        )

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        report = rebuilding.rebuild(is_dry=check)
        self.stdout.write(
            f"{report.people} people, {report.cards} cards, {report.days} days:"
            f" {report.differing} differed."
        )
        if check and report.differing:
            raise CommandError("The stored progress is not what the log leads to.")
