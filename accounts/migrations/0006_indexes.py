# Indexes for a long past: the weakest cards, those asleep, those forgotten lately.

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_heirs'),
        ('questions', '0006_throttles'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='memory',
            name='memory_owner_suspended',
        ),
        migrations.RemoveIndex(
            model_name='memory',
            name='memory_guest_suspended',
        ),
        migrations.RemoveIndex(
            model_name='pointmemory',
            name='point_owner_missed',
        ),
        migrations.RemoveIndex(
            model_name='pointmemory',
            name='point_guest_missed',
        ),
        migrations.AddIndex(
            model_name='memory',
            index=models.Index(fields=['owner', 'last_rating', 'last_reviewed_at', 'question'], name='memory_owner_weakest'),
        ),
        migrations.AddIndex(
            model_name='memory',
            index=models.Index(fields=['guest_key', 'last_rating', 'last_reviewed_at', 'question'], name='memory_guest_weakest'),
        ),
        migrations.AddIndex(
            model_name='memory',
            index=models.Index(condition=models.Q(('is_suspended', True)), fields=['owner', 'question'], name='memory_owner_suspended'),
        ),
        migrations.AddIndex(
            model_name='memory',
            index=models.Index(condition=models.Q(('is_suspended', True)), fields=['guest_key', 'question'], name='memory_guest_suspended'),
        ),
        migrations.AddIndex(
            model_name='memory',
            index=models.Index(condition=models.Q(('put_off_until__isnull', False)), fields=['owner', 'put_off_until', 'question'], name='memory_owner_put_off'),
        ),
        migrations.AddIndex(
            model_name='memory',
            index=models.Index(condition=models.Q(('put_off_until__isnull', False)), fields=['guest_key', 'put_off_until', 'question'], name='memory_guest_put_off'),
        ),
        migrations.AddIndex(
            model_name='pointmemory',
            index=models.Index(fields=['owner', '-missed', 'covered', 'question', 'point'], name='point_owner_missed'),
        ),
        migrations.AddIndex(
            model_name='pointmemory',
            index=models.Index(fields=['guest_key', '-missed', 'covered', 'question', 'point'], name='point_guest_missed'),
        ),
        migrations.AddIndex(
            model_name='review',
            index=models.Index(condition=models.Q(('foreseen__isnull', False), ('rating', 1)), fields=['owner', 'day'], name='review_owner_forgotten'),
        ),
        migrations.AddIndex(
            model_name='review',
            index=models.Index(condition=models.Q(('foreseen__isnull', False), ('rating', 1)), fields=['guest_key', 'day'], name='review_guest_forgotten'),
        ),
    ]
