"""Options of the commands that read a store of scans."""

from __future__ import annotations

from pathlib import Path

import click

from cli.options.types import PATH

store_option = click.option(
    "--store", type=PATH, default=Path("tracking.parquet"), show_default=True, metavar="FILE",
    help="File that keeps the scans.",
)  # fmt: skip
"""The option --store."""
