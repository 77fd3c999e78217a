"""Django's settings, read from the environment and from `.env` beside manage.py.

The README's table lists every variable. A wrong value stops the start with
one line that names the variable and says what it may be.
"""

import re
import warnings
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
# What the running program writes: the database and the collected static files.
VAR_DIR = BASE_DIR / "var"

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")


def refuse(name: str, why: str) -> NoReturn:
    """Stop the start with one line; a traceback would hide what to mend."""
    raise SystemExit(f"Flipside can't start: {name} {why}")


def boolean(name: str, *, default: bool) -> bool:
    words = {"true": True, "1": True, "yes": True, "on": True,
             "false": False, "0": False, "no": False, "off": False}  # fmt: skip
    value = env.str(name, "").strip().lower()
    if value and value not in words:
        refuse(name, f"must be true or false, not {value!r}.")
    return words.get(value, default)


def whole_number(name: str, *, default: int, low: int, high: int) -> int:
    value = env.str(name, "").strip() or str(default)
    if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
        refuse(name, f"must be a whole number from {low} to {high}, not {value!r}.")
    return int(value)


def url_config(name: str, reader: str, examples: str, default: str) -> dict[str, Any]:
    """Read a URL variable with django-environ's `reader`; refuse one it can't read."""
    value = env.str(name, "").strip() or default
    try:
        # environ reads no port of a cache, and warns by showing the whole value.
        urlsplit(value).port  # noqa: B018 (it raises)
        with warnings.catch_warnings(action="ignore"):
            config: dict[str, Any] = getattr(environ.Env, reader)(value)
    except (ImproperlyConfigured, ValueError, KeyError, TypeError):
        config = {}
    # The value may hold a password, so the message shows examples instead of it.
    if not (config.get("ENGINE") or config.get("BACKEND") or config.get("EMAIL_BACKEND")):
        refuse(name, f"is not a URL that Flipside knows. Examples: {examples}")
    return config


# --- Who and where -----------------------------------------------------------

SECRET_KEY = env.str("SECRET_KEY", "")
if not SECRET_KEY:
    refuse("SECRET_KEY", "is not set. `make run` writes one to .env; or set it yourself.")
DEBUG = boolean("DEBUG", default=False)
HOST = env.str("HOST", "").strip() or "127.0.0.1"
PORT = whole_number("PORT", default=8000, low=1, high=65535)
# More than one process needs a shared cache: set CACHE_URL too.
WEB_CONCURRENCY = whole_number("WEB_CONCURRENCY", default=1, low=1, high=64)
WEB_THREADS = 8

# As it stands in addresses: an IPv6 host is bracketed there.
_host = f"[{HOST}]" if ":" in HOST else HOST
# In lower case, as browsers send it: CSRF compares the two.
BASE_URL = (env.str("BASE_URL", "").strip() or f"http://{_host}:{PORT}").rstrip("/").lower()
_base = re.fullmatch(r"(https?)://([a-z0-9._-]+|\[[0-9a-f:.]+\])(?::(\d{1,5}))?", BASE_URL)
if not _base or int(_base[3] or 1) not in range(1, 65536):
    # Not shown whole: somebody may have put a password before the host.
    refuse("BASE_URL", "must look like https://flipside.example.org, without a path.")
HTTPS = _base[1] == "https"
ALLOWED_HOSTS = [
    *(host.strip() for host in env.str("ALLOWED_HOSTS", "").split(",") if host.strip()),
    _base[2],
    *("localhost", "127.0.0.1", "[::1]"),
]
for _host in ALLOWED_HOSTS:
    if not re.fullmatch(r"\*|\.?[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]", _host):
        refuse("ALLOWED_HOSTS", f"lists names such as flipside.example.org, not {_host!r}.")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
# Addresses of reverse proxies whose X-Forwarded-For and X-Forwarded-Proto we believe.
TRUSTED_PROXIES = [
    proxy.strip()
    for proxy in env.str("TRUSTED_PROXIES", "127.0.0.1,::1").split(",")
    if proxy.strip()
]
for _proxy in TRUSTED_PROXIES:
    try:
        ip_address(_proxy)
    except ValueError:
        refuse("TRUSTED_PROXIES", f"lists addresses such as 10.0.0.1, not {_proxy!r}.")

# --- Parts ---------------------------------------------------------------------

INSTALLED_APPS = [
    "quizsite",
    "accounts",
    "questions",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "crispy_forms",
]

MIDDLEWARE = [
    "quizsite.middleware.TrustedProxyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "quizsite.middleware.PrivatePagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "quizsite.middleware.NullCharactersMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "accounts.middleware.TimeZoneMiddleware",
    # Last, so that it sees what the log-in view answered.
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "quizsite.urls"
WSGI_APPLICATION = "quizsite.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "quizsite.appearance.appearance",
            ],
        },
    },
]

# Our own template pack: no Bootstrap, no CDN. It lives in templates/quizsite/.
CRISPY_ALLOWED_TEMPLATE_PACKS = "quizsite"
CRISPY_TEMPLATE_PACK = "quizsite"

# --- Data ----------------------------------------------------------------------

DATABASE = url_config(
    "DATABASE_URL",
    "db_url_config",
    "sqlite:////srv/flipside/db.sqlite3 or postgres://user:password@host:5432/flipside",
    default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}",
)
if DATABASE["NAME"] in {"", ":memory:"}:
    refuse("DATABASE_URL", "must name a database, and one that outlives the process.")
if DATABASE["ENGINE"] == "django.db.backends.sqlite3":
    DATABASE["NAME"] = BASE_DIR / DATABASE["NAME"]  # an absolute name stays as it is
    # IMMEDIATE takes the write lock at BEGIN: sixteen writers then queue instead
    # of failing with "database is locked". WAL itself is set once, by migrate.
    DATABASE["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,  # seconds to wait for another writer
        "init_command": "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
    DATABASE["CONN_MAX_AGE"] = None
    # A file, because threads share no in-memory database.
    DATABASE["TEST"] = {"NAME": VAR_DIR / "test.sqlite3"}
elif DATABASE["ENGINE"] == "django.db.backends.postgresql":
    # A pool needs CONN_MAX_AGE 0; one connection for each thread and two to spare.
    DATABASE["OPTIONS"] = DATABASE.get("OPTIONS", {}) | {
        "pool": {"min_size": 1, "max_size": WEB_THREADS + 2, "timeout": 20},
    }
    DATABASE["CONN_MAX_AGE"] = 0
else:
    refuse("DATABASE_URL", "must name a SQLite or a PostgreSQL database.")
DATABASES = {"default": DATABASE}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

CACHE = url_config(
    "CACHE_URL",
    "cache_url_config",
    "locmemcache:// or redis://127.0.0.1:6379/0",
    default="locmemcache://",
)
# Any other of Django's caches needs a part that we don't install; a Redis without
# a host comes back as unix:// and nothing.
if (
    CACHE["BACKEND"].rpartition(".")[2] not in {"LocMemCache", "RedisCache"}
    or CACHE["LOCATION"] == "unix://"
):
    refuse("CACHE_URL", "must be locmemcache:// or such as redis://127.0.0.1:6379/0.")
CACHES = {"default": CACHE}

# --- People --------------------------------------------------------------------

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    # Django's own, reading the profile in the same query.
    "accounts.backends.ProfileBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "home"
SESSION_ENGINE = "quizsite.sessions"
# What a guest has done is kept as long as the session, which each rating and each
# quiz begun renews, for people with an account, too.
SESSION_COOKIE_AGE = int(timedelta(days=30).total_seconds())
PASSWORD_RESET_TIMEOUT = int(timedelta(days=1).total_seconds())

# A typing mistake costs nothing; a guesser gets ten tries in a quarter of an hour.
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_HTTP_RESPONSE_CODE = 429
AXES_LOCKOUT_TEMPLATE = "429.html"
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False

# --- E-mail ----------------------------------------------------------------------

# Without EMAIL_URL the password reset page says whom to ask instead.
EMAIL_ENABLED = bool(env.str("EMAIL_URL", "").strip())
EMAIL_CONFIG = url_config(
    "EMAIL_URL",
    "email_url_config",
    "smtp+tls://user:password@mail.example.org:587 or consolemail://",
    default="dummymail://",
)
EMAIL_BACKEND = EMAIL_CONFIG["EMAIL_BACKEND"]
for _name in (
    "EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD",
    "EMAIL_USE_TLS", "EMAIL_USE_SSL", "EMAIL_FILE_PATH",
):  # fmt: skip
    if EMAIL_CONFIG.get(_name):
        globals()[_name] = EMAIL_CONFIG[_name]
EMAIL_TIMEOUT = 10  # seconds; a dead mail server must not hold a thread for ever
DEFAULT_FROM_EMAIL = f"Flipside <noreply@{_base[2]}>"

# --- Language and time -----------------------------------------------------------

LANGUAGE_CODE = "en"
# Each by its own name: whoever can't read the page still finds theirs.
LANGUAGES = [("en", "English"), ("es", "Español")]
LANGUAGE_COOKIE_AGE = int(timedelta(days=365).total_seconds())
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [BASE_DIR / "quizsite" / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

# --- Static files ----------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "quizsite.storage.StaticStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG
# Nobody else's pages need our files.
WHITENOISE_ALLOW_ALL_ORIGINS = False
# Hashed names never change their content, so a browser may keep them for ever.
WHITENOISE_MAX_AGE = 0 if DEBUG else 3600

# --- Safety ------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
CSRF_FAILURE_VIEW = "quizsite.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
# A load balancer asks for these by http from inside.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if HTTPS else 0
# Flipside may live beside other sites: it must not speak for its sister
# subdomains (W005) or enter the whole domain in browsers' preload lists (W021).
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # Django's own handlers would say each line twice in development.
        "django": {"handlers": [], "level": "INFO"},
        "django.server": {"handlers": ["console"], "propagate": False},
    },
}
