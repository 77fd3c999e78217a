"""How the pages look to one visitor: the theme, kept in a cookie of this browser.

The language is switched beside it by Django's own view, `set_language`.
"""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

COOKIE = "theme"
COOKIE_AGE = int(timedelta(days=365).total_seconds())
# Anything else means: as the system says.
THEMES = ("light", "dark")


def theme_of(request: HttpRequest) -> str:
    """One of THEMES, or "" for the system's."""
    theme = request.COOKIES.get(COOKIE, "")
    return theme if theme in THEMES else ""


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Remember `theme` in this browser and go back to the page `next`."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        back = "/"
    response = HttpResponseRedirect(back)
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        response.set_cookie(
            COOKIE,
            theme,
            max_age=COOKIE_AGE,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
    return response


def appearance(request: HttpRequest) -> dict[str, str]:
    """Context for base.html: the theme, and where this site lives (for absolute addresses)."""
    return {"theme": theme_of(request), "base_url": settings.BASE_URL}
