"""Every address. The README's table lists the stable ones."""

from django.contrib import admin
from django.urls import include, path

from quizsite import health

urlpatterns = [
    path("", include("accounts.urls")),
    path("", include("questions.urls")),
    path("admin/", admin.site.urls),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
