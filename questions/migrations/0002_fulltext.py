"""Full-text search over SearchEntry, in the way of each database."""

from django.db import migrations

from questions.domain import fulltext


def create(apps, schema_editor):
    fulltext.create_index(schema_editor.connection)


def drop(apps, schema_editor):
    fulltext.drop_index(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("questions", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
