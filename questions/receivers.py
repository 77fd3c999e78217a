"""What the questions app does when the database changes."""

from typing import Any

from django.db import connections
from django.db.models.signals import m2m_changed, post_migrate, post_save
from django.dispatch import receiver

from questions.domain import fulltext, quiz_record
from questions.models import Question, QuestionTag


@receiver(post_migrate)
def restore_triggers(sender: Any, using: str, **kwargs: Any) -> None:
    if sender.name == "questions":
        fulltext.ensure_triggers(connections[using])
        quiz_record.ensure_trigger(connections[using])


@receiver(m2m_changed, sender=QuestionTag)
def copy_shuffle_to_tags(sender: Any, instance: Any, action: str, **kwargs: Any) -> None:
    """Give new tag rows the question's place in the random order."""
    if action == "post_add" and isinstance(instance, Question):
        QuestionTag.objects.filter(question=instance).update(shuffle=instance.shuffle)


@receiver(post_save, sender=QuestionTag)
def copy_shuffle_to_tag(sender: Any, instance: QuestionTag, raw: bool, **kwargs: Any) -> None:
    if not raw and instance.shuffle != instance.question.shuffle:
        QuestionTag.objects.filter(pk=instance.pk).update(shuffle=instance.question.shuffle)
