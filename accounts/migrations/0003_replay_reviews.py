# Reviews from before there were schedules get FSRS's own parameters, and each card the
# state that its reviews lead to.

import hashlib
import json
import zlib
from collections import defaultdict
from itertools import groupby
from zoneinfo import ZoneInfo, available_timezones

from django.db import migrations

from accounts.domain import forgetting, planning, replaying, scheduling

BATCH = 2_000


def replay(apps, schema_editor):
    Review = apps.get_model('accounts', 'Review')
    Memory = apps.get_model('accounts', 'Memory')
    StudyDay = apps.get_model('accounts', 'StudyDay')
    Profile = apps.get_model('accounts', 'Profile')
    if not Review.objects.exists():
        return
    parameters = _parameters(apps)
    zones = dict(Profile.objects.values_list('user_id', 'timezone'))
    days = defaultdict(lambda: _fresh(StudyDay))
    reviews, memories = [], []
    stored = {(m.owner_id, m.guest_key, m.question_id): m for m in Memory.objects.all()}
    rows = Review.objects.order_by('owner_id', 'guest_key', 'question_id', 'reviewed_at', 'id')
    for key, events in groupby(
        rows.iterator(), key=lambda row: (row.owner_id, row.guest_key, row.question_id)
    ):
        outcome = replaying.Outcome()
        for event in events:
            event.parameters = parameters
            event.desired_retention = scheduling.DESIRED_RETENTION
            event.seed = zlib.crc32(f'{event.question_id}/{outcome.review_count}'.encode()) >> 1
            event.day = planning.study_day(
                event.reviewed_at, _zone(zones.get(event.owner_id, 'UTC'))
            )
            event.is_first = outcome.state is None
            if replaying.asks_the_memory(outcome.state, event.reviewed_at):
                event.foreseen = scheduling.retrievability(outcome.state, at=event.reviewed_at)
            outcome = replaying.after(outcome, event)
            event.due_at = outcome.state.due_at
            _count(days[key[0], key[1], event.day], event)
            reviews.append(event)
        if memory := stored.get(key):
            for name, value in outcome.fields().items():
                setattr(memory, name, value)
            memories.append(memory)
    Review.objects.bulk_update(
        reviews,
        ['parameters', 'desired_retention', 'seed', 'day', 'is_first', 'foreseen', 'due_at'],
        batch_size=BATCH,
    )
    Memory.objects.bulk_update(memories, list(replaying.Outcome().fields()), batch_size=BATCH)
    for (owner_id, guest_key, day), row in days.items():
        told = forgetting.total(row.told)
        row.foreseen, row.flat_weight = told.flat_expected, told.flat_weight
        row.steep_expected, row.steep_weight = told.steep_expected, told.steep_weight
        row.steep_odds = told.steep_odds
        row.owner_id, row.guest_key, row.day = owner_id, guest_key, day
    StudyDay.objects.bulk_create(days.values(), batch_size=BATCH)


def _parameters(apps):
    values = list(scheduling.DEFAULT_PARAMETERS)
    digest = hashlib.sha256(json.dumps(values).encode()).hexdigest()
    return apps.get_model('accounts', 'Parameters').objects.create(digest=digest, values=values)


def _fresh(model):
    day = model()
    day.told = []
    return day


def _zone(name):
    return ZoneInfo(name if name in available_timezones() else 'UTC')


def _count(day, event):
    day.reviews += 1
    day.new += event.is_first
    if event.foreseen is not None:
        day.recalls += 1
        day.recalled += event.rating > 1
        day.told.append(forgetting.told(event.foreseen, passed=event.rating > 1))


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_schedules'),
    ]

    operations = [
        migrations.RunPython(replay, migrations.RunPython.noop, elidable=True),
    ]
