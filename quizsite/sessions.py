"""Sessions in the database, which a view can store in a transaction of its own."""

from typing import Any

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    """Django's own, without a second write of what this request has stored already.

    Whoever stores a session in a transaction that is then rolled back stores it again,
    by `create`, or lets the request fail.
    """

    _stored: Any = None

    def save(self, must_create: bool = False) -> None:
        content = self.serializer().dumps(self._get_session(no_load=must_create))  # type: ignore[attr-defined]
        if self.session_key and not must_create and content == self._stored:
            return
        super().save(must_create=must_create)
        self._stored = content
