"""Settings, the plan, and leaving."""

from typing import cast

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.domain import leaving, prospects
from accounts.forms import DeleteAccountForm, PlanForm, SettingsForm
from accounts.models import Profile
from questions.templatetags.quizzes import share
from questions.views.access import person_of
from questions.views.inputs import next_page


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)  # login_required has seen to it
    profile, _made = Profile.objects.get_or_create(user=user)
    data = request.POST if request.method == "POST" else None
    form = SettingsForm(data, instance=profile, now=timezone.now())
    if form.is_valid():
        form.save()
        messages.success(request, _("Your settings are saved."))
        _say_whether_it_fits(request)
        return redirect("settings")
    return render(
        request, "accounts/settings.html", {"form": form}, status=422 if form.is_bound else 200
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """When the interview is, and how much time there is: a short form from other pages."""
    profile, _made = Profile.objects.get_or_create(user=cast(User, request.user))
    data = request.POST if request.method == "POST" else None
    form = PlanForm(data, instance=profile, now=timezone.now())
    if form.is_valid():
        form.save()
        messages.success(request, _("Your plan is saved."))
        _say_whether_it_fits(request)
        return redirect(next_page(request, "study"))
    context = {"form": form, "next": next_page(request, "")}
    status = 422 if form.is_bound else 200
    return render(request, "accounts/plan.html", context, status=status)


def _say_whether_it_fits(request: HttpRequest) -> None:
    prospect = prospects.prospect_of(person=person_of(request), now=timezone.now())
    if prospect is not None and not prospect.outlook.fits:
        said = ngettext(
            "It does not fit: by then you should recall %(percent)s of %(number)s card. "
            "Your progress page says what would make it fit.",
            "It does not fit: by then you should recall %(percent)s of %(number)s cards. "
            "Your progress page says what would make it fit.",
            prospect.cards,
        )
        messages.warning(
            request, said % {"percent": share(prospect.percent), "number": prospect.cards}
        )


@login_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest) -> HttpResponse:
    """Delete the account with everything in it, after the password."""
    user = cast(User, request.user)
    form = DeleteAccountForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        logout(request)
        leaving.delete(user=user)
        messages.success(request, _("Your account and everything in it is deleted."))
        return redirect("home")
    return render(
        request, "accounts/delete.html", {"form": form}, status=422 if form.is_bound else 200
    )
