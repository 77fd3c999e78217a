"""Every page that a visitor can come to, in every state worth looking at."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from accounts.domain import progress
from accounts.domain.points import key_of
from accounts.tests import learning
from accounts.tests.factories import UserFactory
from questions.domain import publishing
from questions.models import Attempt, Question, Related
from questions.tests.factories import (
    PUBLISHED_AT,
    DeckFactory,
    QuestionFactory,
    ReferenceFactory,
    TagFactory,
    published,
)
from questions.tests.views.visitors import (
    finish,
    newcomer,
    page_of,
    person_of,
    rate,
    save,
    set_up,
    start,
)
from quizsite.tests.html import Element, form_to, read
from quizsite.urls import urlpatterns as real_urlpatterns


def forbidden(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken on purpose")


# The real addresses, and two that fail; every_page is the tests' ROOT_URLCONF.
urlpatterns = [*real_urlpatterns, path("forbidden/", forbidden), path("broken/", broken)]


@dataclass(frozen=True)
class Page:
    name: str
    status: int
    headers: dict[str, str]
    html: str
    root: Element

    @classmethod
    def of(cls, name: str, response: Any) -> "Page":
        html = response.content.decode()
        try:
            root = read(html)
        except AssertionError as error:
            raise AssertionError(f"{name}: {error}") from None
        return cls(name, response.status_code, dict(response.headers), html, root)


def make_bank() -> dict[str, Question]:
    """A card of each form, with everything that a card can have; one deck; one retired card."""
    tag = TagFactory(slug="tag-x")
    cards = {}
    for form in ("single", "several", "typed"):
        card = QuestionFactory(
            slug=form,
            form=form,
            tags=[tag],
            answer="Text.\n\n```python\nprint(1)\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |",
            verified_with="Python 3.11",
            topic__slug=f"about-{form}",
        )
        ReferenceFactory(question=card)
        publishing.publish(card, author=None, now=PUBLISHED_AT)
        cards[form] = card
    cards["retired"] = published(slug="retired")
    publishing.retire(cards["retired"])
    Related.objects.create(question=cards["single"], other=cards["typed"], note="Near.")
    DeckFactory(slug="deck-x", questions=[cards["typed"], cards["single"], cards["several"]])
    DeckFactory(slug="deck-empty", questions=[])
    return cards


class Visit:
    """One visitor's way through every page; `pages` is what was seen."""

    def __init__(self, client: Client) -> None:
        client.raise_request_exception = False
        self.client = client
        self.pages: list[Page] = []

    def get(self, name: str, address: str, **options: Any) -> None:
        self.see(name, self.client.get(address, **options))

    def post(self, name: str, address: str, **data: Any) -> None:
        self.see(name, self.client.post(address, data))

    def see(self, name: str, response: Any) -> None:
        self.pages.append(Page.of(name, response))


def browse(visit: Visit) -> None:
    for name, address in {
        "home": "/",
        "decks": "/decks/",
        "found": "/decks/?topic=about-single&difficulty=easy&tag=tag-x",
        "search": "/decks/?q=question",
        "search, loose": "/decks/?q=question+zebra",
        "search, nothing": "/decks/?q=zebra",
        "deck": "/decks/deck-x/",
        "deck, a topic": "/decks/deck-x/?topic=about-typed",
        "deck, empty": "/decks/deck-empty/",
        "deck, to print": "/decks/deck-x/print/",
        "keys": "/keys/",
        "card": "/cards/single/",
        "card in a deck": "/cards/single/?deck=deck-x",
        "card, last in a deck": "/cards/several/?deck=deck-x",
        "card, retired": "/cards/retired/",
    }.items():
        visit.get(name, address)


def study(visit: Visit) -> None:
    visit.get("progress, nothing yet", "/progress/")
    visit.get("cards behind a number, none", "/progress/cards/?show=known")
    visit.get("study", "/study/?deck=deck-x")
    visit.get("study, no cards", "/study/?deck=deck-empty")
    visit.post("study, refused", "/study/", card="none", rating="3")
    for card in Question.objects.published():
        rate(visit.client, card, 1)
    visit.get("study, one to take back", "/study/")
    form = form_to(visit.client.get("/study/"), "/study/")
    other = form | {"rating": "3", "promise": "9:60,330,600,86400"}
    visit.post("study, changed meanwhile", "/study/", **other)
    visit.get("study, only missed", "/study/?only=missed", follow=True)
    for card in Question.objects.published():
        rate(visit.client, card, 4)
    visit.get("study, the end", "/study/")
    visit.get("study, the end of a deck", "/study/?deck=deck-x")
    visit.get("study, nothing missed", "/study/?only=missed&topic=none", follow=True)
    forget_the_first(visit.client)
    visit.get("study, stubborn", "/study/?topic=about-single&only=all", follow=True)


def forget_the_first(client: Client) -> None:
    """Let the card be forgotten, learned and forgotten again, day by day."""
    card, now = Question.objects.get(slug="single"), timezone.now()
    for day in range(1, 6):
        for rating, hours in ((4, 0), (1, 13)):
            at = now + timedelta(days=-day, hours=hours)
            learning.rate(person_of(client), card, rating, at=at)


def notes(visit: Visit) -> None:
    for only in ("", "bookmarked", "suspended"):
        visit.get(f"notes, none {only}", f"/notes/?only={only}")
    for name, data in {
        "note": {"text": "First <b>\n\nline"},
        "bookmark": {"on": "1"},
        "schedule": {"action": "bury"},
    }.items():
        visit.client.post(f"/cards/single/{name}/", data)
    visit.client.post("/cards/typed/schedule/", {"action": "suspend"})
    points = [key_of(point) for point in ("<p>The first point.</p>", "The first point.")]
    progress.record_review(
        person=person_of(visit.client),
        question_id=Question.objects.get(slug="several").pk,
        rating=1,
        now=timezone.now(),
        points={"covered": [], "missed": points},
    )
    visit.get("card, noted", "/cards/single/?deck=deck-x")
    visit.get("card, suspended", "/cards/typed/")
    visit.get("card, points missed", "/cards/several/")
    visit.get("card, to reset", "/cards/several/reset/?deck=deck-x")
    visit.post("note, in conflict", "/cards/single/note/", text="Another", deck="deck-x")
    visit.post("note, too long", "/cards/single/note/", text="x" * 10_001, seq="1")
    for only in ("", "bookmarked", "suspended"):
        visit.get(f"notes {only}", f"/notes/?only={only}")
    visit.get("notes, nothing found", "/notes/?q=zebra")


def quiz(visit: Visit) -> None:
    client = visit.client
    visit.get("history, empty", "/quizzes/")
    visit.get("set-up", "/quizzes/new/?topic=about-single&deck=deck-x")
    visit.see("set-up, wrong", set_up(client, count="x", pace=99, mode="", deck="none"))
    visit.see("set-up, too few", set_up(client, count=99))
    exam = start(client, 3, minutes=10, attempt="", pace=2)
    forms = {answer.form: answer.position for answer in exam.answers.all()}
    for form, position in forms.items():
        visit.get(f"question, {form}", page_of(exam, position))
    save(client, exam, forms["single"], "a", flagged="1", confidence="1")
    save(client, exam, forms["typed"], typed="<b>")
    visit.get("question, answered", page_of(exam, forms["single"]))
    visit.get("question, typed and answered", page_of(exam, forms["typed"]))
    for form in ("single", "typed"):
        answer = {"typed": "x"} if form == "typed" else {"choice": "b"}
        stale = {"seq": "9", "flagged": "1", "confidence": "2"}
        visit.post(f"conflict, {form}", page_of(exam, forms[form]), **answer, **stale)
    visit.post("not on offer", page_of(exam, forms["single"]), choice="zzz", seq="1")
    visit.get("finish", page_of(exam, "finish"))
    visit.get("set-up, one open", "/quizzes/new/")
    visit.see("set-up, refused", set_up(client))
    visit.get("history, one open", "/quizzes/")
    visit.get("progress, one open", "/progress/")
    visit.get("home, one open", "/")
    finish(client, exam)
    visit.get("results", page_of(exam, "results"))
    visit.get("results, none of the kind", page_of(exam, "results") + "?show=flagged&x=1")
    practise(visit)
    visit.get("results, the second", page_of(Attempt.objects.first(), "results"))
    visit.get("history", "/quizzes/")
    visit.get("progress", "/progress/")
    visit.get("cards behind a number", "/progress/cards/?show=seen&topic=about-single")
    visit.get("cards of a day", "/progress/cards/?day=2026-02-30")


def practise(visit: Visit) -> None:
    practice = start(visit.client, 3, mode="practice", minutes=10)
    save(visit.client, practice, 1, go="pause")
    visit.get("question, paused", page_of(practice, 1))
    visit.get("finish, paused", page_of(practice, "finish"))
    visit.client.post(page_of(practice, "1/resume"))
    for answer in practice.answers.all():
        choice = {"typed": "x"} if answer.form == "typed" else {"choice": "b"}
        save(visit.client, practice, answer.position, check="1", **choice)
        visit.get(f"practice, checked, {answer.form}", page_of(practice, answer.position))
    finish(visit.client, practice)


def errors(visit: Visit) -> None:
    visit.get("404", "/nowhere/")
    visit.get("404, a card", "/cards/none/")
    visit.get("403", "/forbidden/")
    visit.get("500", "/broken/")
    visit.get("400, wrong host", "/", headers={"host": "evil.example"})
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = visit.client.cookies
    visit.see("403, no token", strict.post("/study/", {"rating": "3"}))


def enter(visit: Visit) -> None:
    """What only somebody without a log-in comes to."""
    for name in ("login", "signup"):
        visit.get(name, f"/accounts/{name}/")
        visit.get(f"{name}, with a way back", f"/accounts/{name}/?next=/progress/")
        visit.post(f"{name}, wrong", f"/accounts/{name}/", username="a b", password1="x")
    with override_settings(EMAIL_ENABLED=False):
        visit.get("reset, whom to ask", "/accounts/password_reset/")
    with override_settings(EMAIL_ENABLED=True):
        visit.get("reset", "/accounts/password_reset/")
        visit.post("reset, wrong", "/accounts/password_reset/", email="nonsense")
        visit.get("reset, sent", "/accounts/password_reset/done/")
    ada = UserFactory(username="ada")
    uid = urlsafe_base64_encode(force_bytes(ada.pk))
    visit.get("reset, bad link", f"/accounts/reset/{uid}/a-b/")
    link = f"/accounts/reset/{uid}/{default_token_generator.make_token(ada)}/"
    chosen = visit.client.get(link)["Location"]
    visit.get("reset, choose", chosen)
    visit.post("reset, choose, wrong", chosen, new_password1="a", new_password2="b")
    visit.get("reset, complete", "/accounts/reset/done/")
    for _ in range(9):
        newcomer().post("/accounts/login/", {"username": "ada", "password": "guess"})
    visit.post("429", "/accounts/login/", username="ada", password="guess")


def account(visit: Visit) -> None:
    """What only somebody with an account comes to."""
    visit.get("settings", "/accounts/settings/")
    visit.post("settings, wrong", "/accounts/settings/", timezone="none", email="none")
    plan = {"interview_date": "2020-01-01", "minutes_a_day": "0", "days_off": list("0123456")}
    visit.post("plan in the settings, wrong", "/accounts/settings/", weekly_goal="8", **plan)
    visit.get("plan", "/accounts/plan/?next=/progress/")
    visit.post("plan, wrong", "/accounts/plan/", next="/progress/", **plan)
    visit.get("password", "/accounts/password_change/")
    visit.post("password, wrong", "/accounts/password_change/", old_password="x")
    visit.get("password, done", "/accounts/password_change/done/")
    visit.get("import", "/accounts/import/")
    visit.post("import, wrong", "/accounts/import/")
    visit.get("delete", "/accounts/delete/")
    visit.post("delete, wrong", "/accounts/delete/", password="x")


def see_every_page(make_visitor: Callable[[], Client]) -> list[Page]:
    """Walk through all of it; needs the database and leaves everything in it."""
    make_bank()
    visit = Visit(make_visitor())
    with override_settings(ROOT_URLCONF=__name__):
        steps: list[Callable[[Visit], None]] = [browse, notes, study, quiz, errors]
        is_user = "_auth_user_id" in visit.client.session
        for step in [*steps, account if is_user else enter]:
            step(visit)
    return visit.pages
