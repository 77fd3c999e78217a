"""The style guide: every component in every state, for whoever builds pages (DEBUG only).

Samples are values like those that the pages get, not rows of a database.
"""

from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from questions.domain import markup
from questions.domain.quiz_pages import MapItem

COLORS = (
    "paper", "surface", "sunken", "line", "edge", "ink", "ink-soft", "accent", "accent-strong",
    "accent-soft", "right", "right-soft", "wrong", "wrong-soft", "warn", "warn-soft",
)  # fmt: skip
SIZES = ("s", "m", "l", "xl", "xxl", "hero", "huge")
SPACES = (1, 2, 3, 4, 5, 6, 7)

CODE = """Each call makes a new list:

```python
class Basket:
    # One list for every basket, made once
    items: list[str] = []

    def add(self, name: str = "apple", count: int = 1) -> None:
        self.items.extend([name] * count)
```

Use `field(default_factory=list)` instead."""


class SampleForm(forms.Form):
    """A field of each kind; bound to bad data it shows each kind of error."""

    name = forms.CharField(label="Name", help_text="At most 20 characters.", max_length=20)
    count = forms.IntegerField(label="How many", min_value=1, max_value=50, initial=10)
    mode = forms.ChoiceField(
        label="Mode", choices=[("exam", "Exam"), ("practice", "Practice")], widget=forms.RadioSelect
    )
    topics = forms.MultipleChoiceField(
        label="Topics",
        choices=[("web", "The web"), ("python", "Python")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    zone = forms.ChoiceField(label="Time zone", choices=[("UTC", "UTC")])
    note = forms.CharField(label="Note", widget=forms.Textarea, required=False)
    agreed = forms.BooleanField(label="Keep me posted")


def _choice(text: str, feedback: str, *, is_correct: bool, is_chosen: bool) -> dict[str, Any]:
    choice = {"html": text, "feedback_html": f"<p>{feedback}</p>", "is_correct": is_correct}
    return {"choice": choice, "is_chosen": is_chosen}


def samples() -> dict[str, Any]:
    """What the guide's template shows."""
    document = {
        "lang": "en",
        "form": "single",
        "prompt_html": "<p>Why do two baskets share one list?</p>",
        "answer_html": markup.render(CODE),
        "key_points_html": ["A class attribute is made once.", "Instances share it."],
        "references": [{"url": "https://docs.python.org/3/", "title": "Python: Classes"}],
        "verified_with": "Python 3.11",
        "last_verified": "2026-11-20",
    }
    reviewed = {
        "document": document,
        "choices": [
            _choice("They share it", "One list was made.", is_correct=True, is_chosen=False),
            _choice("Each has its own", "Not here.", is_correct=False, is_chosen=True),
            _choice("Neither has any", "Both do.", is_correct=False, is_chosen=False),
        ],
    }
    asked = {
        "lang": "en",
        "form": "single",
        "stem_html": "<p>Which basket holds the apple?</p>",
        "choices": [{"key": key, "html": f"Basket {key}"} for key in "abc"],
    }
    names = ("is_current", "is_answered", "is_flagged")
    states = [(), names[1:2], names[2:], names[1:], names[:1], names[:2], names]
    tiles = [
        SimpleNamespace(
            pk=number, name=name, lang="en", description=text, published_count=20,
            get_absolute_url="#tiles",
        )
        for number, name, text in (
            (1, "Python full stack", "What comes up in each interview, in its order."),
            (2, "Flask and Django", "Both frameworks side by side."),
        )
    ]  # fmt: skip
    return {
        "colors": COLORS,
        "sizes": SIZES,
        "spaces": SPACES,
        "document": document,
        "reviewed": reviewed,
        "asked": asked,
        "map": [
            MapItem(number, **{name: name in state for name in names})
            for number, state in enumerate(states, start=1)
        ],
        "tiles": tiles,
        "known": {1: 7},
        "form": SampleForm(),
        "wrong_form": SampleForm(
            {"name": "a" * 30, "count": "99", "mode": "x"}, auto_id="wrong_%s"
        ),
        "page_obj": Paginator(range(100), 10).page(3),
        "cells": range(5),
    }


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    return render(request, "styleguide.html", samples())
