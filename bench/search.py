"""Lists and search must stay quick as the bank grows.

The ruler is a LIKE over every card's words.
"""

import _bank

from questions.domain import search
from questions.domain.search import Filters
from questions.models import SearchEntry

_bank.report(
    "search",
    {
        "a list of one topic": lambda: search.find(Filters(topics=("topic-1",))),
        "a rare word": lambda: search.find(Filters(text="rare7")),
        "two common words": lambda: search.find(Filters(text="flask session")),
        "a word in one tag": lambda: search.find(Filters(text="flask", tag="tag-7")),
    },
    ruler=lambda: SearchEntry.objects.filter(body_words__contains="no such words").count(),
)
