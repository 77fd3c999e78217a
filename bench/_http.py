"""A light HTTP/1.1 client for many simulated people in one process: keep-alive, cookies, gzip.

Enough of RFC 9112 for gunicorn's replies; nothing that a general client needs beyond.
"""

import asyncio
import gzip
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

Fields = Sequence[tuple[str, str]]
Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]

# Seconds until a reply counts as missing; a browser's own limit is longer.
TIMEOUT = 60
FORM = "application/x-www-form-urlencoded"


class Unreachable(Exception):
    """No whole reply: refused, reset, cut short or too late."""


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        is_packed = self.headers.get("content-encoding") == "gzip"
        return (gzip.decompress(self.body) if is_packed else self.body).decode()

    @property
    def is_json(self) -> bool:
        return self.headers.get("content-type", "").startswith("application/json")

    @property
    def location(self) -> str:
        return urlsplit(self.headers.get("location", "")).path


@dataclass
class Traffic:
    """How many requests of all clients are on their way."""

    in_flight: int = 0


class Client:
    """One person's browser: one connection, and cookies of its own."""

    def __init__(self, address: str, *, forwarded_for: str, traffic: Traffic) -> None:
        parts = urlsplit(address)
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._traffic = traffic
        self._connection: Connection | None = None
        self._cookies: dict[str, str] = {}
        self._fixed = (
            f"Host: {parts.netloc}\r\nX-Forwarded-For: {forwarded_for}\r\n"
            "Accept-Encoding: gzip\r\nAccept-Language: en\r\n"
        )
        self._origin = f"Origin: {address}\r\n"

    async def get(self, path: str) -> Reply:
        return await self._ask(f"GET {path} HTTP/1.1\r\nAccept: text/html\r\n", b"")

    async def post_form(self, path: str, fields: Fields) -> Reply:
        """As a browser sends a form."""
        return await self._post(path, "text/html", FORM, urlencode(fields).encode())

    async def post_data(self, path: str, fields: Fields) -> Reply:
        """As a script sends `FormData`, asking for JSON."""
        boundary = f"----{secrets.token_hex(12)}"
        parts = "".join(
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields
        )
        kind = f"multipart/form-data; boundary={boundary}"
        body = f"{parts}--{boundary}--\r\n".encode()
        return await self._post(path, "application/json", kind, body)

    def close(self) -> None:
        if self._connection:
            self._connection[1].close()
            self._connection = None

    async def _post(self, path: str, accept: str, kind: str, body: bytes) -> Reply:
        head = (
            f"POST {path} HTTP/1.1\r\nAccept: {accept}\r\n{self._origin}"
            f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
        )
        return await self._ask(head, body)

    async def _ask(self, head: str, body: bytes) -> Reply:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        cookie_line = f"Cookie: {cookies}\r\n" if cookies else ""
        request = f"{head}{self._fixed}{cookie_line}\r\n".encode() + body
        self._traffic.in_flight += 1
        try:
            async with asyncio.timeout(TIMEOUT):
                return await self._exchange(request)
        except TimeoutError:
            self.close()
            raise Unreachable("no reply in time") from None
        except (OSError, asyncio.IncompleteReadError, ValueError) as error:
            self.close()
            raise Unreachable(type(error).__name__) from error
        finally:
            self._traffic.in_flight -= 1

    async def _exchange(self, request: bytes) -> Reply:
        """Send on the open connection if there is one.

        The server closes what was idle for some seconds, perhaps just now: like a
        browser, send again on a new one when not a byte has come back.
        """
        if self._connection and not self._connection[0].at_eof():
            try:
                start = await self._send(self._connection, request)
            except (OSError, asyncio.IncompleteReadError):
                pass
            else:
                return await self._receive(self._connection, start)
        self.close()
        self._connection = await asyncio.open_connection(self._host, self._port)
        return await self._receive(self._connection, await self._send(self._connection, request))

    async def _send(self, connection: Connection, request: bytes) -> bytes:
        """Send, and return the head of the reply."""
        reader, writer = connection
        writer.write(request)
        await writer.drain()
        return await reader.readuntil(b"\r\n\r\n")

    async def _receive(self, connection: Connection, start: bytes) -> Reply:
        status_line, *lines = start.decode("latin-1").rstrip().split("\r\n")
        headers: dict[str, str] = {}
        for line in lines:
            name, _separator, value = line.partition(":")
            if name.lower() == "set-cookie":
                self._keep(value.strip())
            headers[name.lower()] = value.strip()
        body = await _read_body(connection[0], headers)
        if headers.get("connection", "").lower() == "close":
            self.close()
        return Reply(int(status_line.split(" ", 2)[1]), headers, body)

    def _keep(self, cookie: str) -> None:
        pair, *attributes = cookie.split(";")
        name, _separator, value = pair.partition("=")
        if any(one.strip().lower() == "max-age=0" for one in attributes):
            self._cookies.pop(name, None)
        else:
            self._cookies[name] = value


async def _read_body(reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
    if "content-length" in headers:
        return await reader.readexactly(int(headers["content-length"]))
    if headers.get("transfer-encoding", "").lower() != "chunked":
        return await reader.read()
    chunks = []
    while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
        chunks.append(await reader.readexactly(size))
        await reader.readexactly(2)
    await reader.readuntil(b"\r\n")
    return b"".join(chunks)
