"""What search engines are asked to leave alone.

Personal pages carry `noindex` themselves: a page that may not be fetched could still
be listed by its address.
"""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse("User-agent: *\nDisallow: /admin/\n", content_type="text/plain")
