"""The verbs that only read, as tools of the Model Context Protocol over stdin and stdout."""

from __future__ import annotations

import json
from functools import partial
from importlib import metadata
from typing import TYPE_CHECKING, Any, Final

import anyio
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError
from mcp_types import (
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    Tool,
    ToolAnnotations,
)

from cli.verbs import VerbError, cards, deadline, explain, quote, suggest
from cli.words import said

if TYPE_CHECKING:
    from mcp.server.context import ServerRequestContext

    from cli.verbs import Verb
    from cli.verbs.place import Place

TOOLS: Final = {verb.name.replace(" ", "_"): verb for verb in (quote, explain, deadline, suggest, cards)}
"""Name of a tool -> its verb.  None of them writes."""
_READS: Final = ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
_ONE: Final = 1
"""Answers at a time: each takes a part of a second, and the processor."""


def serve(place: Place) -> None:
    """Answers until the other side closes.  Nothing but the protocol goes to stdout: the SDK turns the rest to stderr.

    Args:
        place: what may be asked about.
    """
    anyio.run(_serve, server(place))


def server(place: Place) -> Server[Any]:
    """The server with its tools."""
    limit = anyio.CapacityLimiter(_ONE)

    async def tools(_: ServerRequestContext[Any], __: PaginatedRequestParams | None) -> ListToolsResult:
        return ListToolsResult(tools=[_tool(name, verb) for name, verb in TOOLS.items()])

    async def call(_: ServerRequestContext[Any], asked: CallToolRequestParams) -> CallToolResult:
        verb = TOOLS.get(asked.name)
        if verb is None:
            told = said("no tool is called {name!r}. There are {names:list}.", name=asked.name, names=tuple(TOOLS))
            raise MCPError(INVALID_PARAMS, told)
        return await anyio.to_thread.run_sync(partial(_answer, verb, asked.arguments or {}, place), limiter=limit)

    return Server(
        "sampan",
        version=metadata.version("sampan"),
        instructions=said(
            "Prices, deadlines and replies for parcels from China. Runs that can be asked about: {runs:list}.",
            runs=tuple(place.runs()) or ("-",),
        ),
        on_list_tools=tools,
        on_call_tool=call,
    )


async def _serve(served: Server[Any]) -> None:
    async with stdio_server() as (read, write):
        await served.run(read, write, served.create_initialization_options())


def _tool(name: str, verb: Verb) -> Tool:
    return Tool(name=name, description=verb.tells, input_schema=verb.schema(), annotations=_READS)


def _answer(verb: Verb, arguments: dict[str, Any], place: Place) -> CallToolResult:
    """The answer, or the problem as one that the program can read and mend."""
    try:
        told = verb.ask(arguments, place)
    except VerbError as error:
        problem = error.problem
        return CallToolResult(
            content=[TextContent(type="text", text=problem.told)], structured_content=problem.shape(), is_error=True
        )
    shape = told if isinstance(told, dict) else {"answers": told}
    return CallToolResult(
        content=[TextContent(type="text", text=json.dumps(shape, ensure_ascii=False))], structured_content=shape
    )
