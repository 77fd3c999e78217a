"""Saving answers: by the form alone, in the background, and from two places at once."""

import pytest

from questions.domain import publishing
from questions.tests.factories import QuestionFactory, published
from questions.tests.views.growth import grow_bank
from questions.tests.views.visitors import (
    JSON,
    finish,
    page_of,
    save,
    set_clock_back,
    start,
    text_of,
)
from quizsite.tests.html import form_to

pytestmark = pytest.mark.django_db


def stored(attempt, position=1):
    answer = attempt.answers.get(position=position)
    return answer.response, answer.confidence, answer.flagged, answer.seq


def send(client, attempt, position=1, **fields):
    """Post a question's form as it is given, stale or not."""
    return client.post(page_of(attempt, position), fields)


def send_in_background(client, attempt, position=1, **fields):
    return client.post(page_of(attempt, position), fields, headers=JSON)


# --- The form, without scripts ------------------------------------------------


@pytest.mark.parametrize(
    ("go", "page"),
    [
        ("2", 2),  # Next, and the map
        ("3", 3),  # the map
        ("1", 1),
        ("finish", "finish"),
        ("", 1),  # Save
        ("0", 1),
        ("4", 1),
        ("-1", 1),
        ("nonsense", 1),
        ("99999999999999999999", 1),
        ("https://evil.example/", 1),
    ],
)
def test_every_button_saves_and_leads_on(go, page, client):
    grow_bank(3)
    attempt = start(client, 3)

    response = save(client, attempt, 1, "b", go=go, confidence="2", flagged="1")

    assert (response.status_code, response["Location"]) == (302, page_of(attempt, page))
    assert stored(attempt) == (["b"], 2, True, 1)


def test_the_page_shows_what_was_saved(client):
    grow_bank(2)
    attempt = start(client, 2)

    save(client, attempt, 1, "b", confidence="2", flagged="1")

    text = text_of(client.get(page_of(attempt)))
    for field in ('name="choice" value="b"', 'name="confidence" value="2"', 'name="flagged"'):
        assert " checked" in text.split(field)[1].split(">")[0], field
    assert text.count(" checked") == 3
    assert "<span data-answered-count>1</span> of 2 answered" in text
    assert 'name="seq" value="1"' in text


def test_the_map_shows_answered_flagged_and_open_questions(client):
    grow_bank(3)
    attempt = start(client, 3)
    save(client, attempt, 1, "b")
    save(client, attempt, 2, flagged="1")

    text = text_of(client.get(page_of(attempt, 3)))

    states = [part.split("</span>")[0] for part in text.split("data-map-state>")[1:]]
    assert states == [", answered", ", open, flagged", ", open"]
    for place, marks in enumerate([" is-answered", " is-flagged", " is-current"], start=1):
        assert f'class="map__item{marks}" name="go" value="{place}"' in text


def test_an_answer_can_be_changed_and_taken_back(client):
    published()
    attempt = start(client)
    save(client, attempt, 1, "b", flagged="1")

    save(client, attempt, 1, "c")
    assert stored(attempt) == (["c"], None, False, 2)
    save(client, attempt, 1)
    assert stored(attempt) == (None, None, False, 3)


def test_several_choices_are_kept_together(client):
    card = QuestionFactory(form="several", choices=4)
    card.choices.filter(key="b").update(is_correct=True)
    publishing.publish(card, author=None, now=card.edited_at)
    attempt = start(client)

    save(client, attempt, 1, "a", "b")

    response, *_rest = stored(attempt)
    assert sorted(response) == ["a", "b"]
    finish(client, attempt)
    assert attempt.answers.get().points == 1


def test_a_typed_answer_is_kept_as_it_was_typed_and_shown_again(client):
    published(form="typed", accepted_answers=["x < y"])
    attempt = start(client)

    save(client, attempt, 1, typed="  X  <  \0Y ")

    assert stored(attempt)[0] == "X  <  Y"
    assert 'name="typed" value="X  &lt;  Y"' in text_of(client.get(page_of(attempt)))
    finish(client, attempt)
    assert attempt.answers.get().points == 1


@pytest.mark.parametrize(
    "wrong", [{"choice": "zzz"}, {"choice": ["a", "zzz"]}, {"choice": ["a", "b"]}, {"typed": "a"}]
)
def test_what_was_not_on_offer_is_refused_and_nothing_changes(wrong, client):
    published()
    attempt = start(client)
    save(client, attempt, 1, "b")

    response = send(client, attempt, seq="1", **wrong)

    assert response.status_code == 400
    assert "<h1>We couldn't read that request</h1>" in text_of(response)
    assert stored(attempt) == (["b"], None, False, 1)


@pytest.mark.parametrize("confidence", ["0", "4", "sure", "", "-1", "1.5"])
def test_a_confidence_that_is_none_is_left_out(confidence, client):
    published()
    attempt = start(client)

    save(client, attempt, 1, "a", confidence=confidence)

    assert stored(attempt) == (["a"], None, False, 1)


@pytest.mark.parametrize("position", [0, 2, 999, 10**12])
def test_a_question_that_is_not_in_the_quiz_is_not_found(position, client):
    published()
    attempt = start(client)

    assert client.get(page_of(attempt, position)).status_code == 404
    assert send(client, attempt, position, choice="a").status_code == 404


# --- Twice, and from two places -----------------------------------------------


def test_the_same_form_sent_twice_counts_once(client):
    grow_bank(2)
    attempt = start(client, 2)
    form = {"choice": "b", "seq": "0", "go": "2"}

    first, second = send(client, attempt, **form), send(client, attempt, **form)

    assert first["Location"] == second["Location"] == page_of(attempt, 2)
    assert stored(attempt) == (["b"], None, False, 1)
    assert stored(attempt, 2) == (None, None, False, 0)


def test_a_stale_form_shows_both_answers_and_overwrites_nothing(client):
    published()
    attempt = start(client)
    save(client, attempt, 1, "b")

    response = send(client, attempt, choice="c", seq="0", confidence="3", flagged="1")

    text = text_of(response)
    assert response.status_code == 409
    saved, mine = text.split("<dt>")[1:]
    assert ("Choice b" in saved, "Choice c" in saved) == (True, False)
    assert ("Choice b" in mine, "Choice c" in mine) == (False, True)
    assert stored(attempt) == (["b"], None, False, 1)


def test_use_mine_stores_what_this_page_wanted(client):
    published()
    attempt = start(client)
    save(client, attempt, 1, "b")
    conflict = send(client, attempt, choice="c", seq="0", confidence="3", flagged="1")

    response = client.post(page_of(attempt), form_to(conflict, page_of(attempt)))

    assert response["Location"] == page_of(attempt)
    assert stored(attempt) == (["c"], 3, True, 2)


def test_use_mine_works_for_typed_answers(client):
    published(form="typed")
    attempt = start(client)
    save(client, attempt, 1, typed="saved")
    conflict = send(client, attempt, typed='"mine" & <yours>', seq="0")

    text = text_of(conflict)
    assert "<code>saved</code>" in text
    assert "<code>&quot;mine&quot; &amp; &lt;yours&gt;</code>" in text
    assert stored(attempt)[0] == "saved"
    client.post(page_of(attempt), form_to(conflict, page_of(attempt)))
    assert stored(attempt)[0] == '"mine" & <yours>'


def test_keep_the_saved_one_leads_back_to_the_question(client):
    published()
    attempt = start(client)
    save(client, attempt, 1, "b")

    text = text_of(send(client, attempt, choice="c", seq="0"))

    assert f'href="{page_of(attempt)}">Keep the saved one</a>' in text


# --- In the background --------------------------------------------------------


def test_a_background_save_answers_with_the_new_seq_and_the_time_left(client):
    published()
    attempt = start(client, minutes=10)

    response = send_in_background(client, attempt, choice="a", seq="0")

    reply = response.json()
    assert response.status_code == 200
    assert set(reply) == {"seq", "seconds_left"}
    assert reply["seq"] == 1
    assert 590 < reply["seconds_left"] <= 600
    assert stored(attempt) == (["a"], None, False, 1)


def test_an_untimed_quiz_has_no_seconds_left(client):
    published()
    attempt = start(client)

    assert send_in_background(client, attempt, choice="a", seq="0").json() == {
        "seq": 1,
        "seconds_left": None,
    }


def test_a_stale_background_save_says_so_and_changes_nothing(client):
    published()
    attempt = start(client)
    save(client, attempt, 1, "b")

    response = send_in_background(client, attempt, choice="c", seq="0")

    assert (response.status_code, response.json()) == (409, {"stale": True})
    assert stored(attempt) == (["b"], None, False, 1)


@pytest.mark.parametrize("is_overdue", [True, False])
def test_a_closed_quiz_answers_with_the_address_of_its_results(is_overdue, client):
    published()
    attempt = start(client, minutes=10)
    set_clock_back(attempt, minutes=11) if is_overdue else finish(client, attempt)

    response = send_in_background(client, attempt, choice="a", seq="0")

    assert (response.status_code, response.json()) == (
        410,
        {"closed": page_of(attempt, "results")},
    )
    assert stored(attempt)[0] is None
