"""The orders of a run that are to be shipped, for label files and slips."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
import polars as pl

from carriers.labels.columns.table import ShipmentTable
from carriers.shipment import COLUMNS, articles_of, shipments
from cli.labels.order_tables import order_tables
from cli.options.facts import FactPaths
from cli.run.directory import INPUTS
from cli.run.manifest import read_manifest
from cli.run.moved import moved_of
from cli.run.reader import flagged_rows, products_of, read_orders, services_of
from cli.words import said
from cli.words.sentences import beside
from routing.line import HEAVIER_COSTS_LESS
from routing.run_order import ASSIGNED
from routing.values.dates import day
from routing.values.nearest import nearest
from routing.verify import Verifier

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from carriers.shipment import Article, Shipment
    from routing.exact.heavier import Heavier


def orders_to_ship(
    run: Path, services: Collection[str] = (), classes: Mapping[str, str] | None = None
) -> Iterator[Shipment]:
    """The run's assigned orders, one after another, those of one line completed by its product master.

    Args:
        run: the run directory.
        services: only orders of these services; empty: of all.
        classes: the class of each service.

    Raises:
        InputError: the folder is no run, or one of its files is damaged or was edited.
    """
    # Read with the first order: a command that takes the tables reads neither articles nor heavier parcels twice.
    master = articles_of(products_of(run))
    yield from shipments(read_orders(run, COLUMNS), services, master, classes, heavier_parcels(run))


def tables_to_ship(
    run: Path, services: Collection[str] = (), classes: Mapping[str, str] | None = None
) -> Iterator[ShipmentTable]:
    """The same orders, some thousand at once.

    Args:
        run: the run directory.
        services: only orders of these services; empty: of all.
        classes: the class of each service.

    Raises:
        InputError: the folder is no run, or one of its files is damaged or was edited.
    """
    master, heavier = articles_of(products_of(run)), heavier_parcels(run)
    grams: dict[str, int] = {one: less.weight_g for one, less in heavier.items()}
    fen: dict[str, int] = {one: less.saving_fen for one, less in heavier.items()}
    of_class = dict(classes or {})
    known: dict[tuple[Any, ...], Article] = {}
    for frame in order_tables(run, COLUMNS):
        mine = pl.col("status") == ASSIGNED
        if services:
            mine &= pl.col("service").is_in(list(services))
        chosen = frame.filter(mine).drop("status")
        if not chosen.height:
            continue
        named = pl.col("service").fill_null("")
        yield ShipmentTable(
            chosen.with_columns(
                service=named,
                carrier=pl.col("carrier").fill_null(""),
                service_class=named.replace_strict(of_class, default="", return_dtype=pl.String),
                heavier_g=pl.col("order_id").replace_strict(grams, default=None, return_dtype=pl.Int64),
                heavier_saving_fen=pl.col("order_id").replace_strict(fen, default=None, return_dtype=pl.Int64),
            ),
            master,
            known,
        )


def heavier_parcels(run: Path) -> dict[str, Heavier]:
    """By order id, where a heavier parcel costs less: worked out anew for the orders that the run has flagged so.

    Raises:
        InputError: a file of the run is damaged.
    """
    found: dict[str, Heavier] = {}
    flagged = list(flagged_rows(run, HEAVIER_COSTS_LESS))
    if not flagged:
        return found
    on = read_manifest(run)["on"]
    facts, moved = FactPaths.snapshot(run / INPUTS).load(), moved_of(run)
    verifier = Verifier(facts, day(on, iso=True) if on else None, moved=moved)
    for row in flagged:
        less = verifier.heavier(row)
        if less is not None:
            found[str(row["order_id"])] = less
    return found


def shelves_of(run: Path) -> dict[str, str]:
    """Article number -> the shelf that the run's product master names.

    Raises:
        InputError: the product master cannot be used.
    """
    products = products_of(run)
    if products is None:
        return {}
    return {sku: shelf for sku, shelf in products.frame.select("sku", "shelf").iter_rows() if shelf}


def service_classes(run: Path) -> dict[str, str]:
    """The class (economy, registered, express_post, courier) of each service whose card the run kept."""
    if not (run / INPUTS / "cards").is_dir():
        return {}
    return {service.code: service.service_class for service in FactPaths.snapshot(run / INPUTS).load().services}


def check_services(run: Path, services: Collection[str], classes: Mapping[str, str]) -> None:
    """Refuses a service that neither the run's cards nor its orders know.

    Raises:
        click.BadParameter: the service, and the nearest that are known.
    """
    known = sorted({*classes, *services_of(run)}) if services else []
    for service in services:
        if service not in known:
            near = nearest(service, known)
            hint = said("Did you mean {name}?", name=near[0]) if near else said("Known are {names:list}.", names=known)
            told = said("{service!r} is no service of this run.", service=service)
            raise click.BadParameter(beside(told, hint), param_hint="--service")
