"""What belongs to a card, edited on its page: choices, references, related cards."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from questions.admin.forms import (
    ChoiceForm,
    ChoiceFormSet,
    MarkdownField,
    OrderedForm,
    OrderedFormSet,
)
from questions.models import Choice, Question, Reference, Related

# More rows than any card needs; a form that claims more is not rendered row by row.
MOST_ROWS = 50


class RowsInline(admin.TabularInline):
    """Rows of a card, at most MOST_ROWS."""

    max_num = MOST_ROWS

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        # Django's own bound is a thousand above max_num.
        formset.absolute_max = MOST_ROWS
        return formset


class ChoiceInline(RowsInline):
    model = Choice
    form = ChoiceForm
    formset = ChoiceFormSet
    fields = ("position", "is_correct", "text", "feedback", "kept_key")
    formfield_overrides = {models.TextField: {"form_class": MarkdownField}}

    def get_extra(self, request: HttpRequest, obj: Question | None = None, **kwargs: Any) -> int:
        # One empty row on an old card, for editors without scripts.
        return 1 if obj else 4


class ReferenceInline(RowsInline):
    model = Reference
    form = OrderedForm
    formset = OrderedFormSet
    fields = ("position", "title", "url")
    extra = 1
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}


class RelatedInline(RowsInline):
    model = Related
    form = OrderedForm
    formset = OrderedFormSet
    fk_name = "question"
    fields = ("position", "other", "note")
    autocomplete_fields = ("other",)
    extra = 1
