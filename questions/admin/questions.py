"""Cards in the admin: list, form, saving. Publishing and revisions have their own files."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, ProtectedError, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from questions.admin import conflicts
from questions.admin.forms import MarkdownField, QuestionForm
from questions.admin.inlines import ChoiceInline, ReferenceInline, RelatedInline
from questions.admin.publishing import (
    PublishAfterSave,
    PublishingAdmin,
    show_problems,
)
from questions.admin.revisions import RevisionsAdmin
from questions.domain import publishing
from questions.models import Answer, Deck, OldSlug, Question, Topic

# Publishing sets `edited_at` no later than the revision, so later means unpublished.
UNPUBLISHED = Q(edited_at__gt=F("current_revision__created_at"))
# How many cards that can't be deleted are named; the rest are counted.
NAMED = 20


class ChangesFilter(admin.SimpleListFilter):
    title = gettext_lazy("unpublished changes")
    parameter_name = "changes"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "yes":
            return queryset.filter(UNPUBLISHED)
        if self.value() == "no":
            return queryset.filter(current_revision__created_at__gte=F("edited_at"))
        return queryset


@admin.register(Question)
class QuestionAdmin(PublishingAdmin, RevisionsAdmin):
    form = QuestionForm
    inlines = (ChoiceInline, ReferenceInline, RelatedInline)
    prepopulated_fields = {"slug": ("prompt",)}
    formfield_overrides = {models.TextField: {"form_class": MarkdownField}}
    list_display = ("__str__", "topic", "difficulty", "status", "changes", "form", "edited_at")
    list_filter = ("status", ChangesFilter, "topic", "difficulty", "form", "tags")
    list_select_related = ("topic",)
    list_per_page = 50
    search_fields = ("prompt", "answer", "slug", "origin")
    search_help_text = gettext_lazy("Searches prompt, answer, slug and origin.")
    ordering = ("-id",)
    # Counting all cards for "3 results (60 total)" is slow in a large bank.
    show_full_result_count = False

    # --- List ---

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        return (
            super()
            .get_queryset(request)
            .annotate(
                revision_number=F("current_revision__number"),
                revision_at=F("current_revision__created_at"),
            )
        )

    @admin.display(description=gettext_lazy("unpublished"))
    def changes(self, question: Any) -> str:
        """Whether the saved card differs from what candidates see."""
        if question.revision_at is None:
            return _("All of it")
        return _("Changes") if question.edited_at > question.revision_at else _("Nothing")

    # --- Form ---

    def get_fieldsets(self, request: HttpRequest, obj: Question | None = None) -> Any:
        # A method, as the checks of the attribute refuse `tags`, which has its own model.
        return [
            (None, {"fields": ["edit_version", "prompt", "slug", ("topic", "difficulty"), "tags"]}),
            (_("Answer"), {"fields": ["answer", "key_points"]}),
            (
                _("Quiz form"),
                {"fields": ["form", "choice_prompt", "accepted_answers", "keep_order"]},
            ),
            (_("Source"), {"fields": ["verified_with", "last_verified", "origin", "lang"]}),
        ]

    def view_on_site(self, obj: Question) -> str | None:
        return obj.get_absolute_url() if obj.current_revision_id else None

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        # The lock is held until the save is done: of two editors at once, the second
        # finds the first one's version.
        with transaction.atomic():
            question = _locked(object_id) if object_id else None
            if question and request.POST.get("edit_version") != str(question.version):
                request.POST = conflicts.rebase(request.POST, question)  # type: ignore[assignment]
            response = super().changeform_view(request, object_id, form_url, extra_context)
        if isinstance(response, PublishAfterSave):
            return self.publish_saved(request, response)
        return response

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Question | None = None,
    ) -> HttpResponse:
        form = context["adminform"].form
        formsets = [inline.formset for inline in context["inline_admin_formsets"]]
        if form.is_bound and change and form.is_stale:
            context["conflict"] = conflicts.find(form, formsets)
            if context["conflict"] is None:
                self.message_user(request, _("The card is saved just like this already."))
                return HttpResponseRedirect(request.get_full_path())
            if not form.has_other_errors and all(formset.is_valid() for formset in formsets):
                context["errors"] = []  # the conflict says it all
        is_asked = "missing" in request.GET and not form.is_bound
        if obj and is_asked and self.has_change_permission(request, obj):
            problems = publishing.problems(publishing.read(obj))
            context["problems"] = show_problems(problems, form, formsets)
        return super().render_change_form(request, context, add, change, form_url, obj)

    # --- Saving ---

    def save_model(self, request: HttpRequest, obj: Question, form: Any, change: bool) -> None:
        obj.version += 1
        obj.edited_at = timezone.now()
        super().save_model(request, obj, form, change)
        if obj.current_revision_id and form.initial["slug"] != obj.slug:
            OldSlug.objects.update_or_create(slug=form.initial["slug"], defaults={"question": obj})
        OldSlug.objects.filter(slug=obj.slug).delete()

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Sequence[Any], change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        question = form.instance
        if form.is_overwriting:
            for formset in formsets:
                _delete_others(request, formset)
        if publishing.is_current(question):
            # Typed back to what candidates see: no unpublished changes.
            question.edited_at = min(question.edited_at, question.current_revision.created_at)
            question.save(update_fields=["edited_at"])
        if question.status == Question.Status.PUBLISHED:
            publishing.refresh_counts([question.pk], topic_ids=[form.initial["topic"]])

    def response_add(
        self, request: HttpRequest, obj: Question, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._respond(request, obj, super().response_add(request, obj, post_url_continue))

    def response_change(self, request: HttpRequest, obj: Question) -> HttpResponse:
        return self._respond(request, obj, super().response_change(request, obj))

    def _respond(
        self, request: HttpRequest, question: Question, response: HttpResponse
    ) -> HttpResponse:
        if not isinstance(response, HttpResponseRedirect):
            return response  # a pop-up window closes itself
        if "_publish" in request.POST:
            return PublishAfterSave(response.url, question)
        self.tell_standing(request, question)
        if "_preview" in request.POST:
            url = reverse("admin:questions_question_preview", args=[question.pk])
            return HttpResponseRedirect(url)
        return response

    # --- Deleting ---

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Say which cards can't be deleted, instead of naming every answer to them."""
        asked = Answer.objects.filter(question__in=[card.pk for card in objs]).values("question")
        used = Question.objects.filter(pk__in=asked)
        if names := [str(card) for card in used[:NAMED]]:
            if more := used.count() - len(names):
                names.append(_("and %(count)d more") % {"count": more})
            return [], {}, set(), names
        return super().get_deleted_objects(objs, request)

    def delete_model(self, request: HttpRequest, obj: Question) -> None:
        self.delete_queryset(request, Question.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Question]) -> None:
        cards = Question.objects.filter(pk__in=list(queryset.values_list("pk", flat=True)))
        with transaction.atomic():
            topics = list(Topic.objects.filter(questions__in=cards).values_list("pk", flat=True))
            decks = list(
                Deck.objects.filter(entries__question__in=cards).values_list("pk", flat=True)
            )
            cards.delete()
            publishing.refresh_counts([], topic_ids=topics)
            publishing.refresh_deck_counts(decks)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        try:
            return super().delete_view(request, object_id, extra_context)
        except ProtectedError:
            return self._refuse_delete(request)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        try:
            return super().changelist_view(request, extra_context)
        except ProtectedError:
            return self._refuse_delete(request)

    def _refuse_delete(self, request: HttpRequest) -> HttpResponse:
        """A quiz began with the card between the confirmation and the delete."""
        text = _("Nothing was deleted: a card was asked in a quiz meanwhile. Retire it instead.")
        self.message_user(request, text, messages.ERROR)
        return HttpResponseRedirect(reverse("admin:questions_question_changelist"))


def _locked(object_id: str) -> Question | None:
    try:
        pk = Question._meta.pk.to_python(unquote(object_id))
    except ValidationError:
        return None
    return Question.objects.select_for_update().filter(pk=pk).first()


def _delete_others(request: HttpRequest, formset: forms.BaseInlineFormSet) -> None:
    """Overwriting: rows that another editor has added, and this form doesn't show, go."""
    assert formset.model is not None
    options = formset.model._meta
    if request.user.has_perm(f"{options.app_label}.delete_{options.model_name}"):
        kept = [form.instance.pk for form in formset.forms if form.instance.pk]
        rows = formset.model._default_manager.filter(question=formset.instance)
        rows.exclude(pk__in=kept).delete()
