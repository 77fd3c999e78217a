"""What a quiz was asked to be: the values of the set-up form, as an attempt keeps them."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from questions.domain.search import Filters

MAX_QUESTIONS = 100
MAX_MINUTES = 480
MAX_PACE = 10


@dataclass(frozen=True)
class QuizSettings:
    """What the set-up form asks. `minutes` 0 means untimed; `pace` multiplies the time."""

    count: int
    minutes: int
    pace: float
    mode: str
    deck: str = ""
    topics: tuple[str, ...] = ()
    difficulties: tuple[str, ...] = ()
    tag: str = ""

    @property
    def pool(self) -> Filters:
        return Filters(self.topics, self.difficulties, self.tag, self.deck)

    @property
    def time_allowed(self) -> timedelta | None:
        return timedelta(minutes=self.minutes * self.pace) if self.minutes else None

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    def to_query(self) -> str:
        """The same settings as the query string of the set-up page."""
        values = [("topic", slug) for slug in self.topics]
        values += [("difficulty", value) for value in self.difficulties]
        for name in ("deck", "tag", "count", "minutes", "mode"):
            if (value := getattr(self, name)) != "":
                values.append((name, str(value)))
        return urlencode([*values, ("pace", f"{self.pace:g}")])

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "QuizSettings":
        lists = {name: tuple(data.get(name, ())) for name in ("topics", "difficulties")}
        return cls(**(data | lists))
