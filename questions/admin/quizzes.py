"""Attempts, for support: to look at, never to change."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from questions.models import Answer, Attempt, AttemptEvent


class LookedAtInline(admin.TabularInline):
    """Rows of an attempt; whoever may see the attempt sees them, and nobody changes them."""

    can_delete = False
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True


class AnswerInline(LookedAtInline):
    model = Answer
    fields = ("position", "question", "revision_number", "form", "said", "confidence", "flagged",
              "points", "answered_at")  # fmt: skip
    readonly_fields = fields
    ordering = ("position",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Answer]:
        answers = super().get_queryset(request).select_related("question", "revision")
        return answers.defer("revision__document")

    @admin.display(description=gettext_lazy("revision"))
    def revision_number(self, answer: Answer) -> int:
        return answer.revision.number

    @admin.display(description=gettext_lazy("response"))
    def said(self, answer: Answer) -> str:
        """The typed text, or the keys of the choices."""
        if answer.response is None:
            return _("Left open")
        return answer.response if isinstance(answer.response, str) else ", ".join(answer.response)


class EventInline(LookedAtInline):
    """The record: what happened and when, in the server's order."""

    model = AttemptEvent
    verbose_name_plural = gettext_lazy("record")
    fields = ("at", "kind", "position", "detail")
    readonly_fields = fields
    ordering = ("id",)


@admin.register(Attempt)
class AttemptAdmin(admin.ModelAdmin):
    inlines = (AnswerInline, EventInline)
    list_display = ("id", "taker", "mode", "state", "started_at", "finished_at", "score",
                    "question_count")  # fmt: skip
    list_filter = ("state", "mode", "ending")
    list_select_related = ("owner",)
    list_per_page = 50
    search_fields = ("=id", "owner__username", "=guest_key")
    search_help_text = gettext_lazy("An attempt's or a guest's whole key, or a user name.")
    show_full_result_count = False
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """With its account an attempt may go; alone it stays, as progress was reckoned from it."""
        match = request.resolver_match
        if match and (match.url_name or "").startswith("questions_attempt_"):
            return False
        return super().has_delete_permission(request, obj)

    @admin.display(description=gettext_lazy("taken by"), ordering="owner__username")
    def taker(self, attempt: Attempt) -> str:
        return attempt.owner.get_username() if attempt.owner else _("A guest")
