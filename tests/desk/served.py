"""A desk as a browser meets it: really served, on a port of its own, and asked by HTTP as it stands on the wire."""

from __future__ import annotations

import http.client
import re
import socket
import threading
import time
from contextlib import closing, contextmanager, suppress
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import uvicorn
from attrs import define, field, frozen

from cli.desk.app import application
from cli.desk.serve.gate import Gate
from cli.desk.work.folder import DeskFolder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

BOUNDARY = "x8qk2"
PATIENCE_S = 60


@frozen
class Got:
    """An answer."""

    status: int
    headers: Mapping[str, str]
    text: str


@define
class Browser:
    """Asks a desk, and keeps its cookies and the token of its forms as a browser does."""

    port: int
    cookies: dict[str, str] = field(factory=dict)
    form: str = ""

    def get(self, path: str, **headers: str) -> Got:
        """A page."""
        return self.ask("GET", path, b"", headers)

    def post(self, path: str, words: Mapping[str, str] | Sequence[tuple[str, str]] = (), **headers: str) -> Got:
        """A form's answer."""
        kind = {"content-type": "application/x-www-form-urlencoded"}
        return self.ask("POST", self.own(path), urlencode(words).encode(), kind | headers)

    def drop(self, path: str, files: Sequence[tuple[str, bytes]], words: Mapping[str, str] | None = None) -> Got:
        """The answer to a form with files."""
        parts = [(f'name="{name}"', text.encode()) for name, text in (words or {}).items()]
        parts += [(f'name="files"; filename="{name}"', content) for name, content in files]
        body = b"".join(
            f"--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + content + b"\r\n"
            for head, content in parts
        )
        kind = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}
        return self.ask("POST", self.own(path), body + f"--{BOUNDARY}--\r\n".encode(), kind)

    def own(self, path: str) -> str:
        """The address with the token of the desk's forms."""
        if not self.form:
            self.get("/")
        return f"{path}{'&' if '?' in path else '?'}form={self.form}"

    def ask(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Got:
        """Any request."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)) as connection:
            return self._asked(connection, method, path, body, headers)

    def _asked(
        self, connection: http.client.HTTPConnection, method: str, path: str, body: bytes, headers: Mapping[str, str]
    ) -> Got:
        sent = {"cookie": "; ".join(f"{name}={text}" for name, text in self.cookies.items())} if self.cookies else {}
        with suppress(BrokenPipeError):  # it may answer before it has taken the whole body
            connection.request(
                method, path, body or None, sent | {name.replace("_", "-"): v for name, v in headers.items()}
            )
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for name, value in answer.getheaders():
            if name == "set-cookie":
                self.cookies |= {key: morsel.value for key, morsel in SimpleCookie(value).items()}
        found = re.search(r"\?form=([0-9a-f]{64})", text)
        self.form = found[1] if found else self.form
        return Got(answer.status, {name.lower(): value for name, value in answer.getheaders()}, text)

    def done(self, answer: Got) -> str:
        """Waits for the job that a form started; the address to which its end leads."""
        found = re.search(r"job=([0-9a-f]+)", answer.headers["location"])
        assert found, answer
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            state = self.get(f"/jobs/{found[1]}").text
            then = re.search(r'data-then="([^"]+)"', state)
            if then:
                return then[1].replace("&amp;", "&")
            assert "data-poll" in state, state
            time.sleep(0.1)
        raise AssertionError("the job does not end")


@contextmanager
def served(folder: Path, language: str = "en", token: str = "", upload_bytes: int = 1 << 22) -> Iterator[Browser]:
    """A desk of the folder, served for the length of the block."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(1024)
        port = listening.getsockname()[1]
        app = application(DeskFolder(folder), Gate("127.0.0.1", port, token), language, upload_bytes)
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, ws="none"))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        try:
            yield Browser(port)
        finally:
            server.should_exit = True
            thread.join(PATIENCE_S)
