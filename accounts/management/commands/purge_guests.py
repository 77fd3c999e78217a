"""manage.py purge_guests: forget the guests who can't come back; for a daily job."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.domain import guests

# A guest's session lives thirty days; one more, so that nobody's last day is cut short.
KEPT = timedelta(days=31)


class Command(BaseCommand):
    help = "Delete the attempts and ratings of guests who have done nothing for 31 days."

    def handle(self, *args: Any, **options: Any) -> None:
        count = guests.purge(before=timezone.now() - KEPT)
        self.stdout.write(f"Rows of departed guests deleted: {count}")
