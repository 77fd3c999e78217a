# What every row must hold, now that the earlier ones do.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_replay_reviews'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='memory',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('difficulty__isnull', True), ('due_at__isnull', True), ('last_rating__isnull', True), ('last_reviewed_at__isnull', True), ('phase', 0), ('review_count', 0), ('stability__isnull', True)), models.Q(('difficulty__gte', 1), ('difficulty__lte', 10), ('due_at__isnull', False), ('last_rating__gte', 1), ('last_rating__lte', 4), ('last_reviewed_at__isnull', False), ('phase__in', [1, 2, 3]), ('review_count__gte', 1), ('stability__gt', 0)), _connector='OR'), name='accounts_memory_state'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('due_at__isnull', False), ('kind', 'rating'), ('rating__gte', 1), ('rating__lte', 4), ('desired_retention__isnull', False), ('parameters__isnull', False), ('seed__isnull', False)), models.Q(('kind__in', ['queue', 'undo', 'reset', 'suspend', 'resume', 'bury']), ('rating__isnull', True)), _connector='OR'), name='accounts_review_rating'),
        ),
    ]
