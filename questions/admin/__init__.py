from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from questions.admin import decks, questions, quizzes

__all__ = ["decks", "questions", "quizzes"]

admin.site.site_header = admin.site.site_title = _("Flipside: administration")
admin.site.index_title = _("Contents")
