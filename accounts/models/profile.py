"""What an account adds to Django's own user: where it lives, and what it plans for."""

import zoneinfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from questions.models import Topic

MOST_MINUTES_A_DAY = 600


def validate_timezone(value: str) -> None:
    if value not in zoneinfo.available_timezones():
        raise ValidationError(_("“%(value)s” is not a time zone."), params={"value": value})


def validate_days_off(value: object) -> None:
    """A list of weekdays, Monday is 0; one day at least stays for study."""
    if not isinstance(value, list) or any(day not in list(range(7)) for day in value):
        raise ValidationError(_("Days off are a list of weekdays from 0 to 6."))
    if len(set(value)) > 6:
        raise ValidationError(_("Leave at least one day of the week for study."))


class Profile(models.Model):
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="profile"
    )
    timezone = models.CharField(
        _("time zone"), max_length=64, default="UTC", validators=[validate_timezone]
    )
    # WCAG 2.1.4: shortcuts of a single key can be switched off.
    keyboard_shortcuts = models.BooleanField(_("keyboard shortcuts"), default=True)
    # What the person plans for; all of it can stay open.
    interview_date = models.DateField(_("interview date"), null=True, blank=True)
    minutes_a_day = models.PositiveIntegerField(_("minutes a day"), null=True, blank=True)
    days_off = models.JSONField(
        _("days off"), default=list, blank=True, validators=[validate_days_off]
    )
    # None: all topics.
    topics = models.ManyToManyField(Topic, verbose_name=_("topics"), blank=True, related_name="+")
    # Days of study a week.
    weekly_goal = models.PositiveSmallIntegerField(_("days a week"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes_a_day__isnull=True)
                | Q(minutes_a_day__gte=1, minutes_a_day__lte=MOST_MINUTES_A_DAY),
                name="accounts_profile_minutes_a_day",
            ),
            models.CheckConstraint(
                condition=Q(weekly_goal__isnull=True) | Q(weekly_goal__gte=1, weekly_goal__lte=7),
                name="accounts_profile_weekly_goal",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}"
