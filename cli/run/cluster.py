"""Parts made by the workers of a Dask cluster; needs `pip install 'sampan[cluster]'`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click
from attrs import frozen

from cli.words import said

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable
    from pathlib import Path

    from cli.run.part import Outcome, PartJob


CONNECT_S: Final = 10
"""So long the scheduler is given to answer."""


@frozen
class Cluster:
    """Where the scheduler listens, and the certificates by which each side knows the other (tls:// addresses)."""

    address: str
    ca_file: Path | None = None
    cert: Path | None = None
    key: Path | None = None


def on_cluster(coming: Iterable[PartJob], cluster: Cluster) -> Generator[Outcome]:
    """The outcome of each part as it comes.

    Only paths are sent: every worker sees the same files under the same names.  A part whose workers die again and
    again (`distributed.scheduler.allowed-failures`) is given up alone; work of other lost workers is done by others.

    Raises:
        UsageError: Dask is not installed, certificates lack, or nobody listens at the address.
    """
    try:
        from distributed import Client, Security, as_completed  # noqa: PLC0415 - an optional extra
    except ImportError:
        message = said("--cluster needs Dask. Install it: pip install 'sampan[cluster]'.")
        raise click.UsageError(message) from None
    from cli.run.part import Outcome, attempt, fault_of  # noqa: PLC0415 - the options of every run name a cluster

    security = None
    if cluster.address.startswith("tls://"):
        security = Security(
            tls_ca_file=_text(cluster.ca_file),
            tls_client_cert=_text(cluster.cert),
            tls_client_key=_text(cluster.key),
            require_encryption=True,
        )
        if not (security.tls_ca_file and security.tls_client_cert):
            message = said("a tls:// cluster knows its users by certificates. Give --tls-ca, --tls-cert and --tls-key.")
            raise click.UsageError(message)
    try:
        client = Client(cluster.address, security=security, timeout=CONNECT_S, set_as_default=False)
    except (OSError, ValueError) as error:
        told = said("no cluster answers at {address}: {error}", address=cluster.address, error=str(error))
        raise click.UsageError(told) from None
    with client:
        jobs = list(coming)
        # pure=False: the same arguments are work anew, for the files behind the paths may have changed
        futures = client.map(attempt, jobs, pure=False)
        asked = dict(zip((future.key for future in futures), jobs, strict=True))
        for future in as_completed(futures, loop=client.loop):
            fault = future.exception()
            if fault is None:
                yield future.result()
            else:
                yield Outcome(asked[future.key], "lost", why=fault_of(fault))


def _text(path: Path | None) -> str | None:
    return str(path) if path else None
