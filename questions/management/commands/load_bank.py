"""manage.py load_bank: put the shipped cards into an empty bank and publish them."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from questions.domain import bank


class Command(BaseCommand):
    help = "Load the shipped cards into an empty question bank and publish them."

    def handle(self, *args: Any, **options: Any) -> None:
        if not bank.is_empty():
            self.stdout.write("The bank has cards already; nothing loaded.")
            return
        count = bank.load(directory=settings.FIXTURE_DIRS[0], now=timezone.now())
        self.stdout.write(f"Loaded and published {count} cards.")
