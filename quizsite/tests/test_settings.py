"""Settings come from the environment; a wrong value stops the start with one line.

`settings.py` is run afresh for each case, under this process's Django.
"""

import os
import runpy
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import environ
import pytest
from django.conf import settings

VARIABLES = [
    "SECRET_KEY", "DEBUG", "BASE_URL", "ALLOWED_HOSTS", "TRUSTED_PROXIES",
    "DATABASE_URL", "CACHE_URL", "EMAIL_URL", "HOST", "PORT", "WEB_CONCURRENCY",
]  # fmt: skip

Read = Callable[..., dict[str, Any]]


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Read:
    """Read settings.py with these variables and no others, whatever `.env` says."""
    monkeypatch.setattr(environ.Env, "read_env", lambda path: None)
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)

    def read(**variables: str) -> dict[str, Any]:
        for name, value in ({"SECRET_KEY": "secret"} | variables).items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(settings.BASE_DIR / "quizsite" / "settings.py"))

    return read


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("DEBUG", "maybe"),
        ("PORT", "http"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "٣"),
        ("WEB_CONCURRENCY", "0"),
        ("WEB_CONCURRENCY", "many"),
        ("BASE_URL", "flipside.example.org"),
        ("BASE_URL", "ftp://flipside.example.org"),
        ("BASE_URL", "https://example.org/flipside"),
        ("BASE_URL", "https://example.org?x"),
        ("BASE_URL", "https://example.org:port"),
        ("BASE_URL", "https://example.org:65536"),
        ("BASE_URL", "https://me:secret@example.org"),
        ("BASE_URL", "https://a.example.org,b.example.org"),
        ("BASE_URL", "https://[::1"),
        ("ALLOWED_HOSTS", "https://example.org"),
        ("TRUSTED_PROXIES", "nginx"),
        ("TRUSTED_PROXIES", "*"),
        ("DATABASE_URL", "flipside.db"),
        ("DATABASE_URL", "mysql://me:secret@db/flipside"),
        ("DATABASE_URL", "postgre://me:secret@db/flipside"),
        ("DATABASE_URL", "postgres://me:secret@db:port/flipside"),
        ("DATABASE_URL", "postgres://me:secret@db:65536/flipside"),
        ("DATABASE_URL", "postgres://me:secret@db"),
        ("DATABASE_URL", "sqlite://:memory:"),
        ("CACHE_URL", "localhost"),
        ("CACHE_URL", "memcache://me:secret@cache:11211"),
        ("CACHE_URL", "redis://"),
        ("CACHE_URL", "redis://me:secret@cache:port/0"),
        ("CACHE_URL", "redis://me:secret@cache:65536/0"),
        ("EMAIL_URL", "mail.example.org"),
        ("EMAIL_URL", "smtp+tls://me:secret@mail.example.org:port"),
    ],
)
def test_a_wrong_value_stops_the_start_with_one_line_that_names_it(
    read: Read, name: str, value: str
) -> None:
    with pytest.raises(SystemExit) as stop:
        read(**{name: value})

    message = str(stop.value)
    assert message.startswith(f"Flipside can't start: {name} ")
    assert "\n" not in message


@pytest.mark.parametrize("scheme", ["mysql", "postgre"])
def test_a_refused_url_is_not_shown_because_it_may_hold_a_password(
    read: Read, scheme: str, recwarn: pytest.WarningsRecorder
) -> None:
    with pytest.raises(SystemExit) as stop:
        read(DATABASE_URL=f"{scheme}://me:hunter2@db/flipside")

    assert "hunter2" not in str(stop.value)
    assert [str(warning.message) for warning in recwarn] == []


def test_an_empty_value_is_the_same_as_none(read: Read) -> None:
    names = [name for name in VARIABLES if name not in {"SECRET_KEY", "TRUSTED_PROXIES"}]
    plain, empty = read(), read(**dict.fromkeys(names, ""))

    assert {name: empty[name] for name in plain if name.isupper() and name != "LANGUAGES"} == {
        name: plain[name] for name in plain if name.isupper() and name != "LANGUAGES"
    }


def test_an_https_address_turns_on_secure_cookies_redirect_and_hsts(read: Read) -> None:
    found = read(BASE_URL="https://flipside.example.org")

    assert found["SESSION_COOKIE_SECURE"] is True
    assert found["CSRF_COOKIE_SECURE"] is True
    assert found["SECURE_SSL_REDIRECT"] is True
    assert found["SECURE_HSTS_SECONDS"] == 365 * 24 * 60 * 60
    assert found["CSRF_TRUSTED_ORIGINS"] == ["https://flipside.example.org"]
    assert "flipside.example.org" in found["ALLOWED_HOSTS"]


def test_an_http_address_leaves_them_off_else_nobody_could_log_in(read: Read) -> None:
    found = read(BASE_URL="http://192.168.0.7:8000")

    assert found["SESSION_COOKIE_SECURE"] is False
    assert found["CSRF_COOKIE_SECURE"] is False
    assert found["SECURE_SSL_REDIRECT"] is False
    assert found["SECURE_HSTS_SECONDS"] == 0
    assert "192.168.0.7" in found["ALLOWED_HOSTS"]


def test_an_address_is_read_without_regard_to_case_as_browsers_send_it(read: Read) -> None:
    found = read(BASE_URL="HTTPS://Flipside.Example.org/")

    assert found["BASE_URL"] == "https://flipside.example.org"


def test_an_ipv6_host_is_bracketed_where_it_needs_to_be(read: Read) -> None:
    found = read(HOST="fd00::7")

    assert found["BASE_URL"] == "http://[fd00::7]:8000"
    assert "[fd00::7]" in found["ALLOWED_HOSTS"]


def test_debug_is_off_unless_asked_for(read: Read) -> None:
    assert read()["DEBUG"] is False
    assert read(DEBUG="True")["DEBUG"] is True


def test_a_relative_database_file_lies_beside_manage_py_wherever_one_stands(read: Read) -> None:
    found = read(DATABASE_URL="sqlite:///data/flipside.db")

    assert found["DATABASE"]["NAME"] == settings.BASE_DIR / "data" / "flipside.db"


def test_postgresql_is_pooled_by_django_and_not_held_by_threads(read: Read) -> None:
    found = read(DATABASE_URL="postgres://me:secret@db/flipside?conn_max_age=600")

    assert found["DATABASE"]["CONN_MAX_AGE"] == 0
    assert found["DATABASE"]["OPTIONS"]["pool"]["max_size"] > found["WEB_THREADS"]


def test_email_is_off_until_a_server_is_named(read: Read) -> None:
    assert read()["EMAIL_ENABLED"] is False
    assert read(EMAIL_URL="smtp+tls://me:secret@mail:587")["EMAIL_ENABLED"] is True


def test_django_finds_nothing_to_mend_in_an_https_deployment() -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "manage.py", "check", "--deploy", "--fail-level=DEBUG"],
        cwd=settings.BASE_DIR,
        env=os.environ
        | dict.fromkeys(VARIABLES, "")
        | {
            "BASE_URL": "https://flipside.example.org",
            "DJANGO_SETTINGS_MODULE": "quizsite.settings",
            "SECRET_KEY": settings.SECRET_KEY,
        },
        capture_output=True,
        text=True,
    )

    assert (done.stderr, done.returncode) == ("", 0)
