"""An editor writes, previews and publishes a card in the admin."""

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Locator, Page, expect

from accounts.tests.factories import PASSWORD, UserFactory
from questions.models import Deck, Question
from questions.tests.factories import QuestionFactory
from quizsite.tests.browser import both_ways, button, heading, link, start_quiz
from quizsite.tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

PROMPT = "What does a header hold?"


@pytest.fixture
def editor(transactional_db: None) -> User:
    return UserFactory(username="grace", is_staff=True, is_superuser=True)


@pytest.fixture
def draft(deck: Deck) -> Question:
    """A card that misses a key point and the feedback of its second choice."""
    question = QuestionFactory(form="single", slug="header", prompt=PROMPT, key_points=[])
    question.choices.filter(key="b").update(feedback="")
    return question


@pytest.fixture
def desk(request: pytest.FixtureRequest, visit: Visit, editor: User, draft: Question) -> Page:
    """The editor's browser, logged in, with the draft open."""
    page = visit(user=editor, scripts=getattr(request, "param", True))
    page.goto(change_path(draft))
    return page


on_both_desks = pytest.mark.parametrize(
    "desk", [True, False], ids=["with scripts", "without scripts"], indirect=True
)


def change_path(question: Question) -> str:
    return f"/admin/questions/question/{question.pk}/change/"


def message(page: Page, text: str) -> Locator:
    return page.locator(".messagelist").get_by_text(text)


@both_ways
def test_editor_mends_and_publishes_a_draft_and_candidates_meet_it(
    page: Page, editor: User, draft: Question
) -> None:
    page.goto("/admin/")
    page.get_by_label("Username").fill("grace")
    page.get_by_label("Password").fill(PASSWORD)
    button(page, "Log in").click()
    page.locator(".model-question").get_by_role("link", name="Questions").click()
    link(page, PROMPT).click()

    button(page, "Save and publish").click()
    missing = page.get_by_role("alert")
    expect(missing).to_contain_text("Key points: Give at least one key point.")
    expect(missing).to_contain_text("Choices: Choice 2 has no feedback.")

    page.get_by_label("Key points").fill("A name\nA value")
    page.locator("#id_choices-1-feedback").fill("Why b is wrong.")
    button(page, "Save and publish").click()
    expect(message(page, "Published as revision 1.")).to_be_visible()

    page.goto("/decks/?q=header")
    link(page, PROMPT).click()
    page.locator("summary", has_text="Show the answer").click()
    expect(page.get_by_text("A value")).to_be_visible()
    start_quiz(page, count=1, topic=draft.topic.slug)
    expect(page.get_by_text(PROMPT)).to_be_visible()


@on_both_desks
def test_draft_is_not_met_by_candidates(desk: Page) -> None:
    desk.goto("/decks/?q=header")

    expect(desk.get_by_text("No card matches")).to_be_visible()


@on_both_desks
def test_preview_shows_the_saved_card_and_its_quiz_form(desk: Page) -> None:
    desk.locator("#id_answer").fill("A name and a **value**.")
    button(desk, "Save and preview").click()

    expect(desk.get_by_text("Preview of the saved card")).to_be_visible()
    expect(heading(desk, PROMPT)).to_be_visible()
    desk.locator("summary", has_text="Show the answer").click()
    expect(desk.locator(".card__answer strong")).to_have_text("value")
    expect(desk.locator("[name=choice]")).to_have_count(3)
    expect(desk.get_by_text("No feedback yet.")).to_be_visible()
    link(desk, "Back to the form").click()
    expect(desk.locator("#id_answer")).to_have_value("A name and a **value**.")


@on_both_desks
def test_editor_who_saves_over_anothers_change_is_shown_the_difference(
    desk: Page, draft: Question
) -> None:
    other = desk.context.new_page()
    other.goto(change_path(draft))
    other.get_by_label("Prompt").fill("What does a header carry?")
    button(other, "Save").click()
    expect(message(other, "was changed successfully")).to_be_visible()

    desk.get_by_label("Prompt").fill("What is in a header?")
    button(desk, "Save").click()

    conflict = desk.get_by_role("alert").filter(has_text="Somebody saved this card")
    expect(conflict.locator("del")).to_have_text("What does a header carry?")
    expect(conflict.locator("ins")).to_have_text("What is in a header?")
    draft.refresh_from_db()
    assert draft.prompt == "What does a header carry?"
    button(desk, "Overwrite with mine").click()
    expect(message(desk, "was changed successfully")).to_be_visible()
    draft.refresh_from_db()
    assert draft.prompt == "What is in a header?"


def test_new_card_gets_its_slug_from_the_prompt_and_as_many_choices_as_one_adds(
    desk: Page, draft: Question
) -> None:
    desk.goto("/admin/questions/question/add/")

    desk.get_by_label("Prompt").press_sequentially("Why hash?")
    expect(desk.get_by_label("Slug")).to_have_value("why-hash")
    desk.get_by_label("Topic").select_option("Python")
    desk.get_by_label("Difficulty").select_option("Easy")
    desk.locator("#id_answer").fill("To find it.")
    desk.get_by_label("Key points").fill("Speed")
    button(desk, "Add another Choice").click()
    for number in range(5):
        desk.locator(f"#id_choices-{number}-text").fill(f"Choice {number}")
        desk.locator(f"#id_choices-{number}-feedback").fill("Because.")
    desk.locator("#id_choices-4-is_correct").check()
    button(desk, "Save and publish").click()

    expect(message(desk, "Published as revision 1.")).to_be_visible()
    card = Question.objects.get(slug="why-hash")
    assert [choice.is_correct for choice in card.choices.order_by("position")] == [False] * 4 + [
        True
    ]


def test_tags_and_related_cards_are_found_as_one_types(desk: Page, draft: Question) -> None:
    desk.locator(".field-tags .select2-selection").click()
    desk.get_by_role("searchbox").last.press_sequentially("cook")
    desk.get_by_role("option", name="cookies").click()
    desk.locator("#related-group .select2-selection").first.click()
    desk.get_by_role("searchbox").last.press_sequentially("session")
    desk.get_by_role("option", name="Where does a session live?").click()
    desk.locator("#id_related-0-note").fill("A session is kept on the server.")
    button(desk, "Save").click()

    expect(message(desk, "was changed successfully")).to_be_visible()
    assert [tag.slug for tag in draft.tags.all()] == ["cookies"]
    assert [row.other.slug for row in draft.related.all()] == ["session"]


ADMIN_PAGES = [
    "",
    "questions/",
    *(f"questions/{model}/" for model in ("question", "topic", "tag", "deck", "attempt")),
    *(f"questions/{model}/add/" for model in ("question", "topic", "tag", "deck")),
    "questions/question/?status__exact=draft&q=header",
    "auth/user/",
    "auth/user/add/",
    "password_change/",
    *(f"questions/question/{{card}}/{page}/" for page in (
        "change", "history", "delete", "preview", "revisions", "revisions/1",
        "revisions/1/compare/edited",
    )),
]  # fmt: skip


def test_no_admin_page_breaks_the_content_policy_or_a_script(
    visit: Visit, editor: User, deck: Deck
) -> None:
    page = visit(user=editor)
    card = Question.objects.get(slug="gil").pk

    answers = [page.goto(f"/admin/{address.format(card=card)}") for address in ADMIN_PAGES]

    assert [answer.url for answer in answers if answer is None or answer.status != 200] == []
