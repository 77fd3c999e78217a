"""`manage.py serve`: from a fresh clone to a server, again and again."""

import errno
import os
import socket
import sys
from argparse import ArgumentParser
from typing import Any, NoReturn

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connection, connections

from accounts.domain import admins
from quizsite import server


class Command(BaseCommand):
    help = "Prepare the database and the static files, then serve Flipside with gunicorn."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--reload", action="store_true", help="serve with runserver and reload on change"
        )

    def handle(self, *args: Any, reload: bool, **options: Any) -> None:
        try:
            self.warn()
            check_address(host=settings.HOST, port=settings.PORT)
            notice = self.prepare()
            if reload:
                self.stdout.write(notice, ending="")
                become("manage.py", "runserver", server.host_and_port())
            call_command("collectstatic", interactive=False, verbosity=0)
            hand_over(notice)
            become("-m", "gunicorn", "-c", "python:quizsite.server", "quizsite.wsgi")
        except KeyboardInterrupt:
            sys.exit(130)  # as a shell reports Ctrl-C

    def warn(self) -> None:
        backend = settings.CACHES["default"]["BACKEND"]
        if settings.WEB_CONCURRENCY > 1 and backend.endswith("LocMemCache"):
            self.stderr.write(
                "Warning: WEB_CONCURRENCY is above 1, so each process has a cache of its own. "
                "Set CACHE_URL to share one."
            )

    def prepare(self) -> str:
        """Bring the database up to date; return what to show of the first admin, if new."""
        # This process ends soon: a pool would only hide why the database is away.
        settings.DATABASES["default"].get("OPTIONS", {}).pop("pool", None)
        try:
            settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
            call_command("migrate", interactive=False, verbosity=0)
        except OSError as error:
            refuse(f"{settings.VAR_DIR} can't be written ({error.strerror}).")
        except DatabaseError as error:
            name = connection.settings_dict["NAME"]
            refuse(f"the database {name} can't be used ({' '.join(str(error).split())}).")
        call_command("load_bank")
        password = admins.make_first(username=admins.USERNAME)
        connections.close_all()
        return admins.notice(username=admins.USERNAME, password=password) if password else ""


def refuse(why: str) -> NoReturn:
    """Stop with one line, in the words of settings: a traceback would hide what to mend."""
    raise SystemExit(f"Flipside can't start: {why}")


def check_address(*, host: str, port: int) -> None:
    """Stop with one line when nobody could listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            # As gunicorn does; else a port just left would count as taken.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except (OSError, TypeError) as error:
        if getattr(error, "errno", None) == errno.EADDRINUSE:
            refuse(f"port {port} of {host} is taken. Try another: make run PORT={port + 1}")
        if isinstance(error, PermissionError):
            refuse(f"port {port} is for root only. Try another: make run PORT=8080")
        refuse(f"HOST {host!r} is not an address of this machine ({error}).")


def hand_over(notice: str) -> None:
    """Leave `notice` for the server to print as its last lines.

    A pipe keeps the password off the disk, and out of the environment, which
    the system shows for as long as a process lives.
    """
    if not notice:
        return
    reader, writer = os.pipe()
    with open(writer, "w", encoding="utf-8") as pipe:
        pipe.write(notice)
    os.set_inheritable(reader, True)
    os.environ[server.NOTICE_VARIABLE] = str(reader)


def become(*arguments: str) -> NoReturn:
    """Let this process be another Python program: signals then reach it at once."""
    sys.stdout.flush()
    sys.stderr.flush()
    os.chdir(settings.BASE_DIR)
    os.execv(sys.executable, [sys.executable, *arguments])
