"""Signing up, settings and leaving."""

import zoneinfo
from typing import Any

from django import forms
from django.contrib.auth.forms import UserCreationForm
from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _

from accounts.models import Profile


def timezone_choices() -> list[tuple[str, str]]:
    """Zones that people live in, UTC first; spaces are easier to read than underscores."""
    zones = {
        zone
        for zone in zoneinfo.available_timezones()
        if "/" in zone and not zone.startswith(("Etc/", "SystemV/", "US/", "posix/", "right/"))
    }
    return [("UTC", "UTC"), *((zone, zone.replace("_", " ")) for zone in sorted(zones))]


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


class SettingsForm(forms.ModelForm):
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        help_text=_("Optional. It is used for nothing but a link to reset your password."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    timezone = forms.ChoiceField(label=_("Time zone"), choices=timezone_choices)

    class Meta:
        model = Profile
        fields = ("timezone", "keyboard_shortcuts")
        help_texts = {
            "keyboard_shortcuts": _("Keys such as 1 to 4 and f, while no field has the focus.")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].initial = self.instance.user.email
        # A zone that was stored once stays selectable, however rare its name is.
        stored, zones = self.instance.timezone, timezone_choices()
        if stored not in dict(zones):
            zones.append((stored, stored))
        self.fields["timezone"] = forms.ChoiceField(label=_("Time zone"), choices=zones)

    def save(self, commit: bool = True) -> Profile:
        profile: Profile = super().save(commit=commit)
        profile.user.email = self.cleaned_data["email"]
        profile.user.save(update_fields=["email"])
        return profile


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
