"""manage.py update_bank: after an upgrade, bring the corrected and the new cards."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from questions.domain import bank


class Command(BaseCommand):
    help = "Update the shipped cards that nobody has edited here, and add the new ones."

    def handle(self, *args: Any, **options: Any) -> None:
        result = bank.update(directory=settings.FIXTURE_DIRS[0], now=timezone.now())
        for title, slugs in (
            ("Added", result.added),
            ("Updated", result.updated),
            ("Left alone, edited here", result.edited),
            ("Left alone, retired here", result.retired),
            ("Left out, a card made here has the address", result.taken),
        ):
            self.stdout.write(f"{title}: {len(slugs)}")
            for slug in slugs:
                self.stdout.write(f"  {slug}")
        self.stdout.write(f"Unchanged: {len(result.unchanged)}")
