"""The system's Chromium, for the benchmarks that need a browser."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

# Seconds that Chromium may take to start, or to end by itself.
PATIENCE = 20
FLAGS = [
    "--headless=new",
    "--disable-gpu",
    # Nothing of its own may run while we measure, or call home.
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def find() -> str | None:
    """The path of the Chromium that CHROMIUM names, or else of the system's."""
    asked = os.environ.get("CHROMIUM")
    names = [asked] if asked else ["chromium", "chromium-browser", "google-chrome"]
    return next(filter(None, map(shutil.which, names)), None)


def flags() -> list[str]:
    # As root, in a container, Chromium has no sandbox.
    return [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


@contextmanager
def listening(path: str) -> Iterator[int]:
    """Start a Chromium with a new profile; give the port that it takes orders on."""
    with (
        tempfile.TemporaryDirectory(
            prefix="flipside-chromium-", ignore_cleanup_errors=True
        ) as profile,
        subprocess.Popen(
            [path, *flags(), "--remote-debugging-port=0", f"--user-data-dir={profile}"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            # A group of its own, so that its children can be ended with it.
            start_new_session=True,
        ) as browser,
    ):
        try:
            port = _port(browser, Path(profile))
            if port is None:
                sys.exit(f"{path} does not start.")
            yield port
        finally:
            _end(browser)


def _port(browser: subprocess.Popen[bytes], profile: Path) -> int | None:
    """Chromium writes it into its profile once it listens."""
    until = time.monotonic() + PATIENCE
    while browser.poll() is None and time.monotonic() < until:
        with suppress(FileNotFoundError, ValueError, IndexError):
            return int((profile / "DevToolsActivePort").read_text().splitlines()[0])
        time.sleep(0.05)
    return None


def _end(browser: subprocess.Popen[bytes]) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(browser.pid, number)
        with suppress(subprocess.TimeoutExpired):
            browser.wait(PATIENCE)
