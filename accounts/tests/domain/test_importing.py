"""What an import leaves out, and what it refuses as a whole."""

import json

import pytest
from django.core.management import call_command

from accounts.domain import importing, notes
from accounts.domain.importing import NotFresh
from accounts.formats.learning import LearningError
from accounts.models import Memory, Note, Profile, Review, StudyDay
from accounts.tests.histories import as_data, bring, exported, kept_of, live
from accounts.tests.learning import NOW, account, begin, end, give, later, rate, take
from questions.domain import quiz_record
from questions.models import Answer, Attempt, AttemptEvent, OldSlug, Question
from questions.tests.factories import QuestionFactory, published
from questions.tests.quizzing import RIGHT, WRONG

pytestmark = pytest.mark.django_db


def learner(cards):
    """Rated the first card twice, took a quiz of all, and wrote a note on each."""
    person = account()
    rate(person, cards[0], 3)
    rate(person, cards[0], 4, at=later(2000))
    take(person, cards, [RIGHT, WRONG, None][: len(cards)], at=later(3000))
    for card in cards:
        Note.objects.create(
            **person.fields(), question=card, text=f"On {card.slug}", updated_at=NOW
        )
    return person


@pytest.fixture
def cards():
    return [published(slug=slug) for slug in ("one", "two", "three")]


def missing(data, slug):
    """The document as if it came from a site that has another card in the place of this one."""
    text = json.dumps(data)
    return json.loads(text.replace(f'"card": "{slug}"', '"card": "elsewhere"'))


# --- What is left out --------------------------------------------------------------------


def test_a_card_that_is_not_here_is_left_out_and_the_others_are_kept(cards):
    data, fresh = missing(as_data(learner(cards)), "two"), account()

    result = bring(fresh, data)

    assert result.missing_cards == ("elsewhere",)
    assert (result.missing_reviews, result.missing_notes, result.notes) == (1, 1, 2)
    rows = Review.objects.of(fresh).values_list("question__slug", "kind")
    assert list(rows) == [*[("one", "rating")] * 3, ("three", "queue")]
    assert result.left_out[0] == (
        "1 card is not on this site, so what was about it is left out"
        " (reviews: 1, notes: 1): elsewhere."
    )
    call_command("rebuild_progress", "--check", verbosity=0)


def test_a_quiz_of_which_a_card_is_missing_is_left_out_and_its_learning_kept_as_study(cards):
    person, fresh = learner(cards), account()
    (old,) = Memory.objects.of(person).filter(question=cards[0])

    result = bring(fresh, missing(as_data(person), "two"))

    assert not Attempt.objects.of(fresh).exists()
    assert (result.missing_attempts, result.loosened_reviews) == (1, 2)
    assert set(Review.objects.of(fresh).values_list("source", "attempt")) == {("study", None)}
    (new,) = Memory.objects.of(fresh).filter(question=cards[0])
    assert (new.stability, new.due_at, new.review_count) == (old.stability, old.due_at, 3)
    assert result.left_out[1:] == [
        "1 quiz was left out, as a question of it is not on this site as it was asked.",
        "What their other questions taught you is kept: 2 reviews count as study.",
    ]


def test_a_quiz_with_a_card_that_reads_otherwise_here_is_left_out(cards):
    data, fresh = as_data(learner(cards)), account()
    data["attempts"][0]["answers"][0]["digest"] = "0" * 64

    result = bring(fresh, data)

    assert (result.attempts, result.missing_attempts, result.missing_cards) == (0, 1, ())


def test_a_quiz_whose_choices_were_made_up_is_left_out(cards):
    data, fresh = as_data(learner(cards)), account()
    answer = data["attempts"][0]["answers"][0]
    answer |= {"choice_order": ["x"], "response": ["x"]}

    assert bring(fresh, data).missing_attempts == 1


def test_a_state_of_a_card_is_known_by_its_content_and_not_by_its_number(cards):
    data, fresh = as_data(learner(cards)), account()
    for answer in data["attempts"][0]["answers"]:
        answer["revision"] = 99

    bring(fresh, data)

    numbers = Answer.objects.filter(attempt__owner=fresh.owner_id).values_list(
        "revision__number", flat=True
    )
    assert list(numbers) == [1, 1, 1]


def test_a_quiz_that_is_still_open_is_left_out(cards):
    person, fresh = account(), account()
    give(begin(person, cards), 1, RIGHT)

    result = bring(fresh, exported(person))

    assert (result.open_attempts, result.attempts, result.reviews) == (1, 0, 0)
    assert result.left_out == ["1 quiz that you had not finished was left out."]
    assert not Attempt.objects.of(fresh).exists()


def test_a_draft_is_no_card_that_somebody_could_have_met(cards):
    data, fresh = as_data(learner(cards)), account()
    Question.objects.filter(slug="one").update(slug="renamed")
    QuestionFactory(slug="one")

    assert bring(fresh, data).missing_cards == ("one",)


def test_a_retired_card_is_kept(cards):
    data, fresh = as_data(learner(cards)), account()
    Question.objects.update(status="retired")

    assert bring(fresh, data).missing_cards == ()


def test_two_cards_of_a_document_never_become_one_of_ours(cards):
    data, fresh = as_data(learner(cards)), account()
    Question.objects.filter(slug="three").update(slug="gone")
    OldSlug.objects.create(slug="three", question=cards[0])

    result = bring(fresh, data)

    assert result.missing_cards == ("three",)
    assert Memory.objects.of(fresh).get(question=cards[0]).review_count == 3


def test_settings_that_this_site_does_not_know_are_left_out(cards):
    data, fresh = as_data(learner(cards)), account()
    Profile.objects.filter(user=fresh.owner_id).update(timezone="Asia/Tokyo")
    topics = ["nowhere", cards[0].topic.slug]
    data["profile"] = {"timezone": "Mars/Olympus", "topics": topics, "minutes_a_day": 30}

    result = bring(fresh, data)

    profile = Profile.objects.get(user=fresh.owner_id)
    assert (profile.timezone, profile.minutes_a_day) == ("Asia/Tokyo", 30)
    assert list(profile.topics.all()) == [cards[0].topic]
    assert result.left_out == [
        "Topics of your plan that are not on this site: nowhere.",
        "This site doesn't know the time zone Mars/Olympus: set yours.",
    ]


# --- Quizzes ------------------------------------------------------------------------------


def test_a_quiz_keeps_its_id_where_it_is_free_and_gets_a_new_one_where_it_is_taken(cards):
    person, copy, moved = account(), account(), account()
    first = take(person, cards, [RIGHT, RIGHT, RIGHT])
    again = take(person, cards, [RIGHT, RIGHT, RIGHT], at=later(60))
    Attempt.objects.filter(pk=again.pk).update(retry_of=first)
    content = exported(person)

    bring(copy, content)
    copies = list(Attempt.objects.of(copy).order_by("started_at"))
    assert not {one.pk for one in copies} & {first.pk, again.pk}
    assert copies[1].retry_of == copies[0]

    Review.objects.of(person).delete()
    Attempt.objects.of(person).delete()
    bring(moved, content)
    kept = list(Attempt.objects.of(moved).order_by("started_at"))
    assert [one.pk for one in kept] == [first.pk, again.pk]
    assert kept[1].retry_of_id == first.pk


def test_the_record_says_that_it_was_imported_and_is_not_exported_so(cards):
    person, fresh = account(), account()
    take(person, cards, [RIGHT, None, None])

    bring(fresh, exported(person))

    kinds = AttemptEvent.objects.filter(attempt__owner=fresh.owner_id).values_list("kind", "detail")
    assert kinds[len(kinds) - 1] == ("carried", {"imported": True})
    assert [one["kind"] for one in as_data(fresh)["attempts"][0]["events"]] == [
        one["kind"] for one in as_data(person)["attempts"][0]["events"]
    ]


def test_the_record_of_an_imported_quiz_is_append_only_too(cards):
    person, fresh = account(), account()
    attempt = end(begin(person, cards))
    quiz_record.note(attempt, "late", now=NOW, position=1, detail={"response": "x"})

    bring(fresh, exported(person))

    assert AttemptEvent.objects.filter(kind="late").count() == 2


# --- What stops it ------------------------------------------------------------------------


def nothing_stored(person):
    models = (Review, Attempt, Memory, StudyDay, Note)
    return not any(model.objects.of(person).exists() for model in models)


@pytest.mark.parametrize("has", ["a review", "a quiz", "a note"])
def test_an_account_that_did_something_takes_nothing(cards, has):
    content, person = exported(learner(cards)), account()
    match has:
        case "a review":
            rate(person, cards[0], 3)
        case "a quiz":
            begin(person, cards)
        case "a note":
            notes.save_text(person=person, question_id=cards[0].pk, text="Mine", seq=0, now=NOW)
    before = as_data(person)

    with pytest.raises(NotFresh):
        bring(person, content)

    assert as_data(person) == before


def test_a_bookmark_that_was_taken_away_and_an_empty_note_are_in_no_imports_way(cards):
    person, content = account(), exported(learner(cards))
    for is_bookmarked in (True, False):
        notes.bookmark(person=person, question_id=cards[0].pk, is_bookmarked=is_bookmarked, now=NOW)
    notes.save_text(person=person, question_id=cards[1].pk, text="", seq=0, now=NOW)

    bring(person, content)

    texts = Note.objects.of(person).order_by("question").values_list("text", flat=True)
    assert list(texts) == ["On one", "On two", "On three"]


@pytest.mark.parametrize("rating", [2, 4])
def test_a_log_that_leads_to_no_number_is_refused(cards, rating):
    data, fresh = as_data(learner(cards)), account()
    # On the same day Hard multiplies the stability by seven, Easy by four hundred.
    data["parameters"][0][17:20] = [2.0, 2.0, 0.0]
    review = data["reviews"][0] | {"rating": rating, "points": None}
    data["reviews"] = [review | {"id": number} for number in range(1, 500)]

    with pytest.raises(LearningError, match="The reviews of the card “one” lead nowhere"):
        bring(fresh, data)

    assert nothing_stored(fresh)


def test_a_failure_in_the_middle_leaves_nothing(cards, monkeypatch):
    content, fresh = exported(learner(cards)), account()

    def fail(*args):
        raise RuntimeError

    monkeypatch.setattr(importing, "_store_notes", fail)
    with pytest.raises(RuntimeError):
        bring(fresh, content)

    assert nothing_stored(fresh)


@pytest.mark.parametrize("at_once", [1, 2, 3])
def test_undone_reviews_find_what_they_undo_across_batches(monkeypatch, at_once):
    person, fresh, bank = account(), account(), [published(), published()]
    live(person, bank, seed=5, steps=40)
    assert Review.objects.filter(kind="undo").count() > 2
    monkeypatch.setattr(importing, "AT_ONCE", at_once)

    bring(fresh, exported(person))

    assert kept_of(fresh) == kept_of(person)
    for undo in Review.objects.of(fresh).filter(kind="undo"):
        assert (undo.voids.question_id, undo.voids.owner_id) == (undo.question_id, fresh.owner_id)
