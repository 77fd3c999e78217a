"""Lighthouse itself: installed into `var/lighthouse`, run on one address at a time.

Another version: change package.json, then write the lock file without addresses:
`npm install --package-lock-only --omit-lockfile-registry-resolved`, and take the
"funding" entries out of it. `overrides` pins what trace_engine wants as "latest",
which no lock file can hold still.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import _chromium
import _server
from reading import Unmeasured

HERE = Path(__file__).resolve().parent
HOME = _server.ROOT / "var" / "lighthouse"
PROGRAM = HOME / "node_modules" / "lighthouse" / "cli" / "index.js"
OLDEST_NODE = (18, 16)
# Seconds for one run: five times what a slow machine takes.
TIMEOUT = 180


def chromium() -> str:
    """The browser to measure with, or one line on how to get one."""
    found = _chromium.find()
    if not found:
        sys.exit("Lighthouse needs Chromium: install it (Debian: apt install chromium), "
                 "or name it in CHROMIUM.")  # fmt: skip
    return found


def install() -> None:
    """Install what the lock file names, unless it is there already."""
    if not shutil.which("npm") or _node_version() < OLDEST_NODE:
        sys.exit("Lighthouse needs Node 18.16 or newer, and npm. Debian: apt install nodejs npm")
    lock = (HERE / "package-lock.json").read_bytes()
    copy = HOME / "package-lock.json"
    # npm writes the second file last of all.
    is_whole = (HOME / "node_modules" / ".package-lock.json").exists()
    if is_whole and copy.exists() and copy.read_bytes() == lock:
        return
    print(f"Installing Lighthouse into {HOME.relative_to(_server.ROOT)}", file=sys.stderr)
    HOME.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, HOME)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=HOME, capture_output=True, text=True)
    if done.returncode:
        (HOME / "node_modules" / ".package-lock.json").unlink(missing_ok=True)
        sys.exit(f"npm can't install Lighthouse (no network?). It says:\n{done.stderr.strip()}")


def _node_version() -> tuple[int, ...]:
    if not shutil.which("node"):
        return (0,)
    said = subprocess.run(["node", "--version"], capture_output=True, text=True).stdout
    return tuple(map(int, re.findall(r"\d+", said)[:2]))


def measure(url: str, *, browser: str, cookies: Mapping[str, str]) -> Any:
    """One run of Lighthouse as it comes (mobile, simulated throttling); return its report.

    The cookies go along as a header, and the browser has a new profile: a first visit.
    Raises Unmeasured when Lighthouse ends without a report.
    """
    header = "; ".join(f"{name}={value}" for name, value in cookies.items())
    with (
        tempfile.TemporaryDirectory(prefix="flipside-lighthouse-") as directory,
        _chromium.listening(browser) as port,
    ):
        # A file: Lighthouse ends before a pipe has taken all of a long report.
        path = Path(directory) / "report.json"
        command = [
            "node", str(PROGRAM), url,
            f"--port={port}",
            "--output=json",
            f"--output-path={path}",
            "--quiet",
            "--no-enable-error-reporting",
            # It is for people who read the report, and takes its time.
            "--disable-full-page-screenshot",
        ]  # fmt: skip
        if cookies:
            command.append(f"--extra-headers={json.dumps({'Cookie': header})}")
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT)
        except subprocess.TimeoutExpired:
            raise Unmeasured(f"Lighthouse took more than {TIMEOUT} s") from None
        if not path.exists():
            raise Unmeasured(f"Lighthouse wrote no report: {done.stderr.strip()[-500:]}")
        return json.loads(path.read_text())
