# Reviews from before there were schedules get FSRS's own parameters, and each card the
# state that its reviews lead to.

import hashlib
import json
import zlib
from itertools import groupby
from operator import attrgetter
from zoneinfo import ZoneInfo, available_timezones

from django.db import migrations

from accounts.domain import forgetting, planning, replaying, scheduling

# So many cards of a person at a time.
CARDS = 500
BATCH = 2_000
REVIEW_FIELDS = ['parameters', 'desired_retention', 'seed', 'day', 'is_first', 'foreseen', 'due_at']
# As they are at this migration: the domain may come to know more of a memory.
MEMORY_FIELDS = [
    'review_count', 'last_rating', 'last_reviewed_at', 'phase', 'step', 'stability', 'difficulty',
    'due_at', 'band', 'lapses', 'is_sure_but_wrong', 'is_suspended', 'put_off_until', 'queued_at',
]


def replay(apps, schema_editor):
    Review = apps.get_model('accounts', 'Review')
    if not Review.objects.exists():
        return
    parameters = _parameters(apps)
    zones = dict(apps.get_model('accounts', 'Profile').objects.values_list('user_id', 'timezone'))
    people = Review.objects.order_by('owner_id', 'guest_key').values('owner_id', 'guest_key')
    for person in list(people.distinct()):
        _replay_one(apps, person, parameters, _zone(zones.get(person['owner_id'], 'UTC')))


def _replay_one(apps, person, parameters, zone):
    Review = apps.get_model('accounts', 'Review')
    Memory = apps.get_model('accounts', 'Memory')
    StudyDay = apps.get_model('accounts', 'StudyDay')
    mine = Review.objects.filter(**person).order_by('question_id', 'reviewed_at', 'id')
    cards = list(mine.order_by('question_id').values_list('question_id', flat=True).distinct())
    days = {}
    for start in range(0, len(cards), CARDS):
        some = cards[start : start + CARDS]
        reviews = list(mine.filter(question_id__in=some))
        stored = {
            memory.question_id: memory
            for memory in Memory.objects.filter(**person, question_id__in=some)
        }
        memories = []
        for card, events in groupby(reviews, key=attrgetter('question_id')):
            state = _replay_card(events, parameters, zone, days, person, StudyDay).fields()
            if memory := stored.get(card):
                for name in MEMORY_FIELDS:
                    setattr(memory, name, state[name])
                memories.append(memory)
        Review.objects.bulk_update(reviews, REVIEW_FIELDS, batch_size=BATCH)
        Memory.objects.bulk_update(memories, MEMORY_FIELDS, batch_size=BATCH)
    for row in days.values():
        row.foreseen, row.flat_weight = row.told.flat_expected, row.told.flat_weight
        row.steep_expected, row.steep_weight = row.told.steep_expected, row.told.steep_weight
        row.steep_odds = row.told.steep_odds
    StudyDay.objects.bulk_create(days.values(), batch_size=BATCH)


def _replay_card(events, parameters, zone, days, person, StudyDay):
    outcome = replaying.Outcome()
    for event in events:
        event.parameters = parameters
        event.desired_retention = scheduling.DESIRED_RETENTION
        event.seed = zlib.crc32(f'{event.question_id}/{outcome.review_count}'.encode()) >> 1
        event.day = planning.study_day(event.reviewed_at, zone)
        event.is_first = outcome.state is None
        if replaying.asks_the_memory(outcome.state, event.reviewed_at):
            event.foreseen = scheduling.retrievability(outcome.state, at=event.reviewed_at)
        outcome = replaying.after(outcome, event)
        event.due_at = outcome.state.due_at
        if event.day not in days:
            days[event.day] = StudyDay(**person, day=event.day)
            days[event.day].told = forgetting.Evidence()
        _count(days[event.day], event)
    return outcome


def _parameters(apps):
    values = list(scheduling.DEFAULT_PARAMETERS)
    digest = hashlib.sha256(json.dumps(values).encode()).hexdigest()
    return apps.get_model('accounts', 'Parameters').objects.create(digest=digest, values=values)


def _zone(name):
    return ZoneInfo(name if name in available_timezones() else 'UTC')


def _count(day, event):
    day.reviews += 1
    day.new += event.is_first
    if event.foreseen is not None:
        day.recalls += 1
        day.recalled += event.rating > 1
        told = forgetting.told(event.foreseen, passed=event.rating > 1)
        day.told = forgetting.total([day.told, told])


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_schedules'),
    ]

    operations = [
        migrations.RunPython(replay, migrations.RunPython.noop, elidable=True),
    ]
