"""How gunicorn serves Flipside: `gunicorn -c python:quizsite.server quizsite.wsgi`.

`manage.py serve` ends here. Every upper-level name that gunicorn knows is one
of its settings: https://docs.gunicorn.org/en/stable/settings.html
"""

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quizsite.settings")

from django.conf import settings  # it reads the line above

# Names the open pipe through which `serve` hands over what is shown only once.
NOTICE_VARIABLE = "FLIPSIDE_NOTICE_PIPE"


def host_and_port() -> str:
    host = f"[{settings.HOST}]" if ":" in settings.HOST else settings.HOST
    return f"{host}:{settings.PORT}"


bind = [host_and_port()]
worker_class = "gthread"
workers = settings.WEB_CONCURRENCY
threads = settings.WEB_THREADS
# Seconds for requests under way when told to stop: Docker kills after ten.
graceful_timeout = 8
keepalive = 5  # seconds; a page and what it loads use one connection
# The workers' heartbeat is a file: on a slow disk it would stall them.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK | os.X_OK) else None
# Whose X-Forwarded-Proto may say that the visitor came by https.
forwarded_allow_ips = ",".join(settings.TRUSTED_PROXIES)
control_socket_disable = True
# No access log: it would hold each visitor's address. Set one by --access-logfile.
loglevel = "warning"


def when_ready(server: Any) -> None:
    """Say, in the last lines before the first request, where Flipside is."""
    print(f"Flipside is ready at {settings.BASE_URL}/")
    pipe = os.environ.pop(NOTICE_VARIABLE, "")
    if pipe:
        with open(int(pipe), encoding="utf-8") as notice:
            print(notice.read(), end="")
    print(end="", flush=True)
