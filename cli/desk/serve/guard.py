"""The door of the desk: every request passes it before any page is asked, and every answer leaves through it."""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs, urlencode

from attrs import frozen
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse

from cli.desk.serve.gate import SESSION, TOKEN, new_session
from cli.words import said
from cli.words.language import CHINESE, LANGUAGES, speaking

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from cli.desk.serve.gate import Gate

UPLOAD_BYTES: Final = 1 << 30
"""The most that a form with files may hold."""
FORM_BYTES: Final = 1 << 20
"""The most that any other request may hold."""
LANGUAGE: Final = "lang"
"""The cookie, and the word of a query, that choose the reader's language."""
FORM_TOKEN: Final = "form"  # noqa: S105 - the word of a query
API: Final = "/api/"
"""What programs ask: they show no form's token, but send JSON or a header of their own, which no foreign page can
without asking first."""
OWN_HEADER: Final = "x-sampan"
_SAFE: Final = frozenset({"GET", "HEAD"})
_METHODS: Final = frozenset({*_SAFE, "POST"})
_WITH_FILES: Final = ("multipart/form-data", "application/octet-stream")
_YEAR_S: Final = 365 * 24 * 3600
_HEADERS: Final = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
    " connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-store",
}
"""What every answer tells the browser."""


class TooLargeError(Exception):
    """More came than a request may hold."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


class Guard:
    """Asks every request for its host, origin and tokens, bounds it, and speaks its reader's language.

    A page finds in `request.state`: `language`, and `form_token` for its forms.
    """

    def __init__(self, app: ASGIApp, gate: Gate, language: str, upload_bytes: int = UPLOAD_BYTES) -> None:
        self._app, self._gate, self._language, self._upload_bytes = app, gate, language, upload_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":  # no page opens a socket
            await self._answered(_Asked.of(scope), receive, send)

    async def _answered(self, asked: _Asked, receive: Receive, send: Send) -> None:
        language, chosen = self._spoken(asked)
        new = "" if _is_session(asked.session) else new_session()
        state = asked.scope.setdefault("state", {})
        state["language"] = language
        state["form_token"] = self._gate.form_token(new or asked.session)
        leaving = _Leaving(send)
        if new:
            leaving.keep(SESSION, new)
        if chosen:
            leaving.keep(LANGUAGE, language, f"; Max-Age={_YEAR_S}")
        limit = self._limit(asked.headers)
        with speaking(language):
            refused = self._refusal(asked, limit)
            if refused is None and self._gate.token and "token" in asked.query:
                leaving.keep(TOKEN, self._gate.token)
                refused = RedirectResponse(asked.without("token"), 303)
            if refused is not None:
                await refused(asked.scope, receive, leaving)
                return
            await self._app(asked.scope, _bounded(receive, limit), leaving)

    def _spoken(self, asked: _Asked) -> tuple[str, bool]:
        """The reader's language, and whether it was chosen just now; a browser that speaks Chinese first is heeded."""
        word, kept = asked.last(LANGUAGE), asked.cookies.get(LANGUAGE, "")
        if word in LANGUAGES:
            return word, True
        if kept in LANGUAGES:
            return kept, False
        wanted = asked.headers.get("accept-language", "").lower()
        return (CHINESE if wanted.startswith(CHINESE) else self._language), False

    def _limit(self, headers: Headers) -> int:
        return self._upload_bytes if headers.get("content-type", "").startswith(_WITH_FILES) else FORM_BYTES

    def _refusal(self, asked: _Asked, limit: int) -> Response | None:
        """The answer to a request that may not pass; None where it may."""
        told: tuple[int, str] | None = None
        if asked.scope["method"] not in _METHODS:
            told = 405, said("The desk knows GET and POST only.")
        elif not self._is_here(asked.headers):
            told = 421, said("This address is not the desk's. Open it as it was printed.")
        elif not self._is_own(asked.headers):
            told = 403, said("Another page asked for this, and is refused. Open the desk itself.")
        elif not self._gate.has_token(asked.last("token") or asked.cookies.get(TOKEN, "") or _bearer(asked.headers)):
            told = 401, said("Open the desk by the address with the token that it printed.")
        elif asked.scope["method"] not in _SAFE and not self._is_own_form(asked):
            told = (
                403,
                said("This form is of an earlier desk, or not of the desk at all. Load the page anew, and send again."),
            )
        if told is not None:
            return _refused(asked.scope["path"], told[1], told[0])
        length = asked.headers.get("content-length", "0")
        return (
            None
            if length.isascii() and length.isdigit() and int(length) <= limit
            else too_large(limit, asked.scope["path"])
        )

    def _is_here(self, headers: Headers) -> bool:
        """Whether the request names this desk, once."""
        return len(headers.getlist("host")) == 1 and self._gate.knows_host(headers["host"])

    def _is_own(self, headers: Headers) -> bool:
        """Whether no page of another site asked."""
        origin = headers.get("origin")
        return not _from_elsewhere(headers) and (origin is None or self._gate.knows_origin(origin, headers["host"]))

    def _is_own_form(self, asked: _Asked) -> bool:
        kind = asked.headers.get("content-type", "").partition(";")[0]
        if asked.scope["path"].startswith(API) and (kind == "application/json" or OWN_HEADER in asked.headers):
            return True
        return self._gate.has_form_token(asked.session, asked.last(FORM_TOKEN))


@frozen
class _Asked:
    """A request, its headers, cookies and query read."""

    scope: Scope
    headers: Headers
    cookies: Mapping[str, str]
    query: Mapping[str, list[str]]

    @classmethod
    def of(cls, scope: Scope) -> _Asked:
        headers = Headers(scope=scope)
        return cls(scope, headers, _cookies(headers), _query(scope))

    @property
    def session(self) -> str:
        return self.cookies.get(SESSION, "")

    def last(self, word: str) -> str:
        """The last text of a word of the query; "" where it has none."""
        return self.query.get(word, [""])[-1]

    def without(self, word: str) -> str:
        """The address without a word of its query."""
        rest = urlencode({name: texts for name, texts in self.query.items() if name != word}, doseq=True)
        path: str = self.scope["path"]
        return "/" + path.lstrip("/") + (f"?{rest}" if rest else "")


class _Leaving:
    """Sends an answer on, with the headers and cookies that every answer has."""

    def __init__(self, send: Send) -> None:
        self._send, self._cookies = send, list[str]()

    def keep(self, name: str, text: str, more: str = "") -> None:
        """Has the browser keep a cookie."""
        self._cookies.append(f"{name}={text}; Path=/; HttpOnly; SameSite=Strict{more}")

    async def __call__(self, message: Message) -> None:
        """Sends a part of the answer."""
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, text in _HEADERS.items():
                headers.setdefault(name, text)
            for cookie in self._cookies:
                headers.append("set-cookie", cookie)
        await self._send(message)


def _bounded(receive: Receive, limit: int) -> Receive:
    """The request's body, of which no more than the limit is taken."""
    taken = 0

    async def bounded() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise TooLargeError(limit)
        return message

    return bounded


def _refused(path: str, told: str, status: int) -> Response:
    """A refusal as text; for programs as JSON with the keys of their problems."""
    if not path.startswith(API):
        return PlainTextResponse(told, status)
    shape: dict[str, Any] = {"code": "refused", "message": told, "field": None, "reason": None, "faults": []}
    return JSONResponse(shape, status)


def too_large(limit: int, path: str = "") -> Response:
    """What is told of a request that holds more than it may; the connection ends, so that no more of it comes."""
    told = said("More than the {limit} MB that the desk takes at once. Cut the file into several.", limit=limit >> 20)
    answer = _refused(path, told, 413)
    answer.headers["connection"] = "close"
    return answer


def _from_elsewhere(headers: Headers) -> bool:
    """Whether a browser says that a page of another site asked; a link that a person followed is no such thing."""
    site, mode = headers.get("sec-fetch-site", "none"), headers.get("sec-fetch-mode", "navigate")
    return site in {"cross-site", "same-site"} and mode != "navigate"


def _bearer(headers: Headers) -> str:
    kind, _, shown = headers.get("authorization", "").partition(" ")
    return shown if kind.lower() == "bearer" else ""


def _cookies(headers: Headers) -> dict[str, str]:
    jar = SimpleCookie()
    try:
        jar.load(headers.get("cookie", ""))
    except CookieError:
        return {}
    return {name: morsel.value for name, morsel in jar.items()}


def _query(scope: Scope) -> dict[str, list[str]]:
    try:
        return parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True, max_num_fields=100)
    except ValueError:
        return {}


def _is_session(text: str) -> bool:
    return len(text) == 32 and text.isascii() and text.isalnum()
