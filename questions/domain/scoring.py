"""Document + response -> points. Pure: no database, no clock.

single   1 point for the right choice.
several  max(0, right/R - wrong/W): R right and W wrong choices are on offer, so
         picking everything or nothing gives 0.
typed    1 point for an accepted answer: case, white space and quotes around the
         whole are forgiven, `*` stands for any text, numbers are compared as
         numbers, `3.14±0.01` accepts the closed range.
"""

from decimal import Decimal, InvalidOperation

from questions.domain.document import CardDocument

# What people put around a value or a piece of code; it says nothing about the answer.
QUOTES = (('"', '"'), ("'", "'"), ("`", "`"), ("“", "”"), ("‘", "’"))  # noqa: RUF001 (typed quotation marks)

Response = list[str] | str | None

# A number with more places before or after the point is no answer to a question.
MOST_DIGITS = 1000


class UnknownChoice(ValueError):
    """The response names a choice that was not offered, or too many."""


def validate(*, form: str, offered: list[str], response: Response) -> Response:
    """Return the response in its stored shape, or raise UnknownChoice.

    A list of keys in the order of `offered` for the choice forms, a stripped text
    for the typed form; None when nothing was answered.
    """
    if form == "typed":
        if response is not None and not isinstance(response, str):
            raise UnknownChoice("A typed answer is a text.")
        # A JSON column of PostgreSQL holds any character but this one.
        return (response or "").replace("\0", "").strip() or None
    chosen = response or []
    if isinstance(chosen, str) or not set(chosen) <= set(offered):
        raise UnknownChoice("That choice was not offered.")
    if form == "single" and len(set(chosen)) > 1:
        raise UnknownChoice("Only one choice can be given.")
    return [key for key in offered if key in chosen] or None


def points(document: CardDocument, response: Response) -> float:
    """Points from 0 to 1; nothing answered is 0."""
    if not response:
        return 0.0
    if document.form == "typed":
        return float(isinstance(response, str) and is_accepted(document, response))
    chosen, right = set(response), document.right_keys
    wrong = {choice.key for choice in document.choices} - right
    if document.form == "single":
        return float(chosen == right)
    share_wrong = len(chosen & wrong) / len(wrong) if wrong else 0.0
    return max(0.0, len(chosen & right) / len(right) - share_wrong)


def is_accepted(document: CardDocument, typed: str) -> bool:
    return any(_matches(accepted, typed) for accepted in document.accepted_answers)


def _folded(text: str) -> str:
    bare = " ".join(text.split()).casefold()
    for opening, closing in QUOTES:
        if len(bare) > 2 and bare.startswith(opening) and bare.endswith(closing):
            return bare[1:-1].strip()
    return bare


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.strip().replace("−", "-"))  # noqa: RUF001 (a typed minus sign)
    except InvalidOperation:
        return None
    # Arithmetic overflows beyond that size; such a text is compared as a text.
    return number if number.is_finite() and abs(number.adjusted()) <= MOST_DIGITS else None


def _matches(accepted: str, typed: str) -> bool:
    value = _number(typed)
    middle, separator, spread = accepted.partition("±")
    center, tolerance = _number(middle), _number(spread) if separator else Decimal(0)
    if value is not None and center is not None and tolerance is not None:
        return abs(value - center) <= tolerance
    return _fits(_folded(accepted), _folded(typed))


def _fits(pattern: str, text: str) -> bool:
    """True where the text fits; `*` in the pattern stands for any text.

    Each part is taken where it comes first: a regular expression would try every
    combination, and a long typed text would hold the server for hours.
    """
    first, *rest = pattern.split("*")
    if not rest:
        return text == first
    *middle, last = rest
    place, end = len(first), len(text) - len(last)
    if place > end or not (text.startswith(first) and text.endswith(last)):
        return False
    for part in middle:
        found = text.find(part, place, end)
        if found < 0:
            return False
        place = found + len(part)
    return True
