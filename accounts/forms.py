"""Signing up, the settings, the plan and leaving."""

import zoneinfo
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from django import forms
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import User
from django.forms.utils import flatatt
from django.utils.dates import WEEKDAYS
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.domain.profiles import zone_of
from accounts.models import Profile
from accounts.models.profile import MOST_MINUTES_A_DAY
from questions.models import Topic

# A date further away is a slip of the keyboard.
FURTHEST_INTERVIEW = timedelta(days=3 * 365 + 1)


@cache  # Listing them reads hundreds of files.
def timezone_choices() -> tuple[tuple[str, str], ...]:
    """Zones that people live in, UTC first; spaces are easier to read than underscores."""
    zones = {
        zone
        for zone in zoneinfo.available_timezones()
        if "/" in zone and not zone.startswith(("Etc/", "SystemV/", "US/", "posix/", "right/"))
    }
    return (("UTC", "UTC"), *((zone, zone.replace("_", " ")) for zone in sorted(zones)))


class ZoneSelect(forms.Select):
    """Hundreds of options, without the two templates that Django renders for each."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        options = format_html_join(
            "\n",
            "<option{}>{}</option>",
            (
                (flatatt({"value": zone, "selected": zone == value}), label)
                for zone, label in self.choices
            ),
        )
        attributes = flatatt(self.build_attrs(self.attrs, attrs))
        return format_html('<select name="{}"{}>\n{}\n</select>', name, attributes, options)


class SignUpForm(UserCreationForm):
    """A name and a password; an e-mail address only for those who want a reset link."""

    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        help_text=_("Optional. It is used for nothing but a link to reset your password."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    # Filled in by a script with the browser's zone; without one it stays UTC.
    timezone = forms.CharField(
        required=False, widget=forms.HiddenInput(attrs={"data-timezone": ""})
    )

    class Meta(UserCreationForm.Meta):
        model = User
        fields = ("username", "email")

    def clean_timezone(self) -> str:
        zone = self.cleaned_data["timezone"]
        return zone if zone in zoneinfo.available_timezones() else "UTC"

    def save(self, commit: bool = True) -> User:
        user: User = super().save(commit=commit)
        Profile.objects.filter(user=user).update(timezone=self.cleaned_data["timezone"])
        return user


class PlanForm(forms.ModelForm):
    """When the interview is, and how much time there is: the two that change most."""

    interview_date = forms.DateField(
        label=_("Interview date"),
        required=False,
        help_text=_(
            "Your days are planned so that you know the most on that day. Without a date, and "
            "after it, you study to remember for good."
        ),
        # What a browser's calendar reads and sends, in every language.
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    minutes_a_day = forms.IntegerField(
        label=_("Minutes a day"),
        required=False,
        min_value=1,
        max_value=MOST_MINUTES_A_DAY,
        help_text=_("What a day of study may take, 1 to 600. Left empty: about 20."),
    )

    class Meta:
        model = Profile
        fields: tuple[str, ...] = ("interview_date", "minutes_a_day")

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def clean_interview_date(self) -> date | None:
        """Today or later, in the person's zone; a date that has passed can stay stored."""
        wanted: date | None = self.cleaned_data["interview_date"]
        if wanted is None or wanted == self.initial.get("interview_date"):
            return wanted
        zone = self.cleaned_data.get("timezone") or self.instance.timezone
        today = self.now.astimezone(zone_of(Profile(timezone=zone))).date()
        if wanted < today:
            raise forms.ValidationError(
                _("That day has passed. Choose today or a later day, or leave the date empty.")
            )
        if wanted > today + FURTHEST_INTERVIEW:
            raise forms.ValidationError(
                _("That is more than three years ahead. Choose an earlier day.")
            )
        return wanted


class SettingsForm(PlanForm):
    """Field names and values are part of the stable surface."""

    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        help_text=_("Optional. It is used for nothing but a link to reset your password."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    timezone = forms.ChoiceField(label=_("Time zone"), choices=timezone_choices)
    days_off = forms.TypedMultipleChoiceField(
        label=_("Days off"),
        required=False,
        coerce=int,
        choices=list(WEEKDAYS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing is planned for these. At least one day stays for study."),
    )
    topics = forms.ModelMultipleChoiceField(
        label=_("Topics"),
        queryset=Topic.objects.all(),
        to_field_name="slug",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each day's session is about these. None ticked: all topics."),
    )
    weekly_goal = forms.IntegerField(
        label=_("Weekly goal"),
        required=False,
        min_value=1,
        max_value=7,
        help_text=_(
            "On how many days of a week you want to study, 1 to 7. Left empty: no goal. "
            "A missed day costs nothing."
        ),
    )

    # The zone comes first: whether a date has passed depends on it.
    field_order = ("timezone", "email", "keyboard_shortcuts")

    class Meta(PlanForm.Meta):
        fields = (
            "timezone", "keyboard_shortcuts", *PlanForm.Meta.fields, "days_off", "topics",
            "weekly_goal",
        )  # fmt: skip
        help_texts = {
            "keyboard_shortcuts": _("Keys such as 1 to 4 and f, while no field has the focus.")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].initial = self.instance.user.email
        # A zone that was stored once stays selectable, however rare its name is.
        stored, zones = self.instance.timezone, timezone_choices()
        if stored not in dict(zones):
            zones = (*zones, (stored, stored))
        self.fields["timezone"] = forms.ChoiceField(
            label=_("Time zone"), choices=zones, widget=ZoneSelect
        )

    def save(self, commit: bool = True) -> Profile:
        profile: Profile = super().save(commit=commit)
        profile.user.email = self.cleaned_data["email"]
        profile.user.save(update_fields=["email"])
        return profile


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("The JSON file of an export"),
        allow_empty_file=True,  # what it lacks is said by the parser
        help_text=_("At most 100 MB. Your account must have no reviews, quizzes or notes yet."),
        widget=forms.FileInput(attrs={"accept": "application/json,.json"}),
    )


class DeleteAccountForm(forms.Form):
    """The password once more: an unlocked laptop must not cost somebody their work."""

    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not self.user.check_password(password):
            raise forms.ValidationError(_("That is not your password. Nothing was deleted."))
        return password
