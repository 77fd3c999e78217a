"""What the accounts app does when something happens elsewhere."""

import logging
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.domain import guests, progress
from accounts.models import Profile
from questions.domain.quizzes import attempt_finished
from questions.models import Answer, Attempt
from questions.views.access import forget_guest, guest_key_of

logger = logging.getLogger(__name__)


@receiver(post_save, sender=User)
def make_profile(sender: Any, instance: User, created: bool, raw: bool, **kwargs: Any) -> None:
    if created and not raw:
        Profile.objects.create(user=instance)


@receiver(attempt_finished)
def remember_attempt(sender: Any, attempt: Attempt, answers: list[Answer], **kwargs: Any) -> None:
    """In the transaction of the finish: the score and the progress, or neither."""
    progress.record_attempt(attempt=attempt, answers=answers)


@receiver(user_logged_in)
def bring_guest_work(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Carry what was done before the log-in; a failure must never prevent the log-in."""
    guest_key = guest_key_of(request)
    if not guest_key:
        return
    try:
        finished = guests.carry(guest_key=guest_key, owner_id=user.pk, now=timezone.now())
    except Exception:
        # The key outlives the log-out, so the next log-in tries again.
        logger.exception("Could not carry a guest's work to user %s", user.pk)
        messages.error(
            request,
            _("What you did as a guest could not be moved into your account just now. It is "
              "kept: log out and in again to try once more."),
            fail_silently=True,
        )  # fmt: skip
        return
    forget_guest(request)
    if finished is not None:
        messages.info(
            request,
            _("You had another quiz open in your account. It was finished as it stood, "
              "and the quiz that you just began goes on."),
            fail_silently=True,
        )  # fmt: skip
