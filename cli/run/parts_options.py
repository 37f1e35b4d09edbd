"""The options by which a run is done in parts."""

from __future__ import annotations

from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.run.cluster import Cluster
from cli.run.parts import InParts
from cli.words import said

if TYPE_CHECKING:
    from collections.abc import Callable

_FILE = click.Path(path_type=Path, dir_okay=False, exists=True)
_OPTIONS = (
    click.option(
        "--workers", type=click.IntRange(1), metavar="N",
        help="Route so many files, or parts of large ones, at a time, in processes.",
    ),
    click.option(
        "--cluster", metavar="ADDRESS",
        help="Route the files on a Dask cluster (tls://..., or tcp://... on a network of your own: it is open to"
        " whoever reaches it) whose workers see the same folders.",
    ),
    click.option(
        "--keep-parts", is_flag=True,
        help="Leave each part as a run of its own in DIR/parts, for days that fit no one file.",
    ),
    click.option("--resume", is_flag=True, help="Go on from the finished files of a run that was stopped."),
    click.option("--tls-ca", type=_FILE, metavar="FILE", help="Certificate authority of a tls:// cluster."),
    click.option("--tls-cert", type=_FILE, metavar="FILE", help="Certificate shown to a tls:// cluster."),
    click.option("--tls-key", type=_FILE, metavar="FILE", help="Key of that certificate."),
)  # fmt: skip


def parts_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The command with the options added; it is handed `parts`, None when none of them is used."""

    @wraps(command)
    def taking(
        *args: Any, workers: int | None, cluster: str | None, keep_parts: bool, resume: bool,
        tls_ca: Path | None, tls_cert: Path | None,
        tls_key: Path | None, **others: Any,
    ) -> Any:  # fmt: skip
        if workers and cluster:
            raise click.UsageError(said("--workers is for this machine, --cluster for others. Give one of them."))
        certificates = (tls_ca, tls_cert, tls_key)
        if any(certificates) and not (cluster or "").startswith("tls://"):
            raise click.UsageError(
                said("certificates are for a tls:// cluster. Name it with --cluster tls://HOST:PORT.")
            )
        parts = None
        if workers or cluster or resume or keep_parts:
            far = Cluster(cluster, *certificates) if cluster else None
            parts = InParts(workers=workers or 1, resume=resume, keep=keep_parts, cluster=far)
        return command(*args, parts=parts, **others)

    decorated: Callable[..., Any] = taking
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated
