"""Is the process alive, and can it serve? For load balancers and monitors."""

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

# A process that once saw the database migrated need not look again: the
# look-up reads every migration file.
_seen_migrated = False


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers at all."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers and is migrated, the cache too; else 503 and why."""
    problem = _problem()
    if problem:
        return HttpResponse(f"{problem}\n", content_type="text/plain", status=503)
    return HttpResponse("ready\n", content_type="text/plain")


def _problem() -> str:
    global _seen_migrated
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if not _seen_migrated:
            executor = MigrationExecutor(connection)
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                return "database not migrated"
            _seen_migrated = True
    except DatabaseError:
        return "database not reachable"
    try:
        cache.get("readyz")
    except Exception:  # each cache backend fails in its own way
        return "cache not reachable"
    return ""
