"""From a fresh clone to a server: what `make run` relies on."""

import os
import re
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.domain import admins
from quizsite import server
from quizsite.dotenv import provide_secret_key
from quizsite.management.commands import serve

# --- .env ---------------------------------------------------------------------


@pytest.fixture
def dotenv(tmp_path: Path) -> Path:
    return tmp_path / ".env"


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_secret_key_is_written_where_there_is_none_for_the_owner_alone(dotenv: Path) -> None:
    assert provide_secret_key(path=dotenv, environment={})

    assert re.fullmatch(r"SECRET_KEY=[\w-]{60,}\n", dotenv.read_text())
    assert mode(dotenv) == 0o600


def test_each_installation_gets_a_key_of_its_own(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for path in (one, other):
        provide_secret_key(path=path, environment={})

    assert one.read_text() != other.read_text()


def test_a_file_with_a_key_is_left_alone(dotenv: Path) -> None:
    dotenv.write_text("SECRET_KEY='mine'")
    dotenv.chmod(0o644)

    assert not provide_secret_key(path=dotenv, environment={})

    assert dotenv.read_text() == "SECRET_KEY='mine'"
    assert mode(dotenv) == 0o644


@pytest.mark.parametrize("before", ["PORT=9000", "PORT=9000\n", "PORT=9000\nSECRET_KEY=\n"])
def test_a_file_without_a_key_keeps_its_lines_and_gets_one(dotenv: Path, before: str) -> None:
    dotenv.write_text(before)
    dotenv.chmod(0o644)

    assert provide_secret_key(path=dotenv, environment={})
    written = dotenv.read_text()
    assert not provide_secret_key(path=dotenv, environment={})

    assert written.startswith(before.rstrip() + "\nSECRET_KEY=")
    assert dotenv.read_text() == written
    assert mode(dotenv) == 0o640


def test_a_key_in_the_environment_needs_no_file(dotenv: Path) -> None:
    assert not provide_secret_key(path=dotenv, environment={"SECRET_KEY": "mine"})

    assert not dotenv.exists()


# --- The address --------------------------------------------------------------


def test_a_free_port_passes() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    serve.check_address(host="127.0.0.1", port=port)


def test_a_taken_port_stops_the_start_with_one_line_and_a_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(SystemExit) as stop:
            serve.check_address(host="127.0.0.1", port=port)

    assert str(stop.value) == (
        f"Flipside can't start: port {port} of 127.0.0.1 is taken. "
        f"Try another: make run PORT={port + 1}"
    )


@pytest.mark.parametrize("host", ["192.0.2.1", "::2", "é..b"])
def test_a_host_that_is_not_ours_stops_the_start_with_one_line(host: str) -> None:
    with pytest.raises(SystemExit) as stop:
        serve.check_address(host=host, port=8000)

    message = str(stop.value)
    assert message.startswith(f"Flipside can't start: HOST {host!r} is not an address")
    assert "\n" not in message


# --- The database -------------------------------------------------------------


@pytest.mark.django_db
def test_sqlite_writes_ahead_after_migrate_so_that_readers_go_on() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL always does")

    with connection.cursor() as cursor:
        mode = cursor.execute("PRAGMA journal_mode").fetchone()[0]

    assert mode == "wal"


def test_a_database_that_cannot_be_used_stops_the_start_with_one_line(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "serve"],
        cwd=settings.BASE_DIR,
        env=os.environ
        | {
            "DATABASE_URL": f"sqlite:///{tmp_path}/missing/db.sqlite3",
            "DJANGO_SETTINGS_MODULE": "quizsite.settings",
            "SECRET_KEY": "secret",
            "PORT": str(free_port()),
        },
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert done.stderr == (
        f"Flipside can't start: the database {tmp_path}/missing/db.sqlite3 can't be used "
        "(unable to open database file).\n"
    )


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


# --- The admin ----------------------------------------------------------------


@pytest.mark.django_db
def test_the_first_start_makes_an_admin_who_can_log_in() -> None:
    password = admins.make_first(username="admin")

    admin = User.objects.get()
    assert password is not None
    assert (admin.username, admin.is_staff, admin.is_superuser) == ("admin", True, True)
    assert admin.check_password(password)


@pytest.mark.django_db
def test_a_later_start_makes_no_other_admin_and_leaves_the_password() -> None:
    admins.make_first(username="admin")
    before = User.objects.get()
    User.objects.update(username="renamed")

    assert admins.make_first(username="admin") is None
    assert User.objects.get().password == before.password


@pytest.mark.django_db
def test_a_start_takes_the_name_admin_from_nobody() -> None:
    User.objects.create_user("admin", password="theirs")

    assert admins.make_first(username="admin") is None
    user = User.objects.get()
    assert (user.is_superuser, user.check_password("theirs")) == (False, True)


@pytest.mark.django_db
def test_a_reset_opens_an_account_anew_and_lifts_its_lock(
    capsys: pytest.CaptureFixture[str],
) -> None:
    User.objects.create_user("kim", password="old", is_active=False)
    AccessAttempt.objects.create(username="kim", failures_since_start=10)

    call_command("reset_admin", username="kim")

    name, password = capsys.readouterr().out.splitlines()
    admin = User.objects.get()
    assert name == "Admin name: kim"
    assert admin.check_password(password.removeprefix("Password:   "))
    assert (admin.is_active, admin.is_staff, admin.is_superuser) == (True, True, True)
    assert not AccessAttempt.objects.exists()


@pytest.mark.django_db
def test_a_reset_refuses_what_cannot_be_a_name() -> None:
    with pytest.raises(CommandError, match="'a b' can't be a name"):
        call_command("reset_admin", username="a b")

    assert not User.objects.exists()


def test_a_password_is_four_groups_of_five_and_never_the_same() -> None:
    passwords = {admins.new_password() for _ in range(100)}

    assert len(passwords) == 100
    assert all(re.fullmatch(r"[a-z2-9]{5}(-[a-z2-9]{5}){3}", password) for password in passwords)
    assert len(admins.ALPHABET) ** (admins.GROUPS * admins.GROUP_LENGTH) > 2**80


# --- The last lines -----------------------------------------------------------


def test_the_server_says_where_it_is_and_shows_the_password_once(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "BASE_URL", "http://127.0.0.1:8000")
    monkeypatch.setitem(os.environ, server.NOTICE_VARIABLE, "")

    serve.hand_over("Admin name: admin\nPassword:   once\n")
    server.when_ready(None)
    server.when_ready(None)

    ready = "Flipside is ready at http://127.0.0.1:8000/\n"
    assert capsys.readouterr().out == (f"{ready}Admin name: admin\nPassword:   once\n{ready}")


def test_nothing_of_the_password_stands_in_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(os.environ, server.NOTICE_VARIABLE, "")

    serve.hand_over("Password:   once\n")

    assert "once" not in os.environ[server.NOTICE_VARIABLE]
    os.close(int(os.environ[server.NOTICE_VARIABLE]))


# --- The locks ----------------------------------------------------------------


def pins(name: str) -> set[str]:
    lines = (settings.BASE_DIR / name).read_text().splitlines()
    return {line for line in lines if re.match(r"[a-z].*==", line)}


def test_the_development_lock_holds_all_of_the_other_so_either_may_be_installed_first() -> None:
    assert pins("requirements.txt") <= pins("requirements-dev.txt")


@pytest.mark.django_db
def test_the_models_are_in_step_with_their_migrations() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
