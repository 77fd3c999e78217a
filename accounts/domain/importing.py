"""Bring an exported document into an account that has done nothing yet.

All or nothing: what can't be stored here is left out and counted, what is wrong stops
it. Memories aren't read from anywhere: they are the replay of the log, as always.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from math import isfinite
from typing import BinaryIO
from uuid import UUID
from zoneinfo import available_timezones

from django.contrib.auth.models import User
from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.domain import importing_quizzes, planning, profiles, progress, replaying, sums
from accounts.domain.imported import Imported
from accounts.domain.notes import FILLED
from accounts.domain.replaying import Outcome
from accounts.formats import learning
from accounts.formats.learning import LearningError
from accounts.formats.record import LearningRecord, NoteRecord, ProfileRecord, ReviewRecord
from accounts.models import Memory, Note, PointMemory, Profile, Review
from questions.domain import throttles
from questions.domain.throttles import Limit
from questions.models import Attempt, OldSlug, Person, Question, Topic

AT_ONCE = 500
# Reading a large file takes a processor for a minute.
IMPORTS = Limit("imports of a person", 20, timedelta(hours=1))


class NotFresh(Exception):
    """The account has reviews, quizzes or notes already, or got some meanwhile."""


def receive(*, user: User, file: BinaryIO, now: datetime) -> Imported:
    """Read a file and store what it holds.

    Raises LearningError for what is wrong with it, NotFresh, and Throttled for somebody
    who tries again and again.
    """
    throttles.spend((IMPORTS, str(user.pk)), now=now)
    if not is_fresh(person=Person(owner_id=user.pk)):
        raise NotFresh
    return store(user=user, record=learning.parse(file, now=now), now=now)


def is_fresh(*, person: Person) -> bool:
    """Nothing there that an import could get mixed up with; an empty note is nothing."""
    notes = Note.objects.of(person).filter(FILLED)
    return not any(
        rows.exists() for rows in (Review.objects.of(person), Attempt.objects.of(person), notes)
    )


def store(*, user: User, record: LearningRecord, now: datetime) -> Imported:
    """Store a document; raises NotFresh, and LearningError for a log that can't be replayed."""
    person = Person(owner_id=user.pk)
    cards = _known_cards(record)
    quizzes = importing_quizzes.choose(record.attempts, cards)
    reviews = [one for one in record.reviews if one.card in cards]
    # Before the transaction: on SQLite everybody's writes wait for it.
    outcomes, days = _outcomes(reviews, cards), _days(reviews)
    kept = [note for note in record.notes if note.card in cards]
    try:
        with transaction.atomic():
            profile = _locked_profile(user)
            # As every write does: the days first. Today's makes a rating wait.
            days.setdefault(planning.study_day(now, profiles.zone_of(profile)), {})
            sums.store_days(person, days)
            if not is_fresh(person=person):
                raise NotFresh
            _clear(person)
            here = importing_quizzes.store(person, quizzes.chosen, cards, now=now)
            _store_reviews(person, reviews, cards, here)
            _store_progress(person, outcomes)
            _store_notes(person, kept, cards)
            missing_topics = _store_profile(profile, record.profile)
    except (IntegrityError, DataError) as error:
        if not is_fresh(person=person):
            raise NotFresh from error  # something was stored at the same moment
        raise LearningError("", _("The document doesn't hold together.")) from error
    return Imported(
        reviews=len(reviews),
        cards=len(outcomes),
        attempts=len(quizzes.chosen),
        notes=len(kept),
        missing_cards=tuple(dict.fromkeys(one for one in _cards(record) if one not in cards)),
        missing_reviews=len(record.reviews) - len(reviews),
        missing_notes=len(record.notes) - len(kept),
        open_attempts=quizzes.open_count,
        missing_attempts=quizzes.missing_count,
        loosened_reviews=sum(bool(one.attempt) and one.attempt not in here for one in reviews),
        missing_topics=missing_topics,
        missing_timezone=_unknown_zone(record.profile),
    )


def _cards(record: LearningRecord) -> Iterable[str]:
    """Every card that the document is about, again and again."""
    yield from (one.card for one in record.reviews)
    yield from (one.card for one in record.notes)
    for attempt in record.attempts:
        yield from (one.card for one in attempt.answers)


def _known_cards(record: LearningRecord) -> dict[str, int]:
    """The ids of the cards that are here, by the document's slug or by an old one of ours.

    A card that was never published is none that a person could have met.
    """
    slugs = sorted(set(_cards(record)))
    questions = Question.objects.exclude(status=Question.Status.DRAFT)
    found: dict[str, int] = {}
    old: dict[str, int] = {}
    for start in range(0, len(slugs), AT_ONCE):
        some = slugs[start : start + AT_ONCE]
        found.update(questions.filter(slug__in=some).values_list("slug", "pk"))
        rows = OldSlug.objects.filter(slug__in=some, question__in=questions.values("pk"))
        old.update(rows.values_list("slug", "question_id"))
    taken = set(found.values())
    for slug, pk in old.items():
        # Two of the document's cards are never one of ours.
        if slug not in found and pk not in taken:
            found[slug] = pk
            taken.add(pk)
    return found


def _outcomes(reviews: Iterable[ReviewRecord], cards: Mapping[str, int]) -> dict[int, Outcome]:
    """Where each card stands after its reviews, by its id."""
    logs: dict[str, list[ReviewRecord]] = defaultdict(list)
    for one in reviews:
        logs[one.card].append(one)
    outcomes = {}
    for slug, log in logs.items():
        log.sort(key=lambda one: (one.reviewed_at, one.id))
        try:
            outcome = replaying.replay(log)
        except (ArithmeticError, ValueError):
            outcome = None
        if outcome is None or (outcome.state and not isfinite(outcome.state.stability)):
            message = _("The reviews of the card “%(card)s” lead nowhere.") % {"card": slug}
            raise LearningError("reviews", message)
        outcomes[cards[slug]] = outcome
    return outcomes


def _days(reviews: Iterable[ReviewRecord]) -> dict[date, dict[str, int]]:
    """The sums of each day; one on which nothing stands has a row, too."""
    found: dict[date, dict[str, int]] = {one.day: {} for one in reviews}
    return found | sums.by_day(
        one for one in replaying.standing(reviews) if one.kind == Review.Kind.RATING
    )


def _locked_profile(user: User) -> Profile:
    """The row for which the same import, sent twice, waits."""
    Profile.objects.get_or_create(user=user)
    return Profile.objects.select_for_update().get(user=user)


def _clear(person: Person) -> None:
    """Delete what says nothing: empty notes, and what was derived from reviews now gone.

    A guest's work may be brought at this very moment: what has a review stays.
    """
    Note.objects.of(person).exclude(FILLED).delete()
    logged = Review.objects.of(person).values("question_id")
    for model in (Memory, PointMemory):
        model.objects.of(person).exclude(question_id__in=logged).delete()


def _store_reviews(
    person: Person,
    reviews: Sequence[ReviewRecord],
    cards: Mapping[str, int],
    attempts: Mapping[UUID, UUID],
) -> None:
    """Append the log in its order; an undo needs the key of what it takes back."""
    keys: dict[int, int] = {one.voids: 0 for one in reviews if one.voids}
    rows = {
        record.number: progress.parameters_of(record.values)
        for record in {one.parameters for one in reviews if one.parameters}
    }
    waiting: dict[int, Review] = {}

    def flush() -> None:
        Review.objects.bulk_create(waiting.values())
        keys.update((number, row.pk) for number, row in waiting.items() if number in keys)
        waiting.clear()

    for one in reviews:
        if one.voids in waiting or len(waiting) == AT_ONCE:
            flush()
        attempt_id = attempts.get(one.attempt) if one.attempt else None
        waiting[one.id] = Review(
            **person.fields(),
            question_id=cards[one.card],
            kind=one.kind,
            rating=one.rating,
            source=Review.Source.QUIZ if attempt_id else Review.Source.STUDY,
            attempt_id=attempt_id,
            reviewed_at=one.reviewed_at,
            day=one.day,
            voids_id=keys[one.voids] if one.voids else None,
            until=one.until,
            is_sure_but_wrong=one.is_sure_but_wrong,
            points=one.points,
            is_first=one.is_first,
            spent_ms=one.spent_ms,
            parameters=rows[one.parameters.number] if one.parameters else None,
            desired_retention=one.desired_retention,
            horizon=one.horizon,
            seed=one.seed,
            due_at=one.due_at,
            foreseen=one.foreseen,
        )
    flush()


def _store_progress(person: Person, outcomes: Mapping[int, Outcome]) -> None:
    ids = sorted(outcomes)
    for start in range(0, len(ids), AT_ONCE):
        some = {pk: outcomes[pk] for pk in ids[start : start + AT_ONCE]}
        sums.store(person, some, stored={})


def _store_notes(person: Person, notes: Iterable[NoteRecord], cards: Mapping[str, int]) -> None:
    Note.objects.bulk_create(
        [
            Note(
                **person.fields(),
                question_id=cards[note.card],
                text=note.text,
                is_bookmarked=note.is_bookmarked,
                updated_at=note.updated_at,
                seq=note.seq,
            )
            for note in notes
        ],
        batch_size=AT_ONCE,
    )


def _unknown_zone(profile: ProfileRecord) -> str:
    return "" if profile.timezone in available_timezones() else profile.timezone


def _store_profile(profile: Profile, wanted: ProfileRecord) -> tuple[str, ...]:
    """Let the settings be the document's; return the topics that are not here."""
    if _unknown_zone(wanted):
        wanted = replace(wanted, timezone=profile.timezone)
    names = ("timezone", "keyboard_shortcuts", "interview_date", "minutes_a_day", "weekly_goal")
    for name in names:
        setattr(profile, name, getattr(wanted, name))
    profile.days_off = list(wanted.days_off)
    profile.save(update_fields=[*names, "days_off"])
    topics = dict(Topic.objects.filter(slug__in=wanted.topics).values_list("slug", "pk"))
    profile.topics.set(topics.values())
    return tuple(slug for slug in wanted.topics if slug not in topics)
