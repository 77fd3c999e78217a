from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate

from quizsite import receivers


class QuizsiteConfig(AppConfig):
    name = "quizsite"
    verbose_name = "Flipside"

    def ready(self) -> None:
        # Django sends it once for each app with models; this one has none.
        sender = apps.get_app_config("questions")
        post_migrate.connect(receivers.use_write_ahead_log, sender=sender)
