"""A card as candidates see it: the preview, the revisions, and how they differ."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from questions.admin.conflicts import labeled
from questions.domain import publishing
from questions.domain.differences import between, document_state
from questions.domain.document import CardDocument
from questions.models import Question, Revision

# Names the edit side where a revision's number could stand.
EDITED = "edited"


class RevisionsAdmin(admin.ModelAdmin):
    def get_urls(self) -> list[URLPattern]:
        def own(route: str, view: Any, name: str) -> URLPattern:
            safe = self.admin_site.admin_view(require_safe(view))
            return path(f"<int:question_id>/{route}", safe, name=f"questions_question_{name}")

        return [
            own("preview/", self.preview, "preview"),
            own("revisions/", self.revisions, "revisions"),
            own("revisions/<int:number>/", self.revision, "revision"),
            own("revisions/<int:number>/compare/<slug:other>/", self.compare, "compare"),
            *super().get_urls(),
        ]

    def preview(self, request: HttpRequest, question_id: int) -> HttpResponse:
        """The saved edit side, through the templates that candidates see."""
        question = self._viewable(request, question_id)
        return self._as_users_see_it(request, question, _edited(question), None)

    def revision(self, request: HttpRequest, question_id: int, number: int) -> HttpResponse:
        question = self._viewable(request, question_id)
        revision = _numbered(question, number)
        document = CardDocument.from_json(revision.document)
        return self._as_users_see_it(request, question, document, revision)

    def revisions(self, request: HttpRequest, question_id: int) -> HttpResponse:
        question = self._viewable(request, question_id)
        # Documents are large and not shown here.
        revisions = question.revisions.defer("document").select_related("author")
        context = {
            **self._context(request, question, _("Revisions")),
            "revisions": revisions.order_by("-number"),
            "has_changes": question.current_revision_id and not publishing.is_current(question),
        }
        return TemplateResponse(request, "admin/questions/question/revisions.html", context)

    def compare(
        self, request: HttpRequest, question_id: int, number: int, other: str
    ) -> HttpResponse:
        """How `other`, a later revision's number or the edit side, differs from `number`."""
        question = self._viewable(request, question_id)
        old = CardDocument.from_json(_numbered(question, number).document)
        if other == EDITED:
            new, name = _edited(question), _("the saved card, not published yet")
        elif other.isdigit() and len(other) < 10:
            new = CardDocument.from_json(_numbered(question, int(other)).document)
            name = _("revision %(number)s") % {"number": other}
        else:
            raise Http404
        context = {
            **self._context(request, question, _("Compare")),
            "number": number,
            "other": name,
            "differences": labeled(between(document_state(old), document_state(new))),
        }
        return TemplateResponse(request, "admin/questions/question/compare.html", context)

    def _viewable(self, request: HttpRequest, question_id: int) -> Question:
        cards = Question.objects.select_related("topic", "current_revision")
        question = get_object_or_404(cards, pk=question_id)
        if not self.has_view_or_change_permission(request, question):
            raise PermissionDenied
        return question

    def _context(self, request: HttpRequest, question: Question, title: str) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": question,
            "title": title,
            "subtitle": str(question),
        }

    def _as_users_see_it(
        self,
        request: HttpRequest,
        question: Question,
        document: CardDocument,
        revision: Revision | None,
    ) -> HttpResponse:
        context = {
            "question": question,
            "document": document,
            "asked": document.without_key([choice.key for choice in document.choices]),
            "revision": revision,
        }
        return TemplateResponse(request, "admin/questions/question/preview.html", context)


def _edited(question: Question) -> CardDocument:
    record = publishing.read(question)
    return publishing.render_document(record, topic_name=question.topic.name)


def _numbered(question: Question, number: int) -> Revision:
    return get_object_or_404(question.revisions, number=number)
