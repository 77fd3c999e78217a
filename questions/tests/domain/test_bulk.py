"""Long work on many cards: chunks bounded by number and time, and two tabs at once."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone

from accounts.tests.factories import UserFactory
from questions.domain import bulk
from questions.domain.bulk import Refusal, Run
from questions.domain.publishing import NotPublishable, Problem
from questions.models import Question
from questions.tests.factories import PUBLISHED_AT as NOW
from questions.tests.factories import QuestionFactory, TopicFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return UserFactory()


@pytest.fixture
def cards():
    return QuestionFactory.create_batch(5, topic=TopicFactory(), choices=0)


@pytest.fixture
def run(editor, cards):
    return start(editor, [card.pk for card in cards])


def start(editor, cards, now=NOW):
    return bulk.start(editor=editor, action="publish", cards=cards, now=now)


def find(editor, run, now=NOW) -> Run:
    return bulk.find(editor=editor, run_id=run.id, now=now)


def advance(editor, run, work=lambda card: True, *, most=2, seconds=9.0, clock=lambda: 0.0):
    return bulk.advance(
        run, work, editor=editor, now=NOW, most=most, seconds=seconds, clock=clock
    )  # fmt: skip


def ticking(*times: float):
    """A clock that says these times one after the other."""
    left: Iterator[float] = iter(times)
    return lambda: next(left)


# --- Chunks ------------------------------------------------------------------------


def test_run_is_kept_as_it_was_started_and_nothing_is_done_yet(editor, cards, run):
    kept = find(editor, run)

    assert kept == run
    assert isinstance(kept.id, UUID)
    assert (kept.total, kept.done, kept.is_finished) == (5, 0, False)
    assert kept.waiting == [card.pk for card in cards]


def test_each_chunk_does_the_next_cards_in_their_order_until_all_are_done(editor, cards, run):
    seen = []
    for done in (2, 4, 5):
        run = advance(editor, find(editor, run), lambda card: bool(seen.append(card.pk)))

        assert find(editor, run) == run
        assert run.done == done

    assert seen == [card.pk for card in cards]
    assert (run.is_finished, run.changed, run.unchanged) == (True, 0, 5)


def test_finished_run_stays_as_it_is(editor, run):
    finished = advance(editor, run, most=5)

    assert advance(editor, find(editor, run)) == finished


def test_chunk_begins_no_card_once_its_seconds_are_over(editor, run):
    # It ends at 102: the second card begins just before, the third would just then.
    run = advance(editor, run, most=5, seconds=2, clock=ticking(100, 101.9, 102))

    assert (run.done, run.changed) == (2, 2)


def test_chunk_does_one_card_however_slow_it_is(editor, run):
    run = advance(editor, run, seconds=0, clock=ticking(100, 100))

    assert run.done == 1


# --- Outcomes ----------------------------------------------------------------------


def test_cards_that_were_deleted_before_or_during_the_chunk_are_counted_and_passed(
    editor, cards, run
):
    cards[0].delete()

    def work(card):
        if card == cards[1]:
            raise Question.DoesNotExist
        return True

    run = advance(editor, run, work, most=3)

    assert (run.done, run.deleted, run.changed) == (3, 2, 1)


def refuse(card):
    raise NotPublishable([Problem("answer", "It is needed.")])


def test_card_that_can_not_be_published_is_named_with_what_it_misses(editor, cards, run):
    advance(editor, run, refuse, most=1)

    kept = find(editor, run)
    assert kept.refused == 1
    assert kept.named == [Refusal(cards[0].pk, str(cards[0]), [("answer", "It is needed.")])]


def test_of_many_cards_that_can_not_be_published_the_first_are_named(editor, run, monkeypatch):
    monkeypatch.setattr(bulk, "NAMED", 2)

    run = advance(editor, run, refuse, most=5)

    assert (run.refused, len(run.named)) == (5, 2)


# --- Two tabs ----------------------------------------------------------------------


def test_of_two_tabs_at_once_the_first_to_end_counts_and_the_run_only_moves_forward(editor, run):
    one, other = find(editor, run), find(editor, run)

    first = advance(editor, one, most=3)
    second = advance(editor, other, lambda card: False, most=1)

    assert first.done == 3
    assert second == find(editor, run) == first


def test_run_that_was_removed_during_its_chunk_tells_what_it_did(editor, run):
    Session.objects.all().delete()

    assert advance(editor, run).done == 2
    assert find(editor, run) is None


# --- Whose, and for how long ---------------------------------------------------------


def test_run_is_found_by_its_own_editor_only(run):
    assert find(UserFactory(), run) is None


def test_run_that_never_was_is_not_found(editor):
    assert bulk.find(editor=editor, run_id=uuid4(), now=NOW) is None


def test_run_expires_a_week_after_its_last_chunk_and_is_then_swept(editor):
    now = timezone.now()
    old = start(editor, [1], now=now - bulk.KEPT)
    recent = start(editor, [1], now=now - bulk.KEPT + timedelta(minutes=1))

    assert find(editor, old, now) is None
    assert find(editor, recent, now) == recent
    call_command("clearsessions")
    assert Session.objects.count() == 1


def test_each_chunk_keeps_the_run_for_another_week(editor):
    run = start(editor, [1, 2], now=NOW - timedelta(days=6))

    advance(editor, run, most=1)

    assert find(editor, run, NOW + timedelta(days=6)) is not None


def test_run_signed_with_a_former_secret_key_is_not_found(editor, run):
    Session.objects.update(session_data="signed:otherwise")

    assert find(editor, run) is None


def test_tens_of_thousands_of_cards_fit_and_a_chunk_reads_only_its_own(
    editor, django_assert_num_queries
):
    run = start(editor, range(1, 40_001))

    assert len(Session.objects.get().session_data) < 500_000
    # The cards of the chunk; then begin, lock, store and commit.
    with django_assert_num_queries(5):
        assert advance(editor, run, most=50).deleted == 50


def test_cards_of_a_chunk_come_with_their_topics_in_one_query(editor, django_assert_num_queries):
    run = start(editor, [QuestionFactory(choices=0).pk for _ in range(3)])

    with django_assert_num_queries(5):
        advance(editor, run, lambda card: bool(card.topic.name), most=3)
