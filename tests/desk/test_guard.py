"""Who may ask the desk, and for what: foreign pages, foreign names, paths, uploads without end."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest
from served import Browser, served

from cli.desk.serve.gate import Gate, is_loopback

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "evil.example"}, 421),  # a name of the attacker's that leads to this machine
        ({"host": "localhost:1"}, 421),
        ({"host": "127.0.0.1.evil.example:{port}"}, 421),
        ({"host": "localhost:{port}"}, 200),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://localhost:{port}"}, 403),  # the desk by another name is another origin
        ({"origin": "http://127.0.0.1:{port}"}, 200),
        ({"sec_fetch_site": "cross-site", "sec_fetch_mode": "no-cors"}, 403),
        ({"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate"}, 200),  # a link that a person followed
    ],
)
def test_a_request_names_the_desk_and_comes_from_it(desk: Browser, headers: dict[str, str], status: int) -> None:
    """Host and Origin are held to the address that the desk listens on."""
    told = {name: text.replace("{port}", str(desk.port)) for name, text in headers.items()}
    assert Browser(desk.port).get("/orders", **told).status == status


def test_nothing_changes_without_the_forms_token(tmp_path: Path) -> None:
    """No token, another browser's, or one of an earlier desk: refused, and nothing was dropped or started."""
    with served(tmp_path) as browser:
        browser.get("/")
        other = Browser(browser.port)
        other.get("/")
        for token in ("", other.form, "0" * 64):
            browser.form = token or "none"
            assert browser.post("/demo").status == 403
            assert browser.drop("/files", [("a.csv", b"x")]).status == 403
        assert browser.ask("PUT", "/", b"", {}).status == 405
        assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "path",
    [
        "/static/../desk.py",
        "/static/..%2f..%2fdesk.py",
        "/static/%2e%2e/app.py",
        "/static//etc/passwd",
        "/orders?run=../../etc",
        "/orders?run=..",
        "/orders?run=.removed",
        "/orders?run=%00",
        "/?run=/etc",
        "//etc/passwd",
        "/jobs/..%2f..%2fx",
    ],
)
def test_no_path_of_an_address_reaches_the_disk(desk: Browser, path: str) -> None:
    """Names are looked up among those there are; all else is told as not found, in HTML and without a trace."""
    got = desk.get(path)
    assert got.status == 404
    assert "Traceback" not in got.text
    assert "root:" not in got.text


def test_every_answer_forbids_foreign_scripts(desk: Browser) -> None:
    """The policy of content names no inline script or style, and no other place; pages hold none."""
    for path in ("/", "/orders", "/static/desk.js", "/nothing"):
        got = desk.get(path)
        policy = got.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';")
        assert "unsafe" not in policy
        assert got.headers["x-content-type-options"] == "nosniff"
        if got.headers["content-type"].startswith("text/html"):
            assert "<script>" not in got.text
            assert " style=" not in got.text
            assert " onclick" not in got.text
            assert "//" not in got.text.replace("http://127.0.0.1", "").partition("<main")[0]


def test_an_upload_beyond_the_bound_is_refused(tmp_path: Path) -> None:
    """Told by its head at once, or while it comes in; no byte of it stays on the disk."""
    with served(tmp_path, upload_bytes=100_000) as browser:
        assert browser.drop("/files", [("big.csv", b"x" * 200_000)]).status == 413
        connection = socket.create_connection(("127.0.0.1", browser.port))
        cookie = "; ".join(f"{name}={text}" for name, text in browser.cookies.items())
        head = f"POST {browser.own('/files')} HTTP/1.1\r\nHost: 127.0.0.1:{browser.port}\r\nCookie: {cookie}\r\n"
        head += "Content-Type: multipart/form-data; boundary=b\r\nTransfer-Encoding: chunked\r\n\r\n"
        part = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.csv"\r\n\r\n'
        connection.sendall(head.encode() + f"{len(part):x}\r\n".encode() + part + b"\r\n")
        try:
            for _ in range(50):
                connection.sendall(b"2710\r\n" + b"x" * 10_000 + b"\r\n")
            answer = connection.recv(200)
        except OSError:  # the desk has hung up already
            answer = b"HTTP/1.1 413"
        assert answer.startswith(b"HTTP/1.1 413")
        connection.close()
        assert [one.name for one in tmp_path.rglob("*") if one.is_file()] == []


def test_another_address_asks_for_the_token(tmp_path: Path) -> None:
    """Shown once in the address it is kept as a cookie; a wrong one, or none, opens nothing."""
    with served(tmp_path, token="s3cret") as browser:  # noqa: S106
        assert browser.get("/").status == 401
        assert browser.get("/?token=s3creT").status == 401
        led = browser.get("/?token=s3cret&lang=zh")
        assert (led.status, led.headers["location"]) == (303, "/?lang=zh")
        assert browser.get("/").status == 200
        assert Browser(browser.port).get("/", authorization="Bearer s3cret").status == 200


@pytest.mark.parametrize(
    ("host", "inside"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("127.9.9.9", True), ("0.0.0.0", False), ("::", False),  # noqa: S104
     ("192.168.1.7", False), ("desk.example", False)],
)  # fmt: skip
def test_what_is_loopback(host: str, inside: bool) -> None:  # noqa: FBT001
    """RFC 1122, 3.2.1.3, and RFC 4291, 2.5.3: 127/8 and ::1 alone never leave the machine."""
    assert is_loopback(host) is inside


def test_a_desk_on_all_addresses_answers_to_numbers_alone() -> None:
    """A name may be made to lead anywhere; an address is itself."""
    gate = Gate("0.0.0.0", 8732, "t")  # noqa: S104
    assert gate.knows_host("192.168.1.7:8732")
    assert gate.knows_host("[fe80::1]:8732")
    assert not gate.knows_host("evil.example:8732")
    assert not gate.knows_host("192.168.1.7:80")
