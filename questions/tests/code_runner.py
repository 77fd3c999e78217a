"""Runs the Python blocks of cards, each in a process of its own; a script, not a test.

Reads a JSON list of [name, code] from standard input and writes {name: error}; the
error is "" for a block that ran. Django is configured once with its contrib apps and
a database in memory, then each block gets a fork of this process, so that it starts
from the same clean state for the price of a fork.
"""

import json
import os
import sys
import tempfile
import traceback
import types

import django
import flask  # noqa: F401  (imported once, before the forks)
from django.conf import settings

CONTRIB = ("contenttypes", "auth", "sessions", "messages", "admin")
PROCESSORS = (
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
)


def configure() -> None:
    """A project as `startproject` makes it, its addresses in the block itself."""
    settings.configure(
        SECRET_KEY="only for the blocks of cards",
        ALLOWED_HOSTS=["*"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        INSTALLED_APPS=[f"django.contrib.{name}" for name in CONTRIB],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ],
        ROOT_URLCONF="__main__",
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {"context_processors": list(PROCESSORS)},
            }
        ],
    )
    django.setup()


def run(code: str) -> str:
    """Run one block in a fork; return its traceback, or "" if it ran to its end."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        with open(writer, "w", encoding="utf-8") as report:
            report.write(_error_of(code))
        os._exit(0)
    os.close(writer)
    with open(reader, encoding="utf-8") as report:
        error = report.read()
    _pid, status = os.waitpid(child, 0)
    return error or ("" if status == 0 else f"ended with status {status}")


def _error_of(code: str) -> str:
    block = types.ModuleType("__main__")
    block.__dict__["urlpatterns"] = []
    sys.modules["__main__"] = block
    # What a block prints is not the report.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            exec(compile(code, "block", "exec"), block.__dict__)
        except BaseException:
            return traceback.format_exc(limit=-3)
        finally:
            os.chdir("/")
    return ""


if __name__ == "__main__":
    blocks = json.load(sys.stdin)
    configure()
    print(json.dumps({name: run(code) for name, code in blocks}))
