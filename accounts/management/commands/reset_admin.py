"""`manage.py reset_admin`: for the operator who lost, or never saw, the password."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from accounts.domain import admins


class Command(BaseCommand):
    help = "Make the admin account, or give it a new random password, and print it once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--username", default=admins.USERNAME)

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        try:
            password = admins.reset(username=username)
        except ValidationError as error:
            raise CommandError(f"{username!r} can't be a name: {error.messages[0]}") from error
        except DatabaseError as error:
            raise CommandError(
                f"The database is not ready ({' '.join(str(error).split())}). "
                "Start Flipside once with: make run"
            ) from error
        self.stdout.write(admins.notice(username=username, password=password), ending="")
