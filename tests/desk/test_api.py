"""The desk for programs: the verbs by JSON, files routed, label files taken; every refusal is JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from openapi_spec_validator import validate
from served import BOUNDARY, Browser, Got, served

from cli.verbs import deadline, explain, quote

if TYPE_CHECKING:
    from pathlib import Path

PARCEL = {"to": "US", "weight": "350g", "size": "20x15x10cm", "value": "12 USD", "on": "2026-11-20"}
JSON = {"content-type": "application/json"}


def _ask(desk: Browser, path: str, arguments: object, **headers: str) -> Got:
    body = arguments if isinstance(arguments, bytes) else json.dumps(arguments).encode()
    return Browser(desk.port).ask("POST", path, body, JSON | headers)


def _told(got: Got) -> Any:
    assert got.headers["content-type"] == "application/json"
    return json.loads(got.text)


def test_the_document_is_sound_and_names_every_address(desk: Browser) -> None:
    """OpenAPI 3.1; what it lists answers, and in Chinese it speaks Chinese."""
    document = _told(desk.get("/api/openapi.json"))
    validate(document)
    posts = [path for path, item in document["paths"].items() if "post" in item]
    assert posts == [
        "/api/quote", "/api/route", "/api/explain", "/api/deadline", "/api/reply/suggest", "/api/labels/write",
        "/api/cards/list",
    ]  # fmt: skip
    for path in posts:
        assert _ask(desk, path, {"nothing": 1}).status == 400
    assert "包裹" in Browser(desk.port).get("/api/openapi.json?lang=zh").text


def test_the_verbs_answer(desk: Browser, desk_folder: Path) -> None:
    """The JSON of the commands; a run by its name, or none where there is but one."""
    assert _told(_ask(desk, "/api/quote", PARCEL)) == quote(**PARCEL)
    for run in ({}, {"run": "demo"}):
        told = _told(_ask(desk, "/api/explain", {"order_id": "7001", **run}))
        assert told == explain(order_id="7001", run=desk_folder / "demo")
    times = {"times": ["2026-11-20T17:20+08:00"]}
    assert _told(_ask(desk, "/api/deadline", times)) == deadline(**times)
    said = {"order_id": "7001", "says": "where is my parcel", "status": "paid"}
    assert _told(_ask(desk, "/api/reply/suggest", said))["situation"]
    assert len(_told(_ask(desk, "/api/cards/list", b""))) == 11
    assert _told(desk.get("/api/runs")) == {"runs": ["demo"]}


def test_a_label_file_is_written_and_taken(desk: Browser) -> None:
    """By its name; no path, and no other run."""
    written = _told(_ask(desk, "/api/labels/write", {"layout": "address-list", "run": "demo"}))
    name = written["files"][0]["file"]
    assert "/" not in name
    assert desk.get(f"/api/runs/demo/labels/{name}").status == 200
    for path in ("demo/labels/..%2frun.json", "../demo/labels/x", "demo/labels/.lock", "nothing/labels/a"):
        got = desk.get(f"/api/runs/{path}")
        assert got.status == 404
        assert _told(got)["code"] == "wrong_use"


def test_files_are_routed(tmp_path: Path, day: list[tuple[str, bytes]]) -> None:
    """Orders and master in one form with the programs' header: a run of its own, and nothing of the files left."""
    with served(tmp_path) as desk:
        desk.form = "none"
        refused = desk.drop("/api/route", day)
        assert refused.status == 403
        assert _told(refused)["code"] == "refused"
        got = _routed(desk, day, {"now": "2026-11-19T12:00+08:00", "door": "true"})
        told = _told(got)
        assert got.status == 200, told
        assert (told["counts"]["orders"], told["counts"]["assigned"]) == (205, 202)
        assert [one.name for one in tmp_path.iterdir()] == [told["run"]]
        assert _told(_routed(desk, day[1:], {}))["field"] == "files"
        assert _told(_routed(desk, day, {"out": "/tmp/x"}))["field"] == "out"  # noqa: S108 - refused
        assert _told(_routed(desk, day, {"now": "yesterday"}))["code"] == "unusable_input"
        assert [one.name for one in tmp_path.iterdir()] == [told["run"]]


def _routed(desk: Browser, files: list[tuple[str, bytes]], words: dict[str, str]) -> Got:
    parts = [(f'name="{name}"', text.encode()) for name, text in words.items()]
    parts += [(f'name="files"; filename="{name}"', content) for name, content in files]
    body = b"".join(
        f"--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + content + b"\r\n"
        for head, content in parts
    )
    kind = {"content-type": f"multipart/form-data; boundary={BOUNDARY}", "x-sampan": "1"}
    return Browser(desk.port).ask("POST", "/api/route", body + f"--{BOUNDARY}--\r\n".encode(), kind)


_DEEP = b'{"to": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"


@pytest.mark.parametrize(
    "body", [b"{", b"[1]", b"\xff", _DEEP, b'{"to": 1}'], ids=["cut", "list", "bytes", "deep", "kind"]
)
def test_what_is_no_question_is_told(desk: Browser, body: bytes) -> None:
    """Broken, deep or wrong JSON: a problem with its code."""
    got = _ask(desk, "/api/quote", body)
    assert got.status == 400
    assert _told(got)["code"] == "wrong_use"


def test_a_body_without_end_and_a_foreign_page_are_refused(desk: Browser) -> None:
    """Bounds, Host and Origin hold for programs as for pages, and are told as JSON."""
    got = _ask(desk, "/api/quote", b"x" * (1 << 20) + b"y")
    assert (got.status, _told(got)["code"]) == (413, "refused")
    for headers, status in (({"origin": "http://evil.example"}, 403), ({"host": "evil.example"}, 421)):
        got = _ask(desk, "/api/quote", PARCEL, **headers)
        assert (got.status, _told(got)["code"]) == (status, "refused")
    plain = Browser(desk.port).ask("POST", "/api/quote", json.dumps(PARCEL).encode(), {"content-type": "text/plain"})
    assert plain.status == 403
    assert _told(desk.get("/api/../etc"))["code"] == "wrong_use"
    assert desk.get("/api/quote").status == 404


def test_a_token_is_asked_for_where_the_desk_has_one(tmp_path: Path) -> None:
    """A program shows it as a bearer."""
    with served(tmp_path, token="secret") as desk:  # noqa: S106 - of a test
        assert _ask(desk, "/api/quote", PARCEL).status == 401
        assert _ask(desk, "/api/quote", PARCEL, authorization="Bearer wrong").status == 401
        assert _ask(desk, "/api/quote", PARCEL, authorization="Bearer secret").status == 200
