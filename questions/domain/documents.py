"""Frozen documents as they are stored, each parsed once in a process.

Every start and every question page reads some, and they never change. They are known by
their text and not by a revision's id, so that none can be out of date or another's,
whatever is published, restored or rolled back.
"""

import json
from collections.abc import Collection
from functools import lru_cache

from django.db.models import TextField
from django.db.models.functions import Cast

from questions.domain.document import CardDocument
from questions.models import Revision

# The cards that a site asks again and again; about 15 KB each, so 15 MB at most.
MOST_KEPT = 1000


def read(revision_ids: Collection[int]) -> dict[int, CardDocument]:
    """The documents by their revisions' ids, in one query."""
    rows = Revision.objects.filter(pk__in=revision_ids).order_by()
    texts = rows.values_list("pk", Cast("document", TextField()))
    return {pk: parsed(text) for pk, text in texts}


@lru_cache(maxsize=MOST_KEPT)
def parsed(text: str) -> CardDocument:
    """A document from its JSON; immutable, so that threads can share it."""
    return CardDocument.from_json(json.loads(text))
