"""A run opened for label files: its shop, rates, numbers and reports, alike for every command that writes from it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, BinaryIO

from attrs import Factory, define, frozen

from cli.labels.files import LabelSet, answers_of, remember, tracking_pool
from cli.labels.options import rates_of, shop_of
from cli.labels.orders import check_services, orders_to_ship, service_classes, tables_to_ship
from cli.labels.reports import Reports
from cli.options.today import today
from cli.run.manifest import read_manifest, zone_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from datetime import date
    from pathlib import Path
    from zoneinfo import ZoneInfo

    from carriers.labels.columns.table import ShipmentTable
    from carriers.labels.layouts.layout import Layout
    from carriers.labels.numbers.answers import Answer
    from carriers.labels.numbers.pool import Pool
    from carriers.labels.shop import Shop
    from carriers.shipment import Shipment
    from routing.values.money import ExchangeRates


@frozen
class AskedRun:
    """The run and what was asked of it; see `run_options`."""

    run_dir: Path
    services: tuple[str, ...]
    checked: frozenset[str]
    shop: Shop
    rates: ExchangeRates
    on: date
    pool_file: Path | None
    classes: Mapping[str, str]
    zone: ZoneInfo

    @property
    def labels_dir(self) -> Path:
        """Where its label files and reports stand."""
        return self.run_dir / "labels"

    @classmethod
    def of(
        cls,
        run_dir: Path,
        *,
        services: tuple[str, ...] = (),
        checked: tuple[str, ...] = (),
        shop_file: Path | None = None,
        pool_file: Path | None = None,
        fx: Path | None = None,
        on: date | None = None,
    ) -> AskedRun:
        """The run with its shop and rates read.

        Raises:
            InputError: the shop file or the rates are faulty.
            click.BadParameter: a service is none of the run's.
        """
        shop, rates = shop_of(shop_file), rates_of(fx, run_dir)
        classes = service_classes(run_dir)
        check_services(run_dir, services, classes)
        return cls(
            run_dir,
            services,
            frozenset(checked),
            shop,
            rates,
            on or today(),
            pool_file,
            classes,
            zone_of(read_manifest(run_dir)),
        )


@define
class OpenRun:
    """The run while its files are written.  What is set on it decides what becomes of them."""

    orders: Iterator[Shipment]
    """The orders to ship, one after another; findings that come are of the last."""
    tables: Iterator[ShipmentTable]
    """The same, some thousand at once: one of the two is read."""
    labels: LabelSet
    reports: Reports
    pool: Pool
    answers: dict[str, Answer]
    publish: bool = True
    """Whether the files get their names; the reports do in any case unless nothing was found."""
    printed: bool = False
    """The one file goes to stdout instead."""
    paths: list[Path] = Factory(list)
    """The files, once they have their names."""

    def opener(self, target: Path, layout: Layout) -> Callable[[Layout, int, str], BinaryIO]:
        """What gives the files of a layout: the target's parts, one of each order, its list of articles."""

        def open_part(one: Layout, number: int, order_id: str) -> BinaryIO:
            if order_id:
                return self.labels.open(target, number, self.labels.order_suffix(order_id))
            extra = one.name != layout.name
            return self.labels.open(target, number, "-skus" if extra else "", f".{one.types[0]}" if extra else "")

        return open_part

    @property
    def has_numbers(self) -> bool:
        """Whether an order may get a tracking number."""
        return bool(self.answers) or not self.pool.is_empty

    def take(self, shipment: Shipment) -> str | None:
        """The order's tracking number: the one its carrier answered with, else one of the pool."""
        answer = self.answers.get(shipment.order_id)
        return answer.tracking if answer else self.pool.take(shipment)


@contextmanager
def opened(
    asked: AskedRun,
    targets: Collection[Path],
    layouts: Collection[str],
    *,
    ours: bool = True,
    trusted: Collection[str] = (),
) -> Iterator[OpenRun]:
    """The run, locked; when the block ends without a fault, all its files get their names together.

    Args:
        asked: the run.
        targets: the files that are written.
        layouts: whose report lines are written anew.
        ours: the targets stand in the run's own folder.
        trusted: services that the seller named for the pool's numbers.
    """
    run_dir = asked.run_dir
    with (
        tracking_pool(asked.pool_file, run_dir, asked.shop.name, trusted or asked.services) as pool,
        LabelSet(run_dir, targets, ours=ours) as labels,
    ):
        with Reports(asked.labels_dir, labels, layouts, asked.services) as reports:
            orders = reports.follow(orders_to_ship(run_dir, asked.services, asked.classes))
            tables = reports.follow_many(tables_to_ship(run_dir, asked.services, asked.classes))
            run = OpenRun(orders, tables, labels, reports, pool, answers_of(run_dir))
            yield run
            remember(pool, asked.pool_file, labels, run_dir)
        if run.printed:
            labels.print()
            labels.publish(files=False)
        elif run.publish:
            run.paths = labels.publish()
