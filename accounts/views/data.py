"""A person's data: take it along, and bring it back."""

from datetime import timedelta
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.domain import exporting, importing
from accounts.domain.importing import NotFresh
from accounts.formats.learning import LearningError
from accounts.forms import ImportForm
from questions.domain.throttles import Throttled


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponseBase:
    """One JSON document of everything."""
    now = timezone.now()
    content = exporting.document(user=cast(User, request.user), now=now)
    return StreamingHttpResponse(
        content,
        content_type="application/json",
        headers=_as_file(f"flipside-{now:%Y-%m-%d}.json"),
    )


@login_required
@require_safe
def export_reviews(request: HttpRequest) -> HttpResponseBase:
    """The log of reviews as a table."""
    return StreamingHttpResponse(
        exporting.table(user=cast(User, request.user)),
        content_type="text/csv; charset=utf-8",
        headers=_as_file(f"flipside-reviews-{timezone.now():%Y-%m-%d}.csv"),
    )


def _as_file(name: str) -> dict[str, str]:
    return {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "private, no-store",
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_data(request: HttpRequest) -> HttpResponse:
    """Bring an export into an account that is still empty."""
    if request.method != "POST":
        return render(request, "accounts/import.html", {"form": ImportForm()})
    form = ImportForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            imported = importing.receive(
                user=cast(User, request.user), file=form.cleaned_data["file"], now=timezone.now()
            )
        except LearningError as error:
            form.add_error("file", f"{error} {_('Nothing was imported.')}")
        except NotFresh:
            form.add_error(
                "file",
                _("Your account has reviews, quizzes or notes already, and an import can't be "
                  "mixed with them. Nothing was imported. Sign up for a new account, and import "
                  "there."),
            )  # fmt: skip
        except Throttled as error:
            minutes = -(-error.wait // timedelta(minutes=1))
            form.add_error("file", _("Too many tries. Wait %(n)s minutes.") % {"n": minutes})
        else:
            messages.success(request, imported.summary)
            for sentence in imported.left_out:
                messages.warning(request, sentence)
            return redirect("progress")
    return render(request, "accounts/import.html", {"form": form}, status=422)
