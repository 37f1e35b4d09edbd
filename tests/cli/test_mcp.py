"""`sampan mcp`: its tools, asked by the SDK's own client."""

from __future__ import annotations

import asyncio
import builtins
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from mcp import Client, StdioServerParameters
from mcp.shared.exceptions import MCPError

from cli.mcp.server import TOOLS, server
from cli.verbs import explain, quote
from cli.verbs.place import Place
from cli.words.language import CHINESE, speaking

if TYPE_CHECKING:
    from pathlib import Path

    from in_process import Sampan
    from mcp_types import CallToolResult

PARCEL = {"to": "US", "weight": "350g", "size": "20x15x10cm", "value": "12 USD", "on": "2026-11-20"}
ASKED: dict[str, tuple[str, dict[str, Any]]] = {
    "quote": ("quote", PARCEL),
    "explain": ("explain", {"order_id": "7001"}),
    "deadline": ("deadline", {"times": ["2026-11-20T17:20+08:00"]}),
    "reply": ("reply_suggest", {"order_id": "7001", "says": "where is my parcel", "status": "paid"}),
    "cards": ("cards_list", {}),
    "no unit": ("quote", {**PARCEL, "weight": "350"}),
    "a path": ("explain", {"order_id": "7001", "run": "../../etc"}),
    "cards of a path": ("quote", {**PARCEL, "cards": ["/etc"]}),
}


async def _ask(where: Any) -> tuple[Any, dict[str, CallToolResult]]:
    async with Client(where) as client:
        tools = await client.list_tools()
        return tools, {name: await client.call_tool(*asked) for name, asked in ASKED.items()}


@pytest.fixture(scope="module")
def told(demo: Path) -> tuple[Any, dict[str, CallToolResult]]:
    """What a server process says over stdin and stdout."""
    start = [sys.executable, "-m", "cli.main", "mcp", "--run", str(demo)]
    process = StdioServerParameters(command=start[0], args=start[1:], env={**os.environ, "SAMPAN_LANG": "en"})
    return asyncio.run(_ask(process))


def test_five_tools_that_read(told: tuple[Any, dict[str, CallToolResult]]) -> None:
    """Each with a sentence, a schema whose every parameter is described, and the mark that it writes nothing."""
    tools = told[0].tools
    assert [tool.name for tool in tools] == ["quote", "explain", "deadline", "reply_suggest", "cards_list"]
    for tool in tools:
        assert tool.description
        assert tool.annotations
        assert tool.annotations.read_only_hint
        assert all(one["description"] for one in tool.input_schema["properties"].values())


def test_the_answers_are_those_of_the_verbs(told: tuple[Any, dict[str, CallToolResult]], demo: Path) -> None:
    """As text and as a structure, the same that Python gets."""
    answers = told[1]
    assert answers["quote"].structured_content == quote(**PARCEL)
    assert answers["explain"].structured_content == explain(order_id="7001", run=demo)
    assert answers["deadline"].structured_content["answers"][0]["dispatch_on"] == "2026-11-23"
    assert answers["reply"].structured_content["situation"]
    assert len(answers["cards"].structured_content["answers"]) == 11
    for name in ("quote", "explain", "deadline", "reply", "cards"):
        text = answers[name].content[0]
        assert json.loads(getattr(text, "text", "")) == answers[name].structured_content


def test_what_is_refused_can_be_mended(told: tuple[Any, dict[str, CallToolResult]]) -> None:
    """An error of the tool, not of the protocol: the parameter, the sentence and the way out; no path is opened."""
    for name, field in (("no unit", "weight"), ("a path", "run"), ("cards of a path", "cards")):
        answer = told[1][name]
        assert answer.is_error
        assert answer.structured_content["field"] == field
    text = getattr(told[1]["no unit"].content[0], "text", "")
    assert text == "'350' has no unit. Write a weight like 350 g, 1.2 kg or 12 oz."


def test_in_chinese(demo: Path) -> None:
    """Descriptions and errors in the reader's language."""
    with speaking(CHINESE):
        tools, answers = asyncio.run(_ask(server(Place((demo,)))))
    assert "包裹" in str(tools.tools[0].description)
    assert "没有单位" in getattr(answers["no unit"].content[0], "text", "")


def test_an_unknown_tool_is_an_error_of_the_protocol(demo: Path) -> None:
    """No tool writes: label files and routing are not offered."""
    assert "labels_write" not in TOOLS

    async def ask() -> str:
        async with Client(server(Place((demo,)))) as client:
            with pytest.raises(MCPError) as refused:
                await client.call_tool("labels_write", {})
            return refused.value.message

    assert asyncio.run(ask()).startswith("no tool is called 'labels_write'")


def test_nothing_but_the_protocol_goes_to_stdout(demo: Path) -> None:
    """A line that is no message at all, and an end without a word: every line on stdout is a message."""
    lines = b'{"jsonrpc": "2.0", "id": 1, "method": "ping"}\nno message\n'
    start = [sys.executable, "-m", "cli.main", "mcp", str(demo.parent)]
    done = subprocess.run(start, input=lines, capture_output=True, timeout=60, check=False)
    assert done.returncode == 0
    assert all(json.loads(line)["jsonrpc"] == "2.0" for line in done.stdout.splitlines())


def test_without_the_sdk_the_way_out_is_told(sampan: Sampan, monkeypatch: pytest.MonkeyPatch) -> None:
    """An extra that is not installed is wrong use, with what to type."""
    real = builtins.__import__

    def without(name: str, *others: Any, **more: Any) -> Any:
        if name == "mcp":
            raise ImportError(name)
        return real(name, *others, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    done = sampan("mcp")
    assert done.code == 2
    assert "pip install 'sampan[mcp]'" in done.err


def test_a_folder_or_a_card_that_is_not_there(sampan: Sampan, tmp_path: Path) -> None:
    """Told at the start."""
    assert sampan("mcp", tmp_path / "nothing").code == 2
    assert sampan("mcp", "--cards", tmp_path / "nothing").code == 3
