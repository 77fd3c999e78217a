"""Read plain JSON values strictly: each function gives a value or says what is wrong."""

import math
import re
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

Reader = Callable[[Any], Any]

# Far from the ends of what Python and the databases can hold, in any time zone.
EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
# The databases' integers of four and eight bytes.
MOST_WHOLE, MOST_LONG = 2**31 - 1, 2**63 - 1
# As long as any name of a field should be shown.
SHOWN = 60

# What PostgreSQL can't hold in a text: NUL, and halves of a pair of surrogates.
_UNFIT = re.compile("[\0\ud800-\udfff]")


class LearningError(ValueError):
    """What is wrong with a document, and where: path "reviews[12].rating"."""

    def __init__(self, path: str, message: str) -> None:
        self.path = path.lstrip(".")
        self.message = message
        super().__init__(f"{self.path}: {message}" if self.path else message)

    def inside(self, path: str) -> "LearningError":
        """The same, seen from further out."""
        dot = "." if self.path and not self.path.startswith("[") else ""
        return LearningError(f"{path}{dot}{self.path}", self.message)


def wrong(message: str, path: str = "") -> LearningError:
    return LearningError(path, message)


def mapping(value: Any, readers: Mapping[str, Reader], required: Collection[str]) -> dict[str, Any]:
    """The fields of an object: those of `readers` and no others; null is as good as none."""
    if not isinstance(value, dict):
        raise wrong(_("must be an object."))
    for name in value:
        if name not in readers:
            raise wrong(_("is no field that Flipside knows."), shown(name))
    read = {}
    for name, reader in readers.items():
        one = value.get(name)
        if one is not None:
            try:
                read[name] = reader(one)
            except LearningError as error:
                raise error.inside(name) from None
        elif name in required:
            raise wrong(_("is missing."), name)
    return read


def shown(name: str) -> str:
    """A name that somebody else wrote, fit for a message."""
    return _UNFIT.sub("?", name)[:SHOWN]


def text(most: int, least: int = 0) -> Reader:
    def read(value: Any) -> str:
        if not isinstance(value, str):
            raise wrong(_("must be a text."))
        if not least <= len(value) <= most:
            raise wrong(
                _("must have %(least)s to %(most)s characters.") % {"least": least, "most": most}
            )
        if _UNFIT.search(value):
            raise wrong(_("holds a character that can't be stored."))
        return value

    return read


def whole(low: int, high: int) -> Reader:
    def read(value: Any) -> int:
        if type(value) is not int or not low <= value <= high:
            raise wrong(
                _("must be a whole number from %(low)s to %(high)s.") % {"low": low, "high": high}
            )
        return value

    return read


def number(low: float, high: float) -> Reader:
    def read(value: Any) -> int | float:
        if type(value) not in (int, float) or not low <= value <= high:  # never so for NaN
            raise wrong(
                _("must be a number from %(low)s to %(high)s.") % {"low": low, "high": high}
            )
        return value

    return read


def yes_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise wrong(_("must be true or false."))
    return value


def one_of(*values: str) -> Reader:
    # The same objects each time: a million reviews share a few words.
    words = {value: value for value in values}

    def read(value: Any) -> str:
        if not isinstance(value, str) or value not in words:
            raise wrong(_("must be one of: %(values)s.") % {"values": ", ".join(values)})
        return words[value]

    return read


def moment(latest: datetime = LATEST) -> Reader:
    """A time with its zone; `latest` for what can only have been."""

    def read(value: Any) -> datetime:
        try:
            given = datetime.fromisoformat(value)
            read = given.astimezone(UTC) if given.tzinfo else None
        except (ValueError, TypeError, OverflowError):
            read = None
        if read is None:
            raise wrong(_("must be a time such as 2026-03-02T12:00:00Z."))
        if not EARLIEST <= read <= latest:
            raise wrong(
                _("must be a time from %(first)s to %(last)s.")
                % {"first": EARLIEST.date(), "last": latest.date()}
            )
        return read

    return read


def day(value: Any) -> date:
    try:
        read = date.fromisoformat(value)
    except (ValueError, TypeError):
        raise wrong(_("must be a date such as 2026-03-02.")) from None
    if not EARLIEST.date() <= read <= LATEST.date():
        raise wrong(
            _("must be a date from %(first)s to %(last)s.")
            % {"first": EARLIEST.date(), "last": LATEST.date()}
        )
    return read


def uuid(value: Any) -> UUID:
    try:
        return UUID(value)
    except (ValueError, TypeError, AttributeError):
        raise wrong(_("must be a UUID.")) from None


def list_of(reader: Reader, most: int) -> Reader:
    def read(value: Any) -> list[Any]:
        if not isinstance(value, list):
            raise wrong(_("must be a list."))
        if len(value) > most:
            raise wrong(_("must have at most %(most)s entries.") % {"most": most})
        found = []
        for place, one in enumerate(value):
            try:
                found.append(reader(one))
            except LearningError as error:
                raise error.inside(f"[{place}]") from None
        return found

    return read


def plain(value: Any) -> Any:
    """What a detail of a record may be: a text, a number, true, false, null, some texts."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return text(MOST_WHOLE)(value)
    if isinstance(value, list):
        return list_of(text(MOST_WHOLE), 100)(value)
    if isinstance(value, float) and math.isfinite(value):
        return value
    return whole(-MOST_LONG, MOST_LONG)(value)
