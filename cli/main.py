"""The command `sampan`: finds the sub-command, and turns every fault into a message and an exit code."""

from __future__ import annotations

import os
import sys

import click

from cli.group import LazyGroup

COMMANDS: dict[str, str] = {
    "demo": "Route a bundled day of invented orders and print the summary.",
    "route": "Route order files: each order to the cheapest allowed channel, with its deadline.",
    "quote": "Price one parcel with every service, or say why a service does not take it.",
    "explain": "Explain one order of a finished run: every service's price or refusal, and the deadline.",
    "verify": "Recompute every line of a run with the exact reference.",
    "products": "Work with the product master: write a sheet of the articles it lacks.",
    "deadline": "Tell by when a parcel must leave: dispatch day, target, latest, and the reason of every shift.",
    "calendar": "Show and check the days a shop works.",
    "labels": "Write the upload file a carrier or forwarder accepts, check one, or print slips.",
    "reply": "Write the English reply that fits the order's facts and the marketplace's rules.",
    "cards": "List, check, import, export and compare rate cards.",
    "policy": "Hold a policy against real orders.",
}
"""Command name -> the first sentence of its help.  Its code is `cli/<name>.py`, imported only when it runs."""

_GIVE_BACK = "dirty_decay_ms:0,muzzy_decay_ms:0"
"""Polars' allocator reads this when it is loaded, and hands freed memory back at once: a run's peak is a sixth less."""

ALL_DONE, NEEDS_A_PERSON, WRONG_USE, UNUSABLE_INPUT, INTERRUPTED = 0, 1, 2, 3, 130


class _Sampan(LazyGroup):
    """The commands of `cli/<name>.py`, in the order of a working day."""

    lazy = COMMANDS
    prefix = "cli."


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
    os.environ.setdefault("_RJEM_MALLOC_CONF", _GIVE_BACK)
    try:
        code = sampan.main(prog_name="sampan", standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("Interrupted: nothing half written was left behind.", err=True)
        sys.exit(INTERRUPTED)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(ALL_DONE)
    except Exception as error:
        from routing.errors import SampanError  # noqa: PLC0415 - not needed to print the help

        if not isinstance(error, SampanError) and os.environ.get("SAMPAN_DEBUG"):
            raise
        click.echo(f"Error: {error if isinstance(error, SampanError) else _own_fault(error)}", err=True)
        sys.exit(UNUSABLE_INPUT)
    sys.exit(code if isinstance(code, int) else ALL_DONE)


def _own_fault(error: Exception) -> str:
    """What to say of a fault that is sampan's own, on one line that can be reported."""
    from traceback import extract_tb  # noqa: PLC0415 - not needed to print the help

    at = extract_tb(error.__traceback__)[-1]
    where = f"{os.path.basename(at.filename)} line {at.lineno}"  # noqa: PTH119 - pathlib costs the start of every command
    return (
        f"sampan stopped on a fault of its own: {type(error).__name__}: {error} ({where})."
        " Nothing half written was left behind. Report this line; SAMPAN_DEBUG=1 shows the whole trace."
    )


if __name__ == "__main__":
    main()
