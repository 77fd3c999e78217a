"""The interview date and what belongs to it: in the settings, and by the short form."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string

from accounts.domain import profiles
from accounts.forms import PlanForm, SettingsForm
from accounts.models import Profile
from accounts.tests.factories import UserFactory
from questions.tests.factories import TopicFactory
from questions.tests.views.visitors import messages_of, person_of, text_of, user
from quizsite.tests.html import fields_of, page_of, read

pytestmark = pytest.mark.django_db

SETTINGS, PLAN = "/accounts/settings/", "/accounts/plan/"
NOW = datetime(2026, 3, 2, 22, 30, tzinfo=UTC)
TODAY = datetime.now(UTC)
FUTURE = str((TODAY + timedelta(days=14)).date())
WHOLE = {
    "timezone": "UTC",
    "interview_date": FUTURE,
    "minutes_a_day": "25",
    "days_off": ["5", "6"],
    "weekly_goal": "4",
}


def profile_of(client):
    return Profile.objects.get(user_id=person_of(client).owner_id)


def planned(client):
    one = profile_of(client)
    when = str(one.interview_date or "")
    topics = [topic.slug for topic in one.topics.all()]
    return when, one.minutes_a_day, one.days_off, topics, one.weekly_goal


def errors(fields, *, form=PlanForm, now=NOW, **stored):
    """{field: what is wrong with it} of a form as sent at `now`."""
    profile = UserFactory().profile
    for name, value in stored.items():
        setattr(profile, name, value)
    profile.save()
    data = QueryDict(mutable=True)
    for name, value in fields.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return {
        name: list(found) for name, found in form(data, instance=profile, now=now).errors.items()
    }


PASSED = "That day has passed. Choose today or a later day, or leave the date empty."
FAR = "That is more than three years ahead. Choose an earlier day."


# --- In the settings -----------------------------------------------------------------


def test_the_whole_plan_is_saved_and_shown_again():
    client = user()
    web, _python = TopicFactory(slug="web"), TopicFactory(slug="python")

    response = client.post(SETTINGS, WHOLE | {"topics": ["web"]})

    assert messages_of(response) == ["Your settings are saved."]
    assert planned(client) == (FUTURE, 25, [5, 6], ["web"], 4)
    wishes = profiles.wishes_of(person_of(client))
    assert wishes.plan.days_off == {5, 6}
    assert wishes.topic_ids == {web.pk}
    (form,) = [one for one in page_of(client.get(SETTINGS)).all("form") if one.all("select")]
    shown = fields_of(form)
    assert shown["interview_date"] == [FUTURE]
    assert (shown["days_off"], shown["topics"]) == (["5", "6"], ["web"])

    client.post(SETTINGS, shown)
    assert planned(client) == (FUTURE, 25, [5, 6], ["web"], 4)


def test_all_of_it_can_be_left_empty_again():
    client = user()
    TopicFactory(slug="web")
    client.post(SETTINGS, WHOLE | {"topics": ["web"]})

    client.post(SETTINGS, {"timezone": "UTC", "interview_date": "", "minutes_a_day": ""})

    assert planned(client) == ("", None, [], [], None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"interview_date": "2020-01-01"},
        {"interview_date": "2126-01-01"},
        {"interview_date": "soon"},
        {"minutes_a_day": "0"},
        {"minutes_a_day": "601"},
        {"minutes_a_day": "x"},
        {"days_off": list("0123456")},
        {"days_off": ["7"]},
        {"days_off": ["x"]},
        {"topics": ["none"]},
        {"weekly_goal": "0"},
        {"weekly_goal": "8"},
    ],
)
def test_a_plan_that_makes_no_sense_is_refused_and_what_was_entered_stays(wrong):
    client = user()
    client.post(SETTINGS, WHOLE)
    before = planned(client)

    response = client.post(SETTINGS, WHOLE | {"minutes_a_day": "99", "email": "a@b.org"} | wrong)

    assert response.status_code == 422
    assert 'class="error-summary" role="alert"' in text_of(response)
    assert 'value="a@b.org"' in text_of(response)
    assert planned(client) == before


def test_at_least_one_day_of_the_week_stays_for_study():
    assert errors(WHOLE | {"days_off": list("0123456")}, form=SettingsForm, now=TODAY) == {
        "days_off": ["Leave at least one day of the week for study."]
    }


# --- The date ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "day", "wrong"),
    [
        ("UTC", "2026-03-02", []),
        ("UTC", "2026-03-01", [PASSED]),
        ("Asia/Tokyo", "2026-03-02", [PASSED]),
        ("Asia/Tokyo", "2026-03-03", []),
        ("America/Los_Angeles", "2026-03-02", []),
        ("UTC", "2029-03-02", []),
        ("UTC", "2029-03-03", [FAR]),
        ("UTC", "9999-12-31", [FAR]),
        ("UTC", "", []),
    ],
)
def test_an_interview_is_today_or_later_where_the_person_lives(zone, day, wrong):
    fields = {"interview_date": day}

    assert errors(fields, timezone=zone).get("interview_date", []) == wrong
    # The zone that is being chosen counts, not the one before.
    settings = errors(fields | {"timezone": zone}, form=SettingsForm, timezone="Asia/Tokyo")
    assert settings.get("interview_date", []) == wrong


def test_a_date_that_has_passed_can_stay_but_not_be_chosen():
    stored = {"interview_date": date(2026, 2, 1)}

    assert errors({"interview_date": "2026-02-01", "minutes_a_day": "5"}, **stored) == {}
    assert errors({"interview_date": "2026-02-02"}, **stored) == {"interview_date": [PASSED]}


# --- The short form ---------------------------------------------------------------------


def test_the_short_form_saves_date_and_minutes_and_leaves_the_rest():
    client = user()
    client.post(SETTINGS, WHOLE)
    client.get(SETTINGS)  # where its message was shown

    response = client.post(PLAN, {"interview_date": "", "minutes_a_day": "40"})

    assert response["Location"] == "/study/"
    assert messages_of(response) == ["Your plan is saved."]
    assert planned(client) == ("", 40, [5, 6], [], 4)


@pytest.mark.parametrize(
    ("wanted", "given"),
    [("/progress/", "/progress/"), ("https://evil.example/", "/study/"), ("//evil", "/study/")],
)
def test_it_leads_back_to_where_it_stood_but_never_to_another_site(wanted, given):
    assert user().post(PLAN, {"next": wanted})["Location"] == given


def test_a_wrong_plan_is_shown_again_with_its_way_back():
    client = user()

    response = client.post(PLAN, {"interview_date": "2020-01-01", "next": "/progress/"})

    assert response.status_code == 422
    assert PASSED in text_of(response)
    assert 'name="next" value="/progress/"' in text_of(response)
    assert planned(client)[0] == ""


def test_the_part_for_other_pages_sends_what_the_plan_takes():
    client = user()
    profile = profile_of(client)
    profile.interview_date, profile.minutes_a_day = (TODAY + timedelta(days=1)).date(), 1
    context = {"profile": profile, "next": "/progress/"}
    part = read(render_to_string("accounts/_plan_form.html", context))
    (form,) = part.all("form", action=PLAN)

    response = client.post(PLAN, fields_of(form))

    assert response["Location"] == "/progress/"
    assert planned(client)[:2] == (str(profile.interview_date), 1)


def test_the_part_for_other_pages_stands_empty_without_a_plan():
    empty = SimpleNamespace(interview_date=None, minutes_a_day=None)
    part = read(render_to_string("accounts/_plan_form.html", {"profile": empty}))

    assert fields_of(part) == {"interview_date": [""], "minutes_a_day": [""]}
