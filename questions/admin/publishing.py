"""Publish and retire from the admin, saying all that is missing, field by field.

A few cards are done at once; many lead to a page of their own, see bulk.py.
"""

from collections.abc import Sequence

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from questions.admin.bulk import AT_ONCE, BulkAction, BulkAdmin
from questions.admin.forms import label_of
from questions.domain import publishing
from questions.domain.publishing import NotPublishable, Problem
from questions.models import Question

PUBLISHED = ngettext_lazy("Published %(count)d card.", "Published %(count)d cards.", "count")
UNCHANGED = ngettext_lazy(
    "%(count)d card is published as it stands; nothing in it had changed.",
    "%(count)d cards are published as they stand; nothing in them had changed.",
    "count",
)
RETIRED = ngettext_lazy(
    "Retired %(count)d card: it is out of lists, search and new quizzes.",
    "Retired %(count)d cards: they are out of lists, search and new quizzes.",
    "count",
)
NOT_PUBLISHED = ngettext_lazy(
    "%(count)d card was not published: there was nothing to retire.",
    "%(count)d cards were not published: there was nothing to retire.",
    "count",
)


def change_url(question: Question) -> str:
    return reverse("admin:questions_question_change", args=[question.pk])


class PublishAfterSave(HttpResponseRedirect):
    """Where to go once the saved card is published: rendering waits for the commit."""

    def __init__(self, url: str, question: Question) -> None:
        super().__init__(url)
        self.question = question


class PublishingAdmin(BulkAdmin):
    actions = ("publish_selected", "retire_selected")

    @admin.action(description=gettext_lazy("Publish selected cards"), permissions=["change"])
    def publish_selected(
        self, request: HttpRequest, queryset: QuerySet[Question]
    ) -> HttpResponse | None:
        """Publish what can be published and say for each other card what is missing."""
        if cards := more_than_at_once(queryset):
            return self.start_bulk(request, "publish", cards)
        new, unchanged = 0, 0
        for question in queryset.select_related("topic"):
            try:
                is_new = self._publish(request, question)
            except NotPublishable as error:
                self._tell_problems(request, question, error.problems)
            except Question.DoesNotExist:
                self.message_user(
                    request,
                    _("“%(card)s” was deleted meanwhile.") % {"card": question},
                    messages.WARNING,
                )
            else:
                new, unchanged = new + is_new, unchanged + (not is_new)
        if new:
            self.message_user(request, PUBLISHED % {"count": new}, messages.SUCCESS)
        if unchanged:
            self.message_user(request, UNCHANGED % {"count": unchanged}, messages.SUCCESS)
        return None

    @admin.action(description=gettext_lazy("Retire selected cards"), permissions=["change"])
    def retire_selected(
        self, request: HttpRequest, queryset: QuerySet[Question]
    ) -> HttpResponse | None:
        """Retire the published ones and say which others there were."""
        if cards := more_than_at_once(queryset):
            return self.start_bulk(request, "retire", cards)
        retired = 0
        for question in queryset:
            try:
                is_retired = self._retire(request, question)
            except Question.DoesNotExist:
                continue
            if is_retired:
                retired += 1
                continue
            text = _("“%(card)s” is not published (%(status)s): there was nothing to retire.")
            words = {"card": question, "status": question.get_status_display()}
            self.message_user(request, text % words, messages.WARNING)
        if retired:
            self.message_user(request, RETIRED % {"count": retired}, messages.SUCCESS)
        return None

    def _publish(self, request: HttpRequest, question: Question) -> bool:
        """Publish one card; True when candidates now see something new."""
        now, before = timezone.now(), question.status
        assert request.user.is_authenticated
        revision = publishing.publish(question, author=request.user, now=now)
        is_new = revision.created_at == now or before != Question.Status.PUBLISHED
        if is_new:
            text = _("Published as revision %(number)d.") % {"number": revision.number}
            self.log_change(request, question, text)
        return is_new

    def _retire(self, request: HttpRequest, question: Question) -> bool:
        """Retire one card; False when it wasn't published."""
        if question.status != Question.Status.PUBLISHED:
            return False
        publishing.retire(question)
        self.log_change(request, question, _("Retired."))
        return True

    bulk_actions = {
        "publish": BulkAction(
            title=gettext_lazy("Publish many cards"),
            go_on=ngettext_lazy(
                "Publish the next card", "Publish the next %(count)d cards", "count"
            ),
            changed=PUBLISHED,
            unchanged=UNCHANGED,
            do=_publish,
        ),
        "retire": BulkAction(
            title=gettext_lazy("Retire many cards"),
            go_on=ngettext_lazy("Retire the next card", "Retire the next %(count)d cards", "count"),
            changed=RETIRED,
            unchanged=NOT_PUBLISHED,
            do=_retire,
        ),
    }

    def _tell_problems(
        self, request: HttpRequest, question: Question, problems: Sequence[Problem]
    ) -> None:
        items = format_html_join("", "<li>{}: {}</li>", described(problems))
        text = format_html(
            "{} <a href=\"{}?missing=1\">{}</a><ul>{}</ul>",
            _("Not published:"), change_url(question), question, items,
        )  # fmt: skip
        self.message_user(request, text, messages.ERROR)

    def publish_saved(self, request: HttpRequest, response: PublishAfterSave) -> HttpResponse:
        """Publish what was just saved; with problems, lead back to the form that shows them."""
        question = response.question
        try:
            is_new = self._publish(request, question)
        except NotPublishable:
            text = _("Saved, but not published. What is missing is said below.")
            self.message_user(request, text, messages.ERROR)
            return HttpResponseRedirect(f"{change_url(question)}?missing=1")
        except Question.DoesNotExist:
            return HttpResponseRedirect(reverse("admin:questions_question_changelist"))
        assert question.current_revision is not None
        text = (
            _("Published as revision %(number)d.")
            if is_new
            else _("Nothing had changed: candidates see revision %(number)d.")
        )
        words = {"number": question.current_revision.number}
        self.message_user(request, text % words, messages.SUCCESS)
        return response

    def tell_standing(self, request: HttpRequest, question: Question) -> None:
        """After a save: say what candidates see of it."""
        if question.status == Question.Status.DRAFT:
            text = _("It is a draft: candidates don't see it until you publish it.")
        elif question.status == Question.Status.RETIRED:
            text = _("It is retired: candidates don't meet it until you publish it again.")
        elif publishing.is_current(question):
            return
        else:
            assert question.current_revision is not None
            text = _("Candidates still see revision %(number)d until you publish the card.") % {
                "number": question.current_revision.number
            }
        self.message_user(request, text, messages.WARNING)


def more_than_at_once(queryset: QuerySet[Question]) -> list[int]:
    """The keys of the cards chosen, when they are too many for one request; else none."""
    if queryset[AT_ONCE : AT_ONCE + 1].exists():
        return list(queryset.values_list("pk", flat=True))
    return []


def described(problems: Sequence[Problem]) -> list[tuple[str, str]]:
    """(label of the field, what is missing) for each problem."""
    return [(label_of(problem.field), problem.message) for problem in problems]


def show_problems(
    problems: Sequence[Problem],
    form: forms.ModelForm,
    formsets: Sequence[forms.BaseInlineFormSet],
) -> list[tuple[str, str, str]]:
    """Put each problem at its field; return (label, message, id of the field) for a summary."""
    rows = {formset.prefix: formset for formset in formsets}
    summary = []
    for problem in problems:
        label = label_of(problem.field)
        if problem.field in form.fields:
            errors = form.errors.setdefault(problem.field, form.error_class())
            errors.append(problem.message)
            summary.append((label, problem.message, form[problem.field].id_for_label))
        elif problem.field in rows:
            rows[problem.field].non_form_errors().append(problem.message)
            summary.append((label, problem.message, f"{problem.field}-group"))
        else:  # an editor who may not see the rows
            summary.append((label, problem.message, ""))
    return summary
