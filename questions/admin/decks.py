"""Decks, topics and tags in the admin."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html

from questions.admin.forms import OrderedForm, OrderedFormSet
from questions.admin.publishing import change_url
from questions.domain import publishing
from questions.models import Deck, DeckEntry, Question, Tag, Topic


class CardName(forms.Widget):
    """A card's name, to read: a select for each card of a deck would be a query each."""

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> Any:
        return format_html('<a href="{}">{}</a>', change_url(self.question), self.question)


class DeckEntryForm(OrderedForm):
    """A card is chosen once; to have another in its place, take it out and add that."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "question" in self.fields:
            self.fields["question"] = forms.Field(
                disabled=True,
                required=False,
                label=self.fields["question"].label,
                widget=CardName(self.instance.question),
            )

    def clean_question(self) -> Question:
        return self.instance.question if self.instance.pk else self.cleaned_data["question"]


class DeckEntryInline(admin.TabularInline):
    model = DeckEntry
    form = DeckEntryForm
    formset = OrderedFormSet
    fields = ("position", "question")
    autocomplete_fields = ("question",)
    extra = 1

    def get_queryset(self, request: HttpRequest) -> QuerySet[DeckEntry]:
        return super().get_queryset(request).select_related("question")


@admin.register(Deck)
class DeckAdmin(admin.ModelAdmin):
    inlines = (DeckEntryInline,)
    prepopulated_fields = {"slug": ("name",)}
    list_display = ("name", "slug", "position", "published_count")
    search_fields = ("name", "slug", "description")

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Sequence[Any], change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        publishing.refresh_deck_counts([form.instance.pk])


@admin.register(Topic)
class TopicAdmin(admin.ModelAdmin):
    prepopulated_fields = {"slug": ("name",)}
    list_display = ("name", "slug", "position", "published_count")
    search_fields = ("name", "slug", "description")


@admin.register(Tag)
class TagAdmin(admin.ModelAdmin):
    prepopulated_fields = {"slug": ("name",)}
    list_display = ("name", "slug", "card_count")
    search_fields = ("name", "slug")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Tag]:
        queryset = super().get_queryset(request)
        # Only the list shows the count; the autocomplete must stay quick.
        if request.resolver_match and request.resolver_match.url_name == "questions_tag_changelist":
            return queryset.annotate(cards=Count("questiontag"))
        return queryset

    @admin.display(description="cards")
    def card_count(self, tag: Any) -> int:
        return int(tag.cards)
