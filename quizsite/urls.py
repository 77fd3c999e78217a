"""Every address. The README's table lists the stable ones."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.generic import TemplateView
from django.views.i18n import set_language

from quizsite import appearance, health, robots, styleguide

urlpatterns = [
    path("", include("accounts.urls")),
    path("", include("questions.urls")),
    path("keys/", TemplateView.as_view(template_name="keys.html"), name="keys"),
    path("theme/", appearance.set_theme, name="theme"),
    path("language/", set_language, name="set_language"),
    path("admin/", admin.site.urls),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("robots.txt", robots.robots, name="robots"),
]

if settings.DEBUG:
    urlpatterns.append(path("styleguide/", styleguide.styleguide, name="styleguide"))
