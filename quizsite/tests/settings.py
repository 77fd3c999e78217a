"""The settings under which tests run: quick, and deaf to a developer's own.

Only DATABASE_URL and CACHE_URL are listened to, from the environment and not
from `.env`: the suite runs on PostgreSQL and Redis, too, but never on the
database that somebody works with.
"""

import gc
import os
from unittest import mock

import environ

for _name in (
    "DEBUG", "BASE_URL", "ALLOWED_HOSTS", "TRUSTED_PROXIES", "EMAIL_URL", "HOST", "PORT",
    "WEB_CONCURRENCY",
):  # fmt: skip
    os.environ.pop(_name, None)
os.environ["SECRET_KEY"] = "for tests only, and long enough to please check --deploy: 0123456789"

with mock.patch.object(environ.Env, "read_env"):
    from quizsite.settings import *  # noqa: F403
    from quizsite.settings import CACHES, DATABASE, STORAGES, VAR_DIR

VAR_DIR.mkdir(exist_ok=True)

# Collecting at Python's usual pace walks the whole of Django again and again: an eighth
# of a run's time.
gc.set_threshold(50_000, 20, 20)

# Real hashing takes a third of a second, and most tests log somebody in.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Hashed names exist only after collectstatic.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True

# Processes that share a Redis must not read each other's entries.
CACHES["default"]["KEY_PREFIX"] = "test" + os.environ.get("PYTEST_XDIST_WORKER", "")

if DATABASE["ENGINE"] == "django.db.backends.sqlite3":
    # No test survives a power cut, so none waits for the disk.
    DATABASE["OPTIONS"]["init_command"] = "PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;"
