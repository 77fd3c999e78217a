"""manage.py finish_expired: score the quizzes whose time is over; for an hourly job.

Each would be finished at its owner's next visit, too; this is for those who don't return.
"""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from questions.domain import quizzes, throttles


class Command(BaseCommand):
    help = "Finish and score the quizzes whose time is over."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        count = quizzes.sweep(now=now)
        throttles.forget(now=now)
        self.stdout.write(f"Expired quizzes finished: {count}")
