"""A bank of any size in a database of its own, for the benchmarks beside this file.

Run a benchmark with `make bench`, or with a size: `make bench ARGS="--cards 1000000"`.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
_directory = tempfile.TemporaryDirectory(prefix="flipside-bench-")
os.environ["SECRET_KEY"] = "for benchmarks only"
os.environ.setdefault("DATABASE_URL", f"sqlite:///{_directory.name}/bench.sqlite3")
os.environ["DJANGO_SETTINGS_MODULE"] = "quizsite.settings"

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from questions.domain.document import CardDocument  # noqa: E402
from questions.models import (  # noqa: E402
    Question,
    QuestionTag,
    Revision,
    SearchEntry,
    Tag,
    Topic,
)

SMALL = 60
TOPICS = 8
TAGS = 100
# The least that a page can read.
DOCUMENT = CardDocument(
    slug="card", topic_slug="topic", topic_name="Topic", tags=(), difficulty="easy", origin="",
    verified_with="", lang="en", form="single", prompt="-", prompt_html="<p>-</p>",
    answer_html="<p>-</p>", stem_html="<p>-</p>", choices=(), accepted_answers=(),
    key_points_html=("One.", "Two."), references=(),
).to_json()  # fmt: skip
WORDS = ("flask", "django", "session", "cookie", "query", "form", "view", "model", "cache")


def cards_asked() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cards", type=int, default=100_000)
    parser.add_argument("--short", action="store_true", help="20,000 cards, as CI does")
    asked = parser.parse_args()
    return 20_000 if asked.short else asked.cards


def make_bank() -> None:
    """An empty, migrated database with topics and tags."""
    call_command("migrate", verbosity=0)
    Topic.objects.bulk_create(
        Topic(slug=f"topic-{n}", name=f"Topic {n}", description="-") for n in range(TOPICS)
    )
    Tag.objects.bulk_create(Tag(slug=f"tag-{n}", name=f"Tag {n}") for n in range(TAGS))


def grow_bank(size: int) -> None:
    """Add published cards until there are `size`; quickly, past publishing."""
    topics, tags = list(Topic.objects.all()), list(Tag.objects.all())
    levels = Question.Difficulty.values
    have = Question.objects.count()
    for first in range(have, size, 5000):
        numbers = range(first, min(first + 5000, size))
        questions = Question.objects.bulk_create(
            Question(
                slug=f"card-{n}", topic=topics[n % TOPICS], difficulty=levels[n % 3], prompt="-"
            )
            for n in numbers
        )
        revisions = Revision.objects.bulk_create(
            Revision(question=q, number=1, created_at=timezone.now(), digest="", document=DOCUMENT)
            for q in questions
        )
        for question, revision in zip(questions, revisions, strict=True):
            question.status, question.current_revision = "published", revision
        Question.objects.bulk_update(questions, ["status", "current_revision"], batch_size=500)
        QuestionTag.objects.bulk_create(
            QuestionTag(question=q, tag=tags[q.pk % TAGS], shuffle=q.shuffle) for q in questions
        )
        SearchEntry.objects.bulk_create(
            SearchEntry(
                question=q,
                prompt=f"Card {q.pk}",
                prompt_words=f"card {WORDS[q.pk % len(WORDS)]} rare{q.pk % 997}",
                body_words=" ".join(WORDS[(q.pk + k) % len(WORDS)] for k in range(4)),
            )
            for q in questions
        )


def milliseconds(call: Callable[[], object], *, runs: int = 15) -> float:
    """The median of some runs, after one to warm up."""
    call()
    times = []
    for _run in range(runs):
        begun = time.perf_counter()
        call()
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times)


def report(title: str, cases: dict[str, Callable[[], object]], ruler: Callable[[], object]) -> None:
    """Print each case at SMALL and at the asked size, and as a ratio to the ruler."""
    size = cards_asked()
    make_bank()
    grow_bank(SMALL)
    small = {name: milliseconds(call) for name, call in cases.items()}
    grow_bank(size)
    large = {name: milliseconds(call) for name, call in cases.items()}
    measure = milliseconds(ruler, runs=5)
    print(f"{title}: {SMALL} cards, then {size:,}; ruler {measure:.2f} ms")
    for name in cases:
        print(
            f"  {name:32} {small[name]:8.2f} ms {large[name]:8.2f} ms"
            f"   growth x{large[name] / small[name]:.1f}   of the ruler {large[name] / measure:.2f}"
        )
