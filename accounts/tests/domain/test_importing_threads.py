"""Real threads on the real database: an import, and what is stored at the same moment."""

import contextlib
import threading

import pytest
from django.db import IntegrityError, connection

from accounts.domain import guests, importing, rebuilding
from accounts.domain.importing import NotFresh
from accounts.models import Memory, Review
from accounts.tests.domain.test_importing import learner
from accounts.tests.histories import MONTH_LATER, bring, exported
from accounts.tests.learning import NOW, account, guest, rate
from questions.tests.factories import published

pytestmark = pytest.mark.django_db(transaction=True)

# Seconds in which the other thread is done, unless it waits for a lock.
LONG_ENOUGH = 0.3


def test_the_same_import_sent_twice_at_once_is_stored_once():
    cards = [published() for _ in range(3)]
    content, fresh = exported(learner(cards)), account()
    outcomes, start = [], threading.Barrier(2)

    def send():
        start.wait()
        try:
            outcomes.append(bring(fresh, content).reviews)
        except NotFresh:
            outcomes.append("not fresh")
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes, key=str) == [5, "not fresh"]
    assert Review.objects.of(fresh).count() == 5


@pytest.mark.parametrize("what", ["a rating", "a guest's work", "a guest's work of long ago"])
def test_what_is_stored_during_an_import_is_in_progress_or_the_import_is_not(monkeypatch, what):
    cards = [published() for _ in range(3)]
    content, fresh, visitor, results = exported(learner(cards)), account(), guest(), []
    for card in cards[1:]:
        rate(visitor, card, 3, at=MONTH_LATER if what == "a guest's work" else NOW)

    def act():
        try:
            if what == "a rating":
                results.append(rate(fresh, cards[0], 3, at=MONTH_LATER))
            else:
                key, owner_id = visitor.guest_key, fresh.owner_id
                guests.carry(guest_key=key, owner_id=owner_id, now=MONTH_LATER)
        except IntegrityError as error:  # the carry that waited: the next log-in tries again
            results.append(error)
        finally:
            connection.close()

    store_reviews, tab = importing._store_reviews, threading.Thread(target=act)

    def disturbed(*args):
        tab.start()
        tab.join(timeout=LONG_ENOUGH)
        store_reviews(*args)

    monkeypatch.setattr(importing, "_store_reviews", disturbed)
    with contextlib.suppress(NotFresh):
        bring(fresh, content)
    tab.join()

    assert rebuilding.rebuild(is_dry=True).differing == 0
    counts = dict(Memory.objects.of(fresh).values_list("question_id", "review_count"))
    if what == "a rating":
        assert results == [Review.objects.of(fresh).ratings().last()]
        assert counts == {cards[0].pk: 3 + 1, cards[1].pk: 1, cards[2].pk: 0}
    else:
        assert Review.objects.filter(owner=None).count() in (0, 2)
