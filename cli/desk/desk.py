"""`sampan desk`: the command that serves the pages."""

from __future__ import annotations

import secrets
import socket
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Final

import click

from cli.main import ALL_DONE
from cli.options.types import PATH
from cli.words import said
from cli.words.language import language

if TYPE_CHECKING:
    from cli.desk.serve.gate import Gate

PORT: Final = 8732
_PORTS_TRIED: Final = 20
_OPEN_AFTER_S: Final = 0.7
_WAITING_MAX: Final = 2048
"""Connections that wait to be taken."""


@click.command("desk", epilog="Example: sampan desk today")
@click.argument("folder", type=PATH, default=Path(), metavar="[FOLDER]")
@click.option("--port", type=click.IntRange(0, 65535), help=f"Port to listen on.  [default: {PORT}, or the next free]")
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="ADDRESS",
    help="Address to listen on; any but this machine's own asks each browser for a token.",
)
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
def command(folder: Path, port: int | None, host: str, *, no_browser: bool) -> int:
    """Serve the day as pages for a browser: drop files, route, see every reason, write labels.

    FOLDER holds the runs, the files dropped for the next one and the facts of the shop (cards/, policy.toml, fx.csv,
    calendar.toml, shop.toml); it is made when it is not there.  Only this machine can reach the pages; no page asks any
    other machine for anything.  Ctrl-C ends the desk.
    """
    import uvicorn  # noqa: PLC0415 - only this command serves

    from cli.desk.app import application  # noqa: PLC0415
    from cli.desk.serve.gate import Gate, is_loopback  # noqa: PLC0415
    from cli.desk.work.folder import DeskFolder  # noqa: PLC0415

    folder.mkdir(parents=True, exist_ok=True)
    listening = _listening(host, port)
    token = "" if is_loopback(host) else secrets.token_urlsafe(24)
    gate = Gate(host, listening.getsockname()[1], token)
    address = _address(gate)
    click.echo(said("The desk of {folder}: {address}", folder=folder.resolve(), address=address))
    if token:
        click.echo(
            said("Whoever has this address can read and change the day. It is not encrypted on its way."), err=True
        )
    click.echo(said("Ctrl-C ends it."), err=True)
    if not no_browser:
        Timer(_OPEN_AFTER_S, _open, [address]).start()
    served = application(DeskFolder(folder.resolve()), gate, language())
    config = uvicorn.Config(
        served, log_config=None, log_level="critical", access_log=False, server_header=False, ws="none",
        backlog=_WAITING_MAX, proxy_headers=False, timeout_graceful_shutdown=2,
    )  # fmt: skip
    with listening:
        uvicorn.Server(config).run([listening])
    return ALL_DONE


def _listening(host: str, port: int | None) -> socket.socket:
    """A socket that listens; on the next free port where none was asked for.

    Raises:
        click.UsageError: the port is taken, or the address is none of this machine's.
    """
    bare = host.strip("[]")
    ports = range(PORT, PORT + _PORTS_TRIED) if port is None else (port,)
    for one in ports:
        try:
            family, kind, protocol, _, place = socket.getaddrinfo(bare, one, type=socket.SOCK_STREAM)[0]
            found = socket.socket(family, kind, protocol)
        except OSError as error:
            raise click.UsageError(_unreachable(host, error)) from None
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            found.bind(place)
            found.listen(_WAITING_MAX)
        except OSError as error:
            found.close()
            if one == ports[-1]:
                raise click.UsageError(_unreachable(f"{host}:{one}", error)) from None
            continue
        return found
    raise AssertionError(ports)


def _unreachable(place: str, error: OSError) -> str:
    return said(
        "{place} cannot be listened on: {why:name}. Give another with --port or --host.",
        place=place,
        why=error.strerror or str(error),
    )


def _address(gate: Gate) -> str:
    name = f"[{gate.host}]" if ":" in gate.host and not gate.host.startswith("[") else gate.host
    return f"http://{name}:{gate.port}/" + (f"?token={gate.token}" if gate.token else "")


def _open(address: str) -> None:
    import webbrowser  # noqa: PLC0415

    webbrowser.open(address)
