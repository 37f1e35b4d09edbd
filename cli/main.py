"""The command `sampan`: finds the sub-command, and turns every fault into a message and an exit code."""

from __future__ import annotations

import atexit
import errno
import gc
import os
import signal
import sys
import threading
from typing import TYPE_CHECKING, Any

import click

from cli.group import LazyGroup
from cli.help import in_language
from cli.output.streams import hush, speak_to_people
from cli.words.catalogue import spoken
from cli.words.language import asked_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from routing.errors import SampanError

COMMANDS: dict[str, str] = {
    "demo": "Route a bundled day of invented orders and print the summary.",
    "route": "Route order files: each order to the cheapest allowed channel, with its deadline.",
    "quote": "Price one parcel with every service, or say why a service does not take it.",
    "explain": "Explain one order of a finished run: every service's price or refusal, and the deadline.",
    "allot": "Allot a run's parcels under caps: the least cost that keeps them, who moves, and what a place is worth.",
    "verify": "Recompute every line of a run with the exact reference.",
    "orders": "Work with order files: propose a profile for an export that is not known.",
    "products": "Work with the product master: write a sheet of the articles it lacks, take learned weights over.",
    "deadline": "Tell by when a parcel must leave: dispatch day, target, latest, and the reason of every shift.",
    "calendar": "Show and check the days a shop works, and add a new year.",
    "labels": "Write the upload file a carrier or forwarder accepts, check one, or print slips.",
    "reply": "Write the English reply that fits the order's facts and the marketplace's rules.",
    "parcels": "Merge and split the orders of a run into the cheapest parcels, with proof.",
    "score": "Score a shop's service by its chats: conversion, answers, waits, follow-ups, and the handbook's card.",
    "customs": "Tell what customs and tax ask of a parcel.",
    "track": "Keep the scans of carriers and trackers in one store.",
    "late": "Tell what must leave today, what left but was not scanned, and what will probably miss its date.",
    "bill": "Check forwarders' bills line by line, with the cause of every difference.",
    "promise": "Learn the chance to be on time from your own parcels, and check what it is worth.",
    "cards": "List, check, import, export and compare rate cards.",
    "policy": "Hold a policy against real orders.",
    "mcp": "Answer a program that speaks the Model Context Protocol, over stdin and stdout.",
    "desk": "Serve the day as pages for a browser: drop files, route, see every reason, write labels.",
}
"""Command name -> the first sentence of its help.  Its code is `cli/<name>`, imported only when it runs."""
_OF_THE_DAY = ("demo", "route", "quote", "explain", "verify", "orders", "deadline", "policy")
"""Those whose code is in `cli/day`."""

GIVE_BACK = "narenas:1,dirty_decay_ms:100,muzzy_decay_ms:0"
"""Polars' allocator reads this when it is loaded: freed memory goes back after a tenth of a second, not at once."""

SELDOM = (20_000, 20, 50)
"""How seldom Python looks for garbage in circles: what a start loads holds none, and looking takes a tenth of it."""

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG)
FAULT_FILE = "SAMPAN_FAULT_FILE"
"""The variable that names a file for the fault that ended a command, as a value: the desk tells it in any language."""

_SIGNALLED = 128
"""Added to a signal's number, it is the exit code of a command that the signal ended."""
_ended_by: list[int] = []

ALL_DONE, NEEDS_A_PERSON, WRONG_USE, UNUSABLE_INPUT, INTERRUPTED = 0, 1, 2, 3, 130


class _Sampan(LazyGroup):
    """The commands, in the order of a working day."""

    lazy = COMMANDS
    prefix = "cli."
    modules = {name: f"day.{name}" for name in _OF_THE_DAY}  # noqa: RUF012 - a constant

    def main(self, args: Sequence[str] | None = None, *others: Any, **options: Any) -> Any:
        """Runs what was typed, in the language that it asks for."""
        typed = sys.argv[1:] if args is None else list(args)
        with spoken(asked_for(typed)):
            return click.Group.main(in_language(self), typed, *others, **options)


@click.command(
    cls=_Sampan,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},  # all commands inherit them
    epilog="Example: sampan demo",
)
@click.version_option(package_name="sampan", prog_name="sampan")
def sampan() -> None:
    """Route the day's orders: the cheapest allowed channel, the deadline, the label file, the reply."""


def main() -> None:
    """Runs the command and exits with its code; no traceback reaches a user for a fault of theirs."""
    os.environ.setdefault("_RJEM_MALLOC_CONF", GIVE_BACK)
    gc.set_threshold(*SELDOM)
    _heed_ends()
    speak_to_people()
    with spoken(asked_for(sys.argv[1:])):  # what the command says of its own faults, too
        code = _run()
    try:
        _print_out()
    except OSError:  # a fault is told already; what was printed before it has no room either
        hush()
        code = code or UNUSABLE_INPUT
    sys.exit(code)


def start() -> None:
    """Runs the command as a program of its own, which ends with it.

    Python would take apart, piece by piece, all that was loaded: a tenth of a short command's time.  The system does so
    at once, where nothing else goes on in the process.
    """
    try:
        main()
    except SystemExit as left:
        if threading.active_count() > 1 or not isinstance(left.code, int):
            raise
        atexit._run_exitfuncs()  # noqa: SLF001 - there is no other way to what Python does before it takes apart
        for stream in filter(None, (sys.stdout, sys.stderr)):
            stream.flush()  # what main could not print goes nowhere already
        os._exit(left.code)


def _run() -> int:
    """Runs the command: its exit code; every fault is told."""
    try:
        code = sampan.main(prog_name="sampan", standalone_mode=False)
        _print_out()
    except (click.exceptions.Abort, KeyboardInterrupt):
        from cli.words import said  # noqa: PLC0415 - not needed to print the help

        click.echo(said("Interrupted: nothing half written was left behind."), err=True)
        return _SIGNALLED + _ended_by[0] if _ended_by else INTERRUPTED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except BrokenPipeError:
        hush()
        return ALL_DONE
    except Exception as error:
        from cli.words import said, sentence  # noqa: PLC0415 - not needed to print the help
        from routing.errors import SampanError  # noqa: PLC0415 - the same

        if not isinstance(error, SampanError) and os.environ.get("SAMPAN_DEBUG"):
            raise
        told = sentence(error) if isinstance(error, SampanError) else fault_of_a_file(error) or own_fault(error)
        click.echo(said("Error: {told}", told=told), err=True)
        if isinstance(error, SampanError) and os.environ.get(FAULT_FILE):
            _keep_fault(error, os.environ[FAULT_FILE])
        return UNUSABLE_INPUT
    return code if isinstance(code, int) else ALL_DONE


def _keep_fault(error: SampanError, name: str) -> None:
    """Writes the fault to the file that whoever started the command reads."""
    import json  # noqa: PLC0415 - few need it
    from contextlib import suppress  # noqa: PLC0415 - the same

    from cli.words.stored import stored_fault  # noqa: PLC0415 - the same

    with suppress(OSError), open(name, "w", encoding="utf-8") as file:  # noqa: PTH123 - pathlib costs every start
        json.dump(stored_fault(error), file, ensure_ascii=False)


def _print_out() -> None:
    """Prints what waits to be printed: a full disk behind standard output is met here, not at the end of Python."""
    if sys.stdout is not None:
        sys.stdout.flush()


def _heed_ends() -> None:
    """Lets `kill` and a closed terminal end a command as Ctrl-C does: what is half written is cleared away.

    Whoever has them ignored (nohup) is not contradicted.
    """

    def end(number: int, _frame: object) -> None:
        _ended_by.append(number)
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        return
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, end)


def fault_of_a_file(error: Exception) -> str:
    """What to say when the system refuses a file, or what is printed; empty for any other fault."""
    if not isinstance(error, OSError) or not error.strerror:
        return ""
    from cli.words import said  # noqa: PLC0415 - not needed to print the help

    if error.filename is not None:
        told = {"file": error.filename, "why": error.strerror}
        return said("{file}: {why:name}. Check the path, who owns it and the space on its disk.", **told)
    if error.errno in _FULL:
        return said("what was to be printed cannot be: {why:name}. Files stand as written.", why=error.strerror)
    return ""


def own_fault(error: Exception) -> str:
    """What to say of a fault that is sampan's own, on one line that can be reported."""
    from traceback import extract_tb  # noqa: PLC0415 - not needed to print the help

    at = extract_tb(error.__traceback__)[-1]
    where = f"{os.path.basename(at.filename)} line {at.lineno}"  # noqa: PTH119 - pathlib costs the start of every command
    from cli.words import said  # noqa: PLC0415 - not needed to print the help

    return said(
        "sampan stopped on a fault of its own: {kind}: {error} ({where}). Nothing half written was left behind."
        " Report this line; SAMPAN_DEBUG=1 shows the whole trace.",
        kind=type(error).__name__,
        error=str(error),
        where=where,
    )


if __name__ == "__main__":
    start()
