"""`sampan mcp`: which runs and files a program may ask about, and the server started."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from cli.options.facts import FactPaths, facts_options
from cli.words import said

_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command(epilog="Example: sampan mcp --run demo-run")
@click.argument("folders", nargs=-1, type=_FOLDER, metavar="[FOLDER]...")
@click.option("--run", "runs", multiple=True, type=_FOLDER, metavar="DIR", help="A run to ask about.  Repeatable.")
@facts_options
@click.option("--calendar", type=_FILE, metavar="FILE", help="The seller's calendar; see `sampan calendar --help`.")
@click.option("--tracking", type=_FILE, metavar="FILE", help="CSV of events, for replies.")
@click.option("--shop", type=_FILE, metavar="FILE", help="Your settings for replies, in TOML.")
@click.option("--texts", type=_FOLDER, metavar="DIR", help="Folder of your own texts for replies.")
def command(
    folders: tuple[Path, ...], runs: tuple[Path, ...], cards: tuple[str, ...], policy: str, fx: Path | None,
    calendar: Path | None, **of_replies: Any,
) -> None:  # fmt: skip
    """Answer a program that speaks the Model Context Protocol, over stdin and stdout.

    Its tools are quote, explain, deadline, reply_suggest and cards_list.  They read the runs that lie in FOLDER, those
    of --run and the files named here; no tool takes a path, and none writes.  Needs `pip install 'sampan[mcp]'`.
    """
    try:
        import mcp  # noqa: F401, PLC0415 - an extra that only this command needs
    except ImportError:
        lacking = said("sampan mcp needs the SDK of the Model Context Protocol. Install it: pip install 'sampan[mcp]'.")
        raise click.UsageError(lacking) from None
    from cli.mcp.server import serve  # noqa: PLC0415 - the same
    from cli.verbs.place import Place  # noqa: PLC0415 - brings every command

    FactPaths.named(cards, policy, fx, calendar).load()  # what is wrong with them is told now, not in an answer
    files = {"cards": cards, "folders": cards, "policy": policy, "fx": fx, "calendar_file": calendar, **of_replies}
    serve(Place((*folders, *runs), {name: file for name, file in files.items() if file}))
