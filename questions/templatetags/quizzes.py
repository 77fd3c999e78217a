"""How times and counts read."""

from datetime import date, timedelta

from django import template
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()


@register.filter
def duration(value: timedelta | float) -> str:
    """A span in words: "45 s", "3 min 20 s", "2 h 5 min". Takes seconds, too."""
    seconds = round(value.total_seconds() if isinstance(value, timedelta) else value)
    hours, minutes = divmod(seconds // 60, 60)
    if hours:
        return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}
    if minutes:
        return _("%(minutes)s min %(seconds)s s") % {"minutes": minutes, "seconds": seconds % 60}
    return _("%(seconds)s s") % {"seconds": seconds}


@register.filter
def clock(seconds: float) -> str:
    """Seconds left as a clock reads them, rounded up: 9:05 or 1:00:00."""
    left = int(-(-seconds // 1))
    hours, minutes = divmod(left // 60, 60)
    return f"{hours}:{minutes:02}:{left % 60:02}" if hours else f"{minutes}:{left % 60:02}"


@register.filter
def cards(count: int) -> str:
    words = {"count": number_format(count, force_grouping=True)}
    return ngettext("%(count)s card", "%(count)s cards", count) % words


@register.filter
def share(percent: int) -> str:
    """A share in percent, as the language writes it: 50% or 50 %."""
    return _("%(number)s%%") % {"number": percent}


@register.filter
def day(text: str) -> str:
    """An ISO date, as documents keep it, in the language's own form."""
    return date_format(date.fromisoformat(text))


@register.filter
def points(value: float) -> str:
    """Points without needless zeros, as the language writes them: 7, 7.5 or 7,5, 7.33."""
    return number_format(f"{value:.2f}".rstrip("0").rstrip("."))
