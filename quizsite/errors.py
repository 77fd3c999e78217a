"""Error pages in our own words."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Explain a refused form: nothing was changed, and how to send it again."""
    return render(request, "403_csrf.html", status=403)
