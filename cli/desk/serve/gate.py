"""Who may ask the desk for something: the names it answers to, its token, and the tokens of its forms."""

from __future__ import annotations

import hmac
import ipaddress
import secrets
from hashlib import sha256
from typing import Final

from attrs import field, frozen

LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")
"""What a browser on the same machine calls it."""
SESSION: Final = "sampan_desk"
"""The cookie of a browser, by which the tokens of its forms are made."""
TOKEN: Final = "sampan_token"  # noqa: S105 - the name of a cookie
"""The cookie of a browser that has shown the token."""
_SESSION_BYTES: Final = 16


def is_loopback(host: str) -> bool:
    """Whether an address to listen on is reached from this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


@frozen
class Gate:
    """What a request must show.

    `host` and `port` are what the desk listens on, `token` is asked for where it is not empty, `secret` makes the
    tokens of forms.
    """

    host: str
    port: int
    token: str = ""
    secret: bytes = field(factory=lambda: secrets.token_bytes(32), repr=False)

    def knows_host(self, header: str) -> bool:
        """Whether a Host header names this desk; a foreign name that leads here by a trick of DNS does not."""
        name, port = _parted(header)
        if port != self.port:
            return False
        if is_loopback(self.host):
            return name in {*LOOPBACK, _bracketed(self.host)}
        if name == _bracketed(self.host):
            return True
        return _is_everywhere(self.host) and _is_address(name)

    def knows_origin(self, origin: str, host: str) -> bool:
        """Whether a page of this desk asked: the origin is that of the request's own Host header."""
        return origin == f"http://{host}"

    def has_token(self, shown: str) -> bool:
        """Whether a request shows the desk's token; any does where none is asked for."""
        return not self.token or hmac.compare_digest(shown.encode(), self.token.encode())

    def form_token(self, session: str) -> str:
        """The token that the forms of a browser's pages carry."""
        return hmac.new(self.secret, session.encode(), sha256).hexdigest()

    def has_form_token(self, session: str, shown: str) -> bool:
        """Whether a form is of a page that this desk gave to the same browser."""
        return bool(session) and hmac.compare_digest(shown.encode(), self.form_token(session).encode())


def new_session() -> str:
    """A name for a browser that nobody can guess."""
    return secrets.token_hex(_SESSION_BYTES)


def _parted(header: str) -> tuple[str, int]:
    """Name and port of a Host header; port 80 where it names none, -1 where it is none."""
    name, colon, port = header.rpartition(":")
    if not colon or name.endswith(":") or (header.startswith("[") and header.endswith("]")):
        return header.lower(), 80
    return name.lower(), int(port) if port.isascii() and port.isdigit() and len(port) < 6 else -1


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host.lower()


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def _is_everywhere(host: str) -> bool:
    return host in {"0.0.0.0", "::"}  # noqa: S104 - asked whether it is so
