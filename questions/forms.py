"""What visitors can ask for: filters and a quiz."""

from datetime import timedelta

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from questions.domain import quiz_settings
from questions.domain.quiz_settings import QuizSettings
from questions.domain.search import Filters
from questions.models import Attempt, Deck, Question, Topic

# Longer than any question; the search box takes no more.
MOST_TEXT = 200


def filters_of(query: QueryDict) -> Filters:
    """The filters of /decks/ from its query string; an unknown slug finds nothing."""
    return Filters(
        topics=tuple(filter(None, query.getlist("topic"))),
        difficulties=tuple(filter(None, query.getlist("difficulty"))),
        tag=query.get("tag", "").strip(),
        text=query.get("q", "")[:MOST_TEXT],
    )


class QuizForm(forms.Form):
    """The set-up of a quiz. Field names and values are part of the stable surface."""

    deck = forms.ModelChoiceField(
        label=_("Deck"),
        queryset=Deck.objects.all(),
        to_field_name="slug",
        required=False,
        empty_label=_("All cards"),
    )
    topic = forms.ModelMultipleChoiceField(
        label=_("Topics"),
        queryset=Topic.objects.all(),
        to_field_name="slug",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: all topics, mixed."),
    )
    difficulty = forms.MultipleChoiceField(
        label=_("Difficulty"),
        required=False,
        choices=Question.Difficulty,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: every difficulty."),
    )
    tag = forms.SlugField(required=False, widget=forms.HiddenInput)
    count = forms.IntegerField(
        label=_("How many questions"),
        min_value=1,
        max_value=quiz_settings.MAX_QUESTIONS,
        initial=10,
    )
    minutes = forms.IntegerField(
        label=_("Minutes"),
        min_value=0,
        max_value=quiz_settings.MAX_MINUTES,
        initial=10,
        help_text=_("0 means no time limit."),
    )
    pace = forms.FloatField(
        label=_("Pace"),
        min_value=1,
        max_value=quiz_settings.MAX_PACE,
        initial=1,
        help_text=_("Multiplies your time: 1.5 gives half as much again, 2 doubles it. Up to 10."),
        widget=forms.NumberInput(attrs={"step": "0.25"}),
    )
    mode = forms.ChoiceField(
        label=_("Mode"),
        choices=[
            (Attempt.Mode.EXAM, _("Exam: feedback at the end")),
            (Attempt.Mode.PRACTICE, _("Practice: check each answer as you go")),
        ],
        initial=Attempt.Mode.EXAM,
        widget=forms.RadioSelect,
    )

    def quiz_settings(self) -> QuizSettings:
        data = self.cleaned_data
        return QuizSettings(
            count=data["count"],
            minutes=data["minutes"],
            pace=data["pace"],
            mode=data["mode"],
            deck=data["deck"].slug if data["deck"] else "",
            topics=tuple(topic.slug for topic in data["topic"]),
            difficulties=tuple(data["difficulty"]),
            tag=data["tag"],
        )

    def add_too_many(self, wait: timedelta) -> None:
        """Too many quizzes were started lately; all that was entered stays."""
        minutes = -(-int(wait.total_seconds()) // 60) or 1
        message = ngettext(
            "Many quizzes were started here in a short time. Nothing is lost: "
            "try again in %(number)s minute.",
            "Many quizzes were started here in a short time. Nothing is lost: "
            "try again in %(number)s minutes.",
            minutes,
        )
        self.add_error(None, message % {"number": minutes})

    def add_not_enough(self, available: int) -> None:
        """Say how many cards there are; all that was entered stays."""
        if not available:
            self.add_error(None, _("No card matches. Choose more topics or difficulties."))
            return
        message = ngettext(
            "Only %(number)s card matches. Ask for fewer, or choose more topics or difficulties.",
            "Only %(number)s cards match. Ask for fewer, or choose more topics or difficulties.",
            available,
        )
        self.add_error("count", message % {"number": available})
