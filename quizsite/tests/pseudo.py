"""A language that nobody speaks: right to left, longer than English, and seen at once.

Each translated text is wrapped in ⟦…⟧; what stands on a page without was never
marked for translation.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.test import override_settings
from django.utils.translation import trans_real

# Arabic's code, for its direction and its formats.
CODE = "ar"


def pseudo(text: str) -> str:
    """ "Save" -> "⟦حفظ Save ــ⟧": a third longer, and beginning from the right."""
    return f"⟦حفظ {text} {'ـ' * (len(text) // 4)}⟧" if text.strip() else text


class PseudoTranslation(trans_real.DjangoTranslation):
    def gettext(self, message: str) -> str:
        # Django puts a context before the message, and takes what keeps it for not found.
        return pseudo(message.rpartition(trans_real.CONTEXT_SEPARATOR)[2])

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return pseudo(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        return pseudo(message)

    def npgettext(self, context: str, msgid1: str, msgid2: str, n: int) -> str:
        return self.ngettext(msgid1, msgid2, n)


@contextmanager
def pseudo_language() -> Iterator[str]:
    """Offer the language; give its code."""
    with override_settings(LANGUAGES=[*settings.LANGUAGES, (CODE, "Pseudo")]):
        # Django forgets what it has loaded when a setting changes, also at the end.
        trans_real._translations[CODE] = PseudoTranslation(CODE)
        yield CODE
