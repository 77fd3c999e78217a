"""Key points and their identity: a point that is reworded is another one."""

import hashlib
import re
from collections.abc import Sequence

# More than any card has.
MOST = 50
_KEY = re.compile("[0-9a-f]{16}")


def key_of(point_html: str) -> str:
    """Sixteen hexadecimal digits, the same for the same text."""
    return hashlib.sha256(point_html.encode()).hexdigest()[:16]


def is_key(text: str) -> bool:
    """Whether this could be the key of a point."""
    return _KEY.fullmatch(text) is not None


def by_key(points_html: Sequence[str]) -> dict[str, str]:
    """Each point's HTML by its key, in the card's order."""
    return {key_of(point): point for point in points_html}


def suggested_rating(*, covered: int, of: int) -> int | None:
    """What the ticks suggest: all Good, half or more Hard, less Again; None: no points."""
    if not of:
        return None
    if covered == of:
        return 3
    return 2 if 2 * covered >= of else 1
