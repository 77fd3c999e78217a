"""Read a large JSON object bit by bit: never more of it in memory than one entry.

A hostile document of 100 MB would otherwise become gigabytes of Python's objects
before the first of them is looked at.
"""

import codecs
import json
from collections.abc import Collection, Iterator
from typing import Any, BinaryIO, NoReturn

from django.utils.translation import gettext as _

from accounts.formats.reading import LearningError, shown, wrong

CHUNK = 256 * 1024
# Characters of one entry: a quiz of a hundred long typed answers has room.
LONGEST_ENTRY = 8 * 1024 * 1024


def members(
    stream: BinaryIO, *, lists: Collection[str], most_bytes: int
) -> Iterator[tuple[str, int | None, Any]]:
    """The members of the object as (name, None, value), the `lists` entry by entry.

    An entry comes as (name, its place, value). Raises LearningError.
    """
    source = _Source(stream, most_bytes)
    if source.peek() != "{":
        raise wrong(_("This is not a JSON document that Flipside exported."))
    source.place += 1
    names: set[str] = set()
    while (sign := source.peek()) != "}":
        if names:
            source.pass_over(",", _("This is no valid JSON."))
            sign = source.peek()
        if sign != '"':
            raise wrong(_("This is no valid JSON."))
        name = source.value("")
        source.pass_over(":", _("This is no valid JSON."))
        if name in names:
            raise wrong(_("is given twice."), shown(name))
        names.add(name)
        if name in lists:
            yield from _entries(source, name)
        else:
            yield name, None, source.value(shown(name))
    source.place += 1
    if source.peek():
        raise wrong(_("Something follows the end of the document."))


def _entries(source: "_Source", name: str) -> Iterator[tuple[str, int, Any]]:
    source.pass_over("[", _("must be a list."), name)
    place = 0
    while source.peek() != "]":
        if place:
            source.pass_over(",", _("This is no valid JSON."), f"{name}[{place}]")
        yield name, place, source.value(f"{name}[{place}]")
        place += 1
    source.place += 1


def _refuse_constant(name: str) -> NoReturn:
    raise wrong(_("%(name)s is no number in JSON.") % {"name": name})


class _Source:
    """The text around the place that was read last."""

    def __init__(self, stream: BinaryIO, most_bytes: int) -> None:
        self._stream = stream
        self._bytes_left = most_bytes
        self._most_bytes = most_bytes
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._json = json.JSONDecoder(parse_constant=_refuse_constant)
        self._text = ""
        self._has_ended = False
        self.place = 0

    def _fill(self) -> bool:
        """Read on, twice as much as is there; False at the end."""
        if self._has_ended:
            return False
        self._text, self.place = self._text[self.place :], 0
        data = self._stream.read(max(CHUNK, len(self._text)))
        self._bytes_left -= len(data)
        if self._bytes_left < 0:
            most = self._most_bytes // 1_000_000
            raise wrong(_("The file is larger than %(most)s MB.") % {"most": most})
        self._has_ended = not data
        try:
            self._text += self._decoder.decode(data, final=self._has_ended)
        except UnicodeDecodeError:
            raise wrong(_("The file is not text in UTF-8.")) from None
        return True

    def peek(self) -> str:
        """The next character that is no white space; "" at the end."""
        while True:
            while self.place < len(self._text):
                if self._text[self.place] not in " \t\r\n":
                    return self._text[self.place]
                self.place += 1
            if not self._fill():
                return ""

    def pass_over(self, sign: str, message: str, path: str = "") -> None:
        found = self.peek()
        if not found:
            raise wrong(_("The document ends too early."), path)
        if found != sign:
            raise wrong(message, path)
        self.place += 1

    def value(self, path: str) -> Any:
        """The value that comes next; `path` for what is wrong with it."""
        if not self.peek():
            raise wrong(_("The document ends too early."), path)
        while True:
            try:
                value, end = self._json.raw_decode(self._text, self.place)
                # Digits might go on in what isn't read yet.
                is_whole = end < len(self._text)
            except json.JSONDecodeError:
                is_whole, end = False, -1
            except RecursionError:
                raise wrong(_("is nested too deeply."), path) from None
            except LearningError as error:
                raise error.inside(path) from None
            except ValueError:  # Python reads no number of thousands of digits
                raise wrong(_("holds a number that is too long."), path) from None
            if is_whole:
                self.place = end
                return value
            if len(self._text) - self.place > LONGEST_ENTRY:
                raise wrong(_("is too long."), path)
            if not self._fill():
                if end < 0:
                    raise wrong(_("This is no valid JSON."), path)
                self.place = end
                return value
