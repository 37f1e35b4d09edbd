"""`sampan calendar clocks`: the marketplaces' dispatch clocks."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from carriers.calendars.platform_clocks import platform_rules
from cli.output.show import format_option, print_rows


@click.command(name="clocks", epilog="Example: sampan calendar clocks --format json")
@format_option()
def command(output_format: str) -> None:
    """List the marketplaces' clocks with their rule, source and date."""
    rows = [
        {"clock": name, **{key: _plain(value) for key, value in rule.items()}}
        for name, rule in platform_rules().items()
    ]
    shown = ("clock", "zone", "handling_days", "cutoff", "ends", "rule", "source")
    keys = list(dict.fromkeys([*shown, *(key for row in rows for key in row)]))
    rows = [{key: row.get(key) for key in keys} for row in rows]
    widths = {"handling_days": 8, "rule": 44, "source": 30}
    print_rows(rows, output_format, shown if output_format == "table" else keys, widths=widths)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
