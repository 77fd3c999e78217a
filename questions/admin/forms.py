"""The editors' forms: what they type, and the version of the card that they saw."""

import re
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from questions.models import Question, Tag

# What a choice's key may look like: those we draw, and those of the shipped cards.
KEY = re.compile(r"[A-Za-z0-9_-]{1,16}")


def label_of(name: str) -> str:
    """The words for a field of a question, or for the rows that belong to it."""
    field = Question._meta.get_field(name)
    label = getattr(field, "verbose_name", None)
    return capfirst(str(label or field.related_model._meta.verbose_name_plural))  # type: ignore[union-attr]


class MarkdownField(forms.CharField):
    """A text of several lines, with line ends as the fixtures have them.

    Browsers send CRLF: stored so, a card saved without a change would count as edited.
    """

    def __init__(self, **kwargs: Any) -> None:
        kwargs["widget"] = AdminTextareaWidget
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        text: str = super().to_python(value) or ""
        return text.replace("\r\n", "\n").replace("\r", "\n")


class LinesField(forms.CharField):
    """A list of texts, typed one a line; empty lines don't count."""

    widget = AdminTextareaWidget

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        text: str = super().to_python(value) or ""
        lines = (line.strip() for line in text.splitlines())
        return [line for line in lines if line]

    def run_validators(self, value: Any) -> None:
        super().run_validators("\n".join(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool((initial or []) != self.to_python(data))


def _lines_field(name: str) -> LinesField:
    field = Question._meta.get_field(name)
    assert isinstance(field, models.JSONField)
    return LinesField(label=capfirst(field.verbose_name), help_text=field.help_text, required=False)


class QuestionForm(forms.ModelForm):
    key_points = _lines_field("key_points")
    accepted_answers = _lines_field("accepted_answers")
    # Django's admin shows no field for a many-to-many with a model of its own.
    tags = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Tags"),
        queryset=Tag.objects.all(),
        required=False,
        widget=AutocompleteSelectMultiple(Question._meta.get_field("tags"), admin.site),
    )
    edit_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Question
        fields: list[str] = []  # the admin names them

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Read before validation writes the submitted values into the instance.
        self.stored_version = self.instance.version
        self.initial["edit_version"] = self.stored_version

    @property
    def is_stale(self) -> bool:
        """True when the card was saved since this form was loaded, or its owner last told."""
        return self.is_bound and bool(self.instance.pk) and self._seen() != self.stored_version

    @property
    def is_overwriting(self) -> bool:
        """True when the editor has seen the difference and wants it gone."""
        loaded = _whole(self.data.get("edit_version"))
        return bool(self.instance.pk) and not self.is_stale and loaded != self.stored_version

    @property
    def has_other_errors(self) -> bool:
        """True when not only the version keeps the form from being saved."""
        return any(error.code != "stale" for errors in self.errors.as_data().values()
                   for error in errors)  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.is_stale:
            raise ValidationError(
                _("Nothing was saved: this card was saved elsewhere since you opened it."),
                code="stale",
            )
        return cleaned

    def _seen(self) -> int | None:
        return _whole(self.data.get("_overwrite", self.data.get("edit_version")))


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


class OrderedForm(forms.ModelForm):
    """A row with a place; a new row may leave it empty and comes last."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "position" in self.fields:
            self.fields["position"].required = False
            self.fields["position"].initial = None


class ChoiceForm(OrderedForm):
    # Lets a choice that another editor has deleted come back as itself.
    kept_key = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["kept_key"] = self.instance.key


class OrderedFormSet(forms.BaseInlineFormSet):
    def clean(self) -> None:
        super().clean()
        rows = [form for form in self.forms if getattr(form, "cleaned_data", None)]
        places = [form.cleaned_data.get("position") for form in rows]
        last = max((place for place in places if place is not None), default=-1)
        for form in rows:
            if form.has_changed() and form.cleaned_data.get("position") is None:
                last += 1
                form.cleaned_data["position"] = form.instance.position = last


class ChoiceFormSet(OrderedFormSet):
    def clean(self) -> None:
        super().clean()
        used = {form.instance.key for form in self.initial_forms}
        for form in self.extra_forms:
            key = getattr(form, "cleaned_data", {}).get("kept_key", "")
            if KEY.fullmatch(key) and key not in used:
                form.instance.key = key
                used.add(key)
