"""Notes and bookmarks: kept, found again, carried along, and never overwritten unasked."""

import pytest

from accounts.domain import guests, notes
from accounts.models import Note
from accounts.tests.learning import NOW, account, guest, later
from questions.domain import publishing
from questions.tests.factories import published

pytestmark = pytest.mark.django_db


def write(person, card, text, *, seq=0, at=NOW, **options):
    return notes.save_text(
        person=person, question_id=card.pk, text=text, seq=seq, now=at, **options
    )


def mark(person, card, is_bookmarked=True, *, at=NOW):
    return notes.bookmark(person=person, question_id=card.pk, is_bookmarked=is_bookmarked, now=at)


def noted(person):
    """{card: (text, bookmarked)} of all that the person has."""
    return {note.question_id: (note.text, note.is_bookmarked) for note in Note.objects.of(person)}


def found(person, **filters):
    return [row.question_id for row in notes.listed(person=person, **filters)]


# --- Writing -------------------------------------------------------------------


def test_a_note_is_stored_and_counts_its_changes():
    person, card = account(), published()

    first = write(person, card, " One \r\nTwo ")
    second = write(person, card, "Three", seq=first.seq, at=later(1))

    assert (first.text, first.seq, first.updated_at) == ("One \nTwo", 1, NOW)
    assert (second.text, second.seq, second.updated_at) == ("Three", 2, later(1))
    assert noted(person) == {card.pk: ("Three", False)}


def test_a_note_that_was_changed_elsewhere_is_not_overwritten():
    person, card = account(), published()
    write(person, card, "Mine")

    with pytest.raises(notes.StaleNote) as refused:
        write(person, card, "Another", seq=0, at=later(1))

    assert (refused.value.note.text, refused.value.note.seq) == ("Mine", 1)
    assert noted(person) == {card.pk: ("Mine", False)}


def test_the_same_text_sent_twice_is_saved_once():
    person, card = account(), published()
    write(person, card, "Mine")

    again = write(person, card, "Mine", seq=0, at=later(1))

    assert (again.seq, again.updated_at) == (1, NOW)


def test_a_text_can_go_below_the_stored_one():
    person, card = account(), published()
    write(person, card, "Mine")

    assert write(person, card, "Another", seq=1, below_stored=True).text == "Mine\n\nAnother"


def test_a_note_holds_ten_thousand_characters_and_no_more():
    person, card = account(), published()
    full = write(person, card, "x" * 10_000)

    with pytest.raises(notes.NoteTooLong):
        write(person, card, "x" * 10_001, seq=full.seq)

    assert noted(person) == {card.pk: ("x" * 10_000, False)}


def test_a_bookmark_neither_needs_a_note_nor_makes_one_stale():
    person, card = account(), published()
    mark(person, card)
    write(person, card, "Mine", seq=0)
    mark(person, card, is_bookmarked=False)

    assert write(person, card, "Better", seq=1).seq == 2
    assert noted(person) == {card.pk: ("Better", False)}


# --- The list --------------------------------------------------------------------


def test_the_list_holds_ones_own_notes_and_bookmarks_newest_first():
    person, old, new, empty, other = account(), *(published() for _ in range(4))
    write(person, old, "Old")
    mark(person, new, at=later(2))
    write(person, empty, "")
    write(account(), other, "Not mine")

    assert found(person) == [new.pk, old.pk]
    assert found(person, only="bookmarked") == [new.pk]


def test_words_are_looked_for_in_note_and_prompt_alike():
    person = account()
    first = published(prompt="What does the GIL protect?")
    second = published(prompt="What is a closure?")
    write(person, first, "One Lock at a time")
    mark(person, second, at=later(1))

    assert found(person, text="gil LOCK") == [first.pk]
    assert found(person, text="closure") == [second.pk]
    assert found(person, text="what") == [second.pk, first.pk]
    assert found(person, text="what zebra") == []


@pytest.mark.parametrize("text", ["ñandú", "ÑANDÚ", "nandu", "ÉTÉ straße", "STRASSE"])
def test_case_and_accents_count_in_no_alphabet(text):
    person, card, other = account(), published(prompt="What is an Été?"), published()
    write(person, card, "Un Ñandú in der Straße")
    write(person, other, "Another bird")

    assert found(person, text=text) == [card.pk]


@pytest.mark.parametrize("text", ["%", "_", "\\", "\0", "'", "100%", "a\0b"])
def test_signs_that_a_database_knows_stand_for_themselves(text):
    person, card, plain = account(), published(), published()
    write(person, card, "a b 100% of _all_ \\ 'things'")
    write(person, plain, "nothing")

    assert set(found(person, text=text)) <= {card.pk, plain.pk}
    if text.strip("\0"):
        assert found(person, text=text) == [card.pk]


def test_a_retired_card_keeps_its_note_and_its_prompt():
    person, card = account(), published(prompt="What is *gone*?")
    write(person, card, "Still here")
    publishing.retire(card)

    (row,) = notes.listed(person=person, text="gone")

    assert (row.prompt, row.text) == ("What is gone?", "Still here")


# --- Coming along, and going -------------------------------------------------------


def carry(visitor, person):
    guests.carry(guest_key=visitor.guest_key, owner_id=person.owner_id, now=later(60))


def test_a_guests_notes_and_bookmarks_come_along():
    visitor, person, card, marked = guest(), account(), published(), published()
    write(visitor, card, "As a guest")
    mark(visitor, marked)

    carry(visitor, person)

    assert noted(person) == {card.pk: ("As a guest", False), marked.pk: ("", True)}
    assert noted(visitor) == {}


def test_where_both_wrote_both_texts_stay_however_long_they_are():
    visitor, person, card = guest(), account(), published()
    write(person, card, "a" * 9_000)
    write(visitor, card, "b" * 9_000, at=later(1))
    mark(visitor, card, at=later(2))

    carry(visitor, person)

    note = Note.objects.of(person).get()
    assert (note.text, note.is_bookmarked) == ("a" * 9_000 + "\n\n" + "b" * 9_000, True)
    assert (note.seq, note.updated_at) == (2, later(2))
    # It can be shortened step by step, but not grow.
    assert write(person, card, note.text[:-1], seq=2).seq == 3
    with pytest.raises(notes.NoteTooLong):
        write(person, card, note.text + "c", seq=3)


def test_the_accounts_bookmark_outlives_a_guest_who_set_none():
    visitor, person, card = guest(), account(), published()
    mark(person, card)
    write(visitor, card, "As a guest")

    carry(visitor, person)

    assert noted(person) == {card.pk: ("As a guest", True)}


def test_a_text_that_both_have_stands_once_and_carrying_twice_changes_nothing():
    visitor, person, card = guest(), account(), published()
    write(person, card, "The same")
    write(visitor, card, "The same")

    carry(visitor, person)
    carry(visitor, person)

    assert noted(person) == {card.pk: ("The same", False)}


def test_a_page_from_before_the_log_in_does_not_overwrite_what_came_along():
    visitor, person, card = guest(), account(), published()
    stored = write(person, card, "At home")
    write(visitor, card, "As a guest")
    carry(visitor, person)

    with pytest.raises(notes.StaleNote):
        write(person, card, "At home, better", seq=stored.seq)


def test_purge_forgets_the_notes_of_guests_who_left_and_of_nobody_else():
    gone, here, person, card = guest("a"), guest("b"), account(), published()
    write(gone, card, "Gone")
    write(person, card, "Mine")
    mark(here, card, at=later(60))

    assert guests.purge(before=later(30)) == 1

    assert (noted(gone), noted(here)) == ({}, {card.pk: ("", True)})
    assert noted(person) == {card.pk: ("Mine", False)}
