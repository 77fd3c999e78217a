"""What a browser reads from the admin's pages and sends back."""

from typing import Any

from django.contrib.messages import get_messages
from django.forms import BaseForm
from django.urls import reverse

from questions.models import Question

LIST = "/admin/questions/question/"
ADD = "/admin/questions/question/add/"


def change_url(question: Question) -> str:
    return reverse("admin:questions_question_change", args=[question.pk])


def fields_of(response: Any) -> dict[str, Any]:
    """The fields of an admin form as the page shows them."""
    data: dict[str, Any] = {}
    _read(response.context["adminform"].form, data)
    for inline in response.context["inline_admin_formsets"]:
        _read(inline.formset.management_form, data)
        for form in inline.formset.forms:
            _read(form, data)
    return data


def _read(form: BaseForm, data: dict[str, Any]) -> None:
    for field in form:
        value = field.value()
        is_list = getattr(field.field.widget, "allow_multiple_selected", False)
        if value is False or field.field.disabled or (is_list and not value):
            continue  # a browser sends no empty check box or list
        data[field.html_name] = "" if value is None else value


def texts(response: Any) -> list[str]:
    """The messages that the response leaves for the next page."""
    return [str(message) for message in get_messages(response.wsgi_request)]


def act(client: Any, action: str, *questions: Question, **more: str) -> Any:
    data = {"action": action, "_selected_action": [card.pk for card in questions], **more}
    return client.post(LIST, data)
