"""An action on more cards than one request can do: a page of its own, with a progress bar.

Each POST does the next cards and leads back to the page; with scripts the page presses
on by itself. Where it stands is kept by the domain, so leaving it loses nothing.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy
from django.views.decorators.http import require_http_methods

from questions.admin.forms import label_of
from questions.domain import bulk
from questions.domain.bulk import Run
from questions.models import Question

# Publishing a card takes some 25 ms: so many are done within half a second, and what each
# of them may miss still fits above the list.
AT_ONCE = 20

DELETED = ngettext_lazy(
    "%(count)d card was deleted meanwhile.", "%(count)d cards were deleted meanwhile.", "count"
)
REFUSED = ngettext_lazy(
    "%(count)d card can't be published.", "%(count)d cards can't be published.", "count"
)


@dataclass(frozen=True)
class BulkAction:
    """What an action does with a card, and its words; those with a number take `count`."""

    title: Any
    go_on: Any
    changed: Any
    unchanged: Any
    do: Callable[[Any, HttpRequest, Question], bool]


@dataclass(frozen=True)
class Refused:
    """A card that can't be published, with the address of its form."""

    name: str
    url: str
    problems: list[str]


@dataclass(frozen=True)
class Standing:
    """How far a run is, as the page shows it and its script reads it."""

    done: int
    total: int
    text: str
    counts: list[str]
    refused: list[Refused]
    more: str
    is_finished: bool


class BulkAdmin(admin.ModelAdmin):
    bulk_actions: Mapping[str, BulkAction]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_http_methods(["GET", "HEAD", "POST"])(self.bulk))
        return [
            path("bulk/<uuid:run_id>/", view, name="questions_question_bulk"),
            *super().get_urls(),
        ]

    def start_bulk(self, request: HttpRequest, action: str, cards: Sequence[int]) -> HttpResponse:
        """Lead to the page that does it, and from there back to the list as it is filtered."""
        assert request.user.is_authenticated
        run = bulk.start(editor=request.user, action=action, cards=cards, now=timezone.now())
        url = reverse("admin:questions_question_bulk", args=[run.id])
        filters = self.get_preserved_filters(request)
        return HttpResponseRedirect(
            add_preserved_filters({"opts": self.opts, "preserved_filters": filters}, url)
        )

    def bulk(self, request: HttpRequest, run_id: UUID) -> HttpResponse:
        if not self.has_change_permission(request):
            raise PermissionDenied
        assert request.user.is_authenticated
        editor, now = request.user, timezone.now()
        run = bulk.find(editor=editor, run_id=run_id, now=now)
        if run is None:
            raise Http404
        action = self.bulk_actions[run.action]
        if request.method == "POST":
            run = bulk.advance(
                run,
                lambda question: action.do(self, request, question),
                editor=editor, now=now, most=bulk.CHUNK, seconds=bulk.SECONDS,
            )  # fmt: skip
            if request.headers.get("Accept") == "application/json":
                return JsonResponse(asdict(standing_of(run, action)))
            return HttpResponseRedirect(request.get_full_path())
        return TemplateResponse(
            request,
            "admin/questions/question/bulk.html",
            self._bulk_context(request, run, action),
        )

    def _bulk_context(self, request: HttpRequest, run: Run, action: BulkAction) -> dict[str, Any]:
        chosen = (
            ngettext("All done: %(count)d card.", "All done: %(count)d cards.", run.total)
            if run.is_finished
            else ngettext("%(count)d card is chosen", "%(count)d cards are chosen", run.total)
        )
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "preserved_filters": self.get_preserved_filters(request),
            "title": action.title,
            "subtitle": chosen % {"count": run.total},
            "standing": standing_of(run, action),
            "go_on": action.go_on % {"count": min(bulk.CHUNK, len(run.waiting))},
        }


def standing_of(run: Run, action: BulkAction) -> Standing:
    counted = (
        (action.changed, run.changed),
        (action.unchanged, run.unchanged),
        (DELETED, run.deleted),
        (REFUSED, run.refused),
    )
    more = run.refused - len(run.named)
    return Standing(
        done=run.done,
        total=run.total,
        text=_("%(done)d of %(total)d") % {"done": run.done, "total": run.total},
        counts=[words % {"count": count} for words, count in counted if count],
        refused=[
            Refused(
                name=refusal.name,
                url=f"{reverse('admin:questions_question_change', args=[refusal.card])}?missing=1",
                problems=[f"{label_of(name)}: {message}" for name, message in refusal.problems],
            )
            for refusal in run.named
        ],
        more=_("and %(count)d more") % {"count": more} if more else "",
        is_finished=run.is_finished,
    )
