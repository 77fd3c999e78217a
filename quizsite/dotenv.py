"""Write a private `.env` with a random SECRET_KEY where there is none.

`python -m quizsite.dotenv` runs before Django's settings, which need the key.
"""

import os
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path

import environ

PATH = Path(__file__).resolve().parent.parent / ".env"


def provide_secret_key(*, path: Path, environment: Mapping[str, str]) -> bool:
    """Make sure that settings will find a SECRET_KEY; tell whether `path` was written.

    Whatever the file holds already is kept. A file that others may read is
    closed to them before it receives the key.
    """
    if "SECRET_KEY" in environment or _read(path).get("SECRET_KEY"):
        return False
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with open(descriptor, "r+", encoding="utf-8") as file:
        os.fchmod(descriptor, os.fstat(descriptor).st_mode & 0o770)
        before = file.read()
        if before and not before.endswith("\n"):
            file.write("\n")
        # The last line counts, should an empty SECRET_KEY= stand above.
        file.write(f"SECRET_KEY={secrets.token_urlsafe(50)}\n")
    return True


def _read(path: Path) -> dict[str, str]:
    """What settings would read from the file, by the same parser."""

    class File(environ.Env):
        ENVIRON: dict[str, str] = {}

    File.read_env(path)
    return File.ENVIRON


if __name__ == "__main__":
    try:
        provide_secret_key(path=PATH, environment=os.environ)
    except (OSError, UnicodeDecodeError) as error:
        sys.exit(f"Flipside can't start: {PATH} can't be read and written ({error}).")
