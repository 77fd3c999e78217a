"""Signing up, logging out, and the password reset where e-mail is set up."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, views
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.forms import SignUpForm
from questions.views.access import guest_key_of, remember_guest
from questions.views.inputs import next_page


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def signup(request: HttpRequest) -> HttpResponse:
    """Make an account, log in, and bring along what the guest has done."""
    if request.user.is_authenticated:
        return redirect("home")
    form = SignUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                user = form.save()
        except IntegrityError:
            # The same name, sent twice or by two people, passed the check at the same moment.
            form.add_error("username", _("A user with that username already exists."))
        else:
            _welcome(request, user)
            return redirect(next_page(request, "home"))
    status = 422 if form.is_bound else 200
    return render(
        request,
        "accounts/signup.html",
        {"form": form, "next": next_page(request, "")},
        status=status,
    )


def _welcome(request: HttpRequest, user: User) -> None:
    was_guest = guest_key_of(request)
    login(request, user, backend="accounts.backends.ProfileBackend")
    if was_guest and not guest_key_of(request):
        messages.success(request, _("Welcome! What you did as a guest is in your account now."))
    else:
        messages.success(request, _("Welcome!"))


class LogOut(views.LogoutView):
    """Log out; what a guest did and the log-in failed to bring along stays with the browser."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        guest_key = guest_key_of(request)
        response = super().post(request, *args, **kwargs)
        if guest_key:
            remember_guest(request, guest_key)
        return response


class PasswordReset(views.PasswordResetView):
    """By e-mail; where none is set up the page says whom to ask."""

    template_name = "accounts/password_reset.html"
    email_template_name = "accounts/password_reset_email.txt"
    subject_template_name = "accounts/password_reset_subject.txt"

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not settings.EMAIL_ENABLED:
            return render(request, "accounts/password_reset_ask.html")
        return super().dispatch(request, *args, **kwargs)
