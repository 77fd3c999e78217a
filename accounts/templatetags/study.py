"""Words for what a schedule says."""

from datetime import datetime, timedelta

from django import template
from django.utils.formats import date_format
from django.utils.translation import ngettext

register = template.Library()

MINUTE, HOUR, DAY = 60, 60 * 60, 24 * 60 * 60
# From so many days on, months say more.
MONTHS_FROM = 90
DAYS_A_MONTH = 30.44


@register.filter(expects_localtime=True)
def in_sentence(moment: datetime) -> str:
    """Date and time before a full stop, which "4 a.m." would make two."""
    return date_format(moment, "DATETIME_FORMAT").removesuffix(".")


@register.filter
def interval(span: timedelta) -> str:
    """ "10 min", "3 days", "4 months": as short as a button wants it."""
    seconds = max(0, round(span.total_seconds()))
    if seconds < HOUR:
        minutes = max(1, round(seconds / MINUTE))
        return ngettext("%(number)d min", "%(number)d min", minutes) % {"number": minutes}
    if seconds < DAY:
        hours = round(seconds / HOUR)
        return ngettext("%(number)d hour", "%(number)d hours", hours) % {"number": hours}
    days = round(seconds / DAY)
    if days < MONTHS_FROM:
        return ngettext("%(number)d day", "%(number)d days", days) % {"number": days}
    months = round(days / DAYS_A_MONTH)
    return ngettext("%(number)d month", "%(number)d months", months) % {"number": months}
