"""The pages on which one takes one's data along, and brings it back."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.domain import exporting, notes, progress
from accounts.models import Memory, Note, Profile, Review
from accounts.tests.histories import kept_of
from questions.models import Attempt, OldSlug
from questions.tests.factories import published
from questions.tests.views.visitors import (
    finish,
    guest,
    messages_of,
    newcomer,
    person_of,
    rate,
    save,
    start,
    text_of,
    user,
)

pytestmark = pytest.mark.django_db

EXPORT, CSV, IMPORT = "/accounts/export/", "/accounts/export/reviews.csv", "/accounts/import/"


def learner(**fields):
    """Somebody with two reviews, a finished quiz, and a note."""
    client = user(**fields)
    card, asked = published(slug="one"), published(slug="two")
    rate(client, card, 3)
    rate(client, card, 1)
    attempt = start(client, topic=[asked.topic.slug])
    save(client, attempt, 1, "a")
    finish(client, attempt)
    notes.save_text(
        person=person_of(client), question_id=card.pk, text="Mine.", seq=0, now=timezone.now()
    )
    return client


def content_of(response):
    return b"".join(response.streaming_content)


def upload(client, content, name="export.json"):
    if not isinstance(content, bytes):
        content = json.dumps(content).encode()
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, content)})


def nothing_stored(client):
    person = person_of(client)
    return not any(model.objects.of(person).exists() for model in (Review, Attempt, Note, Memory))


# --- Export ---------------------------------------------------------------------------


def test_the_export_is_one_json_document_to_save():
    client = learner(username="ada", email="ada@example.org")

    response = client.get(EXPORT)
    data = json.loads(content_of(response))

    assert response["Content-Type"] == "application/json"
    assert response["Content-Disposition"].startswith('attachment; filename="flipside-20')
    assert response["Cache-Control"] == "private, no-store"
    assert data["account"] == {"username": "ada", "email": "ada@example.org"}
    assert (data["schema"], data["version"]) == ("flipside.learning", 1)
    assert [one["card"] for one in data["reviews"]] == ["one", "one", "two"]
    assert [one["text"] for one in data["notes"]] == ["Mine."]
    assert [answer["response"] for answer in data["attempts"][0]["answers"]] == [["a"]]


def test_the_export_tells_no_secret():
    client = learner()
    other = user(username="grace", email="grace@example.org")
    rate(other, published(slug="other"), 3)

    text = content_of(client.get(EXPORT)).decode()

    assert "password" not in text
    assert "md5" not in text
    assert "grace" not in text
    assert '"other"' not in text


def test_an_account_that_did_nothing_has_an_export_too():
    data = json.loads(content_of(user().get(EXPORT)))

    assert (data["reviews"], data["attempts"], data["notes"]) == ([], [], [])


def test_the_reviews_are_a_table_too():
    response = learner().get(CSV)
    rows = list(csv.DictReader(io.StringIO(content_of(response).decode())))

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Cache-Control"] == "private, no-store"
    assert [(row["card"], row["rating"], row["source"]) for row in rows] == [
        ("one", "3", "study"),
        ("one", "1", "study"),
        ("two", "3", "quiz"),
    ]
    assert rows[0]["reviewed_at"].endswith("Z")
    assert (rows[0]["is_first"], rows[1]["is_first"]) == ("true", "false")


@pytest.mark.parametrize("address", [EXPORT, CSV])
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_an_export_is_only_read(address, method):
    assert getattr(user(), method)(address).status_code == 405


@pytest.mark.parametrize("address", [EXPORT, CSV])
def test_the_queries_of_an_export_do_not_grow_with_the_log(address):
    client = learner()

    def count():
        with CaptureQueriesContext(connection) as queries:
            content_of(client.get(address))
        return len(queries)

    few = count()
    for slug in ("one", "two"):
        for _ in range(10):
            rate(client, type("Card", (), {"slug": slug}), 2)
    attempt = start(client, 2)
    finish(client, attempt)

    assert count() == few


def test_a_long_log_is_read_by_the_chunk(monkeypatch):
    client = learner()
    monkeypatch.setattr(exporting, "REVIEWS_AT_ONCE", 2)
    monkeypatch.setattr(exporting, "ATTEMPTS_AT_ONCE", 1)
    finish(client, start(client))

    data = json.loads(content_of(client.get(EXPORT)))

    assert [one["id"] for one in data["reviews"]] == [1, 2, 3, 4]
    assert len(data["attempts"]) == 2


def test_what_happens_during_an_export_is_left_out_of_it():
    client = learner()
    pieces = client.get(EXPORT).streaming_content
    content = next(pieces)
    rate(client, type("Card", (), {"slug": "one"}), 4)

    data = json.loads(content + b"".join(pieces))

    assert len(data["reviews"]) == 3


# --- Import ---------------------------------------------------------------------------


def test_an_export_can_be_imported_and_is_the_same():
    ada = learner()
    Profile.objects.update(timezone="Asia/Tokyo")
    fresh = user()

    response = upload(fresh, content_of(ada.get(EXPORT)))

    assert response["Location"] == "/progress/"
    assert messages_of(response) == [
        "Your data is here: 3 reviews, 2 cards, 1 quiz, 1 note or bookmark."
    ]
    assert kept_of(person_of(fresh)) == kept_of(person_of(ada))
    assert Profile.objects.get(user_id=person_of(fresh).owner_id).timezone == "Asia/Tokyo"
    mine = Attempt.objects.of(person_of(fresh)).get()
    for address in ("/progress/", "/quizzes/", mine.get_absolute_url(), "/cards/one/", "/study/"):
        assert fresh.get(address).status_code == 200


def test_nobody_gets_the_name_or_address_of_an_export():
    content = content_of(learner(username="ada", email="ada@example.org").get(EXPORT))
    fresh = user(username="grace")

    upload(fresh, content)

    owner = Profile.objects.get(user_id=person_of(fresh).owner_id).user
    assert (owner.username, owner.email) == ("grace", "")


def test_only_an_account_without_work_takes_an_import():
    ada = learner()
    content = content_of(ada.get(EXPORT))

    response = upload(ada, content)

    assert response.status_code == 422
    assert "Your account has reviews, quizzes or notes already" in text_of(response)
    assert Review.objects.count() == 3


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "This is not a JSON document that Flipside exported."),
        (b"\x89PNG\r\n\x1a\n\0", "The file is not text in UTF-8."),
        (
            {"profile": {"weekly_goal": 9}},
            "profile.weekly_goal: must be a whole number from 1 to 7.",
        ),
    ],
)
def test_a_wrong_file_is_refused_with_what_is_wrong(content, message):
    client = user()

    response = upload(client, content)

    assert response.status_code == 422
    assert message in text_of(response)
    assert "Nothing was imported." in text_of(response)
    assert nothing_stored(client)


def test_no_file_at_all_is_said():
    response = user().post(IMPORT)

    assert response.status_code == 422
    assert "This field is required." in text_of(response)


def test_who_tries_again_and_again_has_to_wait():
    client = user()
    for _ in range(20):
        upload(client, b"x")

    assert "Too many tries." in text_of(upload(client, b"x"))
    assert "Too many tries." not in text_of(upload(user(), b"x"))


@pytest.mark.parametrize("visitor", [newcomer, guest])
@pytest.mark.parametrize("address", [EXPORT, CSV, IMPORT])
def test_guests_are_asked_to_log_in(address, visitor):
    response = visitor().get(address)

    assert (response.status_code, response["Location"]) == (302, f"/accounts/login/?next={address}")


@pytest.mark.parametrize("method", ["put", "delete"])
def test_an_import_is_posted(method):
    assert getattr(user(), method)(IMPORT).status_code == 405


def test_the_settings_offer_all_of_it():
    page = text_of(user().get("/accounts/settings/"))

    for address in (EXPORT, CSV):
        assert f'href="{address}"' in page
    assert f'action="{IMPORT}" enctype="multipart/form-data"' in page


def test_a_renamed_card_is_found_by_its_old_address():
    ada = learner()
    content = content_of(ada.get(EXPORT))
    card = Review.objects.first().question
    OldSlug.objects.create(slug="one", question=card)
    type(card).objects.filter(pk=card.pk).update(slug="renamed")
    fresh = user()

    upload(fresh, content)

    assert kept_of(person_of(fresh)) == kept_of(person_of(ada))


def test_a_rating_after_the_import_goes_on_from_there():
    fresh = user()
    upload(fresh, content_of(learner().get(EXPORT)))
    card = Review.objects.of(person_of(fresh)).first().question

    progress.record_review(
        person=person_of(fresh),
        question_id=card.pk,
        rating=3,
        now=timezone.now() + timedelta(days=1),
    )

    assert Memory.objects.of(person_of(fresh)).get(question=card).review_count == 3
