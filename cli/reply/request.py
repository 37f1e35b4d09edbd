"""What a person says about an order on the command line, put together with the run into a case."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import click
from attrs import evolve, frozen

from cli.reply.carrier_facts import carrier_facts, origin_holidays
from cli.reply.messages_file import plain_order_id
from cli.run.manifest import read_manifest, zone_of
from cli.words import said, sentence
from routing.errors import ReadError
from routing.values.dates import NoDayError
from routing.values.dates import day as read_day
from routing.values.nearest import nearest
from templates_en import shop as shops
from templates_en import windows
from templates_en.english import vocabulary
from templates_en.fact_types import read
from templates_en.facts import Case
from templates_en.messages.message_class import message_classes
from templates_en.platforms import platforms
from templates_en.situations.rules import STATE_FACTS
from templates_en.situations.state import STATUSES, State
from templates_en.tracking import Event
from templates_en.windows import CLASSES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from routing.run_order import RunOrder
    from templates_en.catalogue import Catalogue
    from templates_en.messages.reading import Reading
    from templates_en.shop import Shop
    from templates_en.windows import Window

_KINDS = ", ".join(vocabulary()["events"])
_PLATFORMS = ", ".join(platforms())
_PATH = click.Path(path_type=Path)
_STATE_OPTIONS = (
    click.option("--says", metavar="TEXT", help="What the buyer wrote, or - for standard input."),
    click.option("--msg", "message", metavar="CLASS", help="The class of message itself; wins over --says."),
    click.option("--status", type=click.Choice(STATUSES), help="Where the order stands."),
    click.option("--dispatched", metavar="DATE", help="The day the parcel left."),
    click.option(
        "--event", "events", multiple=True, metavar="KIND@TIME[@PLACE]",
        help=f'A tracking event, like "arrive_dest@2026-11-18T09:00+08:00@Chicago"; may be repeated.  Kinds: {_KINDS}.',
    ),
    click.option(
        "--tracking", type=_PATH, metavar="FILE",
        help="The store of `sampan track add`, or a file that it reads: order_id, tracking_no, event, place, at, ...",
    ),
    click.option("--tracked/--untracked", "tracked", default=None, help="Whether the parcel can be followed."),
    click.option("--dispute", type=click.Choice(list(vocabulary()["disputes"])), help="A dispute is open, and why."),
    click.option("--dispute-opened", metavar="TIME", help="When the dispute was opened, with its offset."),
    click.option("--rating", type=click.IntRange(1, 5), metavar="1-5", help="The rating the buyer left."),
)  # fmt: skip
_ORDER_OPTIONS = (
    click.option("--run", type=_PATH, metavar="DIR", help="A folder that `sampan route` wrote."),
    click.option("--platform", metavar="NAME", help=f"Whose buyer reads it: {_PLATFORMS}."),
    click.option("--service", metavar="CODE", help="The service, when it is not the run's."),
    click.option("--class", "service_class", type=click.Choice(CLASSES), help="The class of an unknown service."),
    click.option("--carrier", metavar="NAME", help="The carrier's name for the buyer, when it is not the run's."),
    click.option("--to", "destination", metavar="COUNTRY", help="The destination, like US."),
    click.option("--var", "given", multiple=True, metavar="NAME=VALUE", help="A fact; may be repeated."),
    click.option("--shop", type=_PATH, metavar="FILE", help="Your settings, in TOML."),
    click.option("--buyer-locale", metavar="LOCALE", help="The buyer's language, like de-DE."),
    click.option("--message-type", metavar="TYPE", help="A type with a limit of its own: customization on Amazon."),
    click.option(
        "--zone", metavar="ZONE", help="The shop's time zone.  [default: the run's; without a run Asia/Shanghai]"
    ),
    click.option("--now", metavar="TIME", help="The moment of the reply, with its offset.  [default: the clock]"),
)  # fmt: skip


_INBOX_OPTIONS = (
    click.option("--run", type=_PATH, metavar="DIR", help="A folder that `sampan route` wrote."),
    click.option(
        "--tracking", type=_PATH, metavar="FILE",
        help="The store of `sampan track add`, or a file that it reads: order_id, tracking_no, event, place, at, ...",
    ),
    click.option("--platform", metavar="NAME", help=f"Whose buyers write, where the sheet does not say: {_PLATFORMS}."),
    click.option("--shop", type=_PATH, metavar="FILE", help="Your settings, in TOML."),
    click.option("--buyer-locale", metavar="LOCALE", help="The buyers' language, like de-DE."),
    click.option("--zone", metavar="ZONE", help="The shop's time zone.  [default: the run's, else Asia/Shanghai]"),
    click.option("--now", metavar="TIME", help="The moment of the answers, with its offset.  [default: the clock]"),
)  # fmt: skip
UNASKED = (
    "says", "message", "status", "dispatched", "tracked", "dispute", "dispute_opened", "rating", "service",
    "service_class", "carrier", "destination", "message_type",
)  # fmt: skip
"""Options of one order that an inbox does not take."""


def inbox_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options of an inbox."""
    return _with(function, _INBOX_OPTIONS)


def case_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that tell the order's state."""
    return _with(function, _STATE_OPTIONS)


def order_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options on run, platform, shop and facts."""
    return _with(function, _ORDER_OPTIONS)


def _with(function: Callable[..., Any], options: tuple[Callable[..., Any], ...]) -> Callable[..., Any]:
    for option in reversed(options):
        function = option(function)
    return function


@frozen(eq=False)
class Request:
    """The options of one call, read and checked.  `reading` is what the buyer's words fit, when --says was given."""

    now: datetime
    shop: Shop
    state: State
    tracking: dict[str, tuple[Event, ...]]
    events: tuple[Event, ...]
    run: Path | None
    says: str | None
    reading: Reading | None
    buyer_locale: str | None
    message_type: str | None

    @property
    def undecided(self) -> bool:
        """Whether the buyer's words fit no class, or several: then a person decides, and nothing is guessed."""
        unclear = self.reading is not None and self.reading.clear is None and self.state.message is None
        return unclear and self.state.dispute is None  # a dispute is answered first, whatever else the buyer writes

    @classmethod
    def of(cls, options: dict[str, Any]) -> Request:
        """The request of those options.

        Raises:
            click.UsageError: an option that cannot be read; the message says what works.
            SampanError: a file that cannot be used.
        """
        try:
            return cls._of(options)
        except ReadError as error:
            raise click.UsageError(sentence(error)) from None

    def check_names(self, catalogue: Catalogue) -> None:
        """Refuses a --var that no letter and no rule knows.

        Raises:
            click.UsageError: with the nearest name, so that a slip of the pen is not dropped in silence.
        """
        known = set(STATE_FACTS)
        for letter in catalogue.letters.values():
            known |= {*letter.variables, *(letter.frame.variables if letter.frame else ())}
        for name in self.state.given:
            if name not in known:
                near = nearest(name, sorted(known), alike=0)
                told = {"name": name, "near": near[0]}
                raise click.UsageError(said("--var {name}: no letter has such a fact. Did you mean {near!r}?", **told))

    @classmethod
    def _of(cls, options: dict[str, Any]) -> Request:
        zone = _zone(options["zone"], options["run"])
        now = read("moment", options["now"]).astimezone(zone) if options["now"] else datetime.now(zone)
        shop = shops.bundled() if options["shop"] is None else _shop(options["shop"])
        says: str | None = options["says"]
        reading = _read(says)
        message = options["message"]
        if message is not None and message not in message_classes():
            told = {"name": message, "classes": list(message_classes())}
            raise click.UsageError(said("--msg {name!r} is no class of message. Classes: {classes:list}.", **told))
        state = State(
            now=now,
            platform=options["platform"] and options["platform"].lower(),
            stated_status=options["status"],
            service=options["service"],
            service_class=options["service_class"],
            carrier=options["carrier"],
            destination=read("country", options["destination"]) if options["destination"] else None,
            stated_tracked=options["tracked"],
            stated_dispatched_on=_day(options["dispatched"], "--dispatched", now),
            message=message or (reading.clear if reading else None),
            red_flags=reading.certain_flags if reading else (),
            upset=reading is not None and reading.upset,
            dispute=options["dispute"],
            dispute_opened_at=read("moment", options["dispute_opened"]) if options["dispute_opened"] else None,
            rating=options["rating"],
            holidays=(*shop.holidays, *origin_holidays()),
            given={**_day_needed(reading, says, now), **dict(_pair(text) for text in options["given"])},
            thresholds=shop.thresholds,
        )
        return cls(
            now=now,
            shop=shop,
            state=state,
            tracking=_tracking(options["tracking"], options["run"]),
            events=tuple(sorted((_event(text, zone) for text in options["events"]), key=lambda event: event.at)),
            run=options["run"],
            says=says,
            reading=reading,
            buyer_locale=options["buyer_locale"],
            message_type=options["message_type"],
        )

    def case(self, order_id: str | None) -> Case:
        """The case for one order: from the run when there is one, else from the options alone."""
        if self.run is not None and order_id is not None:
            # it loads polars: only what stands in a run needs it
            from cli.run.reader import find_parcels  # noqa: PLC0415

            return self.of_parcels(find_parcels(self.run, order_id), order_id)
        return self._case(None, order_id)

    def of_parcels(self, parcels: Sequence[RunOrder], order_id: str) -> Case:
        """The case for one order of a buyer, in however many parcels it travels."""
        from cli.reply.parcels import of_buyer  # noqa: PLC0415 - as above

        order, facts = of_buyer(parcels, order_id)
        told = evolve(self.state, given={**facts, **self.state.given}) if facts else None
        return self._case(order, order.order_id, told)

    def cases(self, order_ids: tuple[str, ...], *, every: bool) -> Iterator[Case]:
        """The cases for those orders, for every order of the run, or for none (options alone)."""
        if every and self.run is not None:
            from cli.reply.parcels import by_order  # noqa: PLC0415 - they load polars: only what stands in a run needs it
            from cli.run.reader import read_orders  # noqa: PLC0415

            yield from (self.of_parcels(parcels, own) for own, parcels in by_order(read_orders(self.run)))
        elif order_ids:
            yield from (self.case(order_id) for order_id in order_ids)
        else:
            yield self._case(None, None)

    def of_message(
        self,
        order: RunOrder | None,
        order_id: str | None,
        message: str,
        reading: Reading,
        platform: str | None,
        facts: dict[str, str],
    ) -> Case:
        """The case of one message of an inbox: its order (None: none is known), what it asks for, and stated facts.

        Raises:
            click.UsageError: a fact that cannot be read.
        """
        given = dict(facts)
        status, dispatched = given.pop("status", None), given.pop("dispatched", None)
        if status is not None and status not in STATUSES:
            told = {"status": status, "known": list(STATUSES)}
            raise click.UsageError(said("status={status!r} is no status. Write one of {known:list}.", **told))
        of_message = evolve(
            self.state,
            stated_status=status,
            stated_dispatched_on=_day(dispatched, "dispatched", self.now),
            given={**self.state.given, **given},
            platform=self.state.platform or (platform and platform.lower()),
            message=message,
            red_flags=reading.certain_flags,
            upset=reading.upset,
        )
        return self._case(order, order.order_id if order else order_id, of_message)

    def _case(self, order: RunOrder | None, order_id: str | None, told: State | None = None) -> Case:
        from cli.reply.duty import duty_known  # noqa: PLC0415 - a letter about no order needs no customs

        stated = told or self.state
        row = order.row if order else {}
        service = stated.service or (order.service if order else None)
        carriers = carrier_facts(self.run)
        card = carriers.service(service)
        of_class = stated.service_class or (card.service_class if card else None)
        destination = stated.destination or row.get("country")
        state = State(
            now=stated.now,
            order_id=order_id or stated.given.get("order_id"),
            platform=stated.platform or row.get("platform"),
            stated_status=stated.stated_status,
            service=service,
            service_class=of_class,
            carrier=stated.carrier or (order.carrier if order else None),
            destination=destination,
            stated_tracked=card.tracked if stated.stated_tracked is None and card else stated.stated_tracked,
            paid_at=row.get("paid_at"),
            dispatch_on=order.dispatch_on if order else None,
            latest_at=order.latest_at if order else None,
            deadline_note=order.deadline_note if order else "",
            days_off=carriers.days_off(order) if order else (),
            requested_service=row.get("requested_service"),
            stated_dispatched_on=stated.stated_dispatched_on,
            events=(*self._scans(order_id, row), *self.events),
            message=stated.message,
            red_flags=stated.red_flags,
            upset=stated.upset,
            dispute=stated.dispute,
            dispute_opened_at=stated.dispute_opened_at,
            rating=stated.rating,
            window=self._window(
                carriers.window(service, destination or "", _month_of_dispatch(stated, order)),
                service,
                of_class,
                destination,
            ),
            holidays=stated.holidays,
            duty=duty_known(self.run, row, destination, card, (order and order.dispatch_on) or stated.now.date()),
            given=stated.given,
            thresholds=stated.thresholds,
        )
        return Case(state, self.shop, order)

    def _scans(self, order_id: str | None, row: Mapping[str, Any]) -> tuple[Event, ...]:
        """The scans of an order's parcels, the earliest first."""
        if not self.tracking:
            return ()
        from cli.reply.parcels import ids_on_scans  # noqa: PLC0415 - few letters need scans

        names = dict.fromkeys(map(plain_order_id, ids_on_scans(order_id, row)))
        found = [scan for name in names for scan in self.tracking.get(name, ())]
        return tuple(sorted(found, key=lambda scan: scan.at))

    def _window(
        self, of_card: Window | None, service: str | None, service_class: str | None, destination: str | None
    ) -> Window | None:
        """The shop's own row, else the time of the service (`of_card`), else the handbook's row for the class."""
        own = self.shop.windows.find(service, service_class, destination)
        if own is not None or of_card is None:
            return own or windows.bundled().find(service, service_class, destination)
        return of_card if of_card.serves(service, service_class, destination) else None


def _month_of_dispatch(stated: State, order: RunOrder | None) -> int:
    """The month in which the parcel leaves, as the person states it, else as the run has it; else that of the day."""
    on = stated.stated_dispatched_on or (order and order.dispatch_on) or stated.now.date()
    return on.month


def _read(says: str | None) -> Reading | None:
    """What the buyer's words fit; None where they are not given."""
    if says is None:
        return None
    from templates_en.messages.reading import read_message  # noqa: PLC0415 - only for a buyer's words, and slow to load

    return read_message(says)


def _day_needed(reading: Reading | None, says: str | None, now: datetime) -> dict[str, str]:
    """The day by which the buyer needs it, as a stated fact, where he names one."""
    if reading is None or reading.clear != "needed_by":
        return {}
    from templates_en.messages.named_day import named_day  # noqa: PLC0415 - the same

    day = named_day(says or "", now.date())
    return {"needed_on": day.isoformat()} if day else {}


def _shop(path: Path) -> Shop:
    """The settings of the shop file, which labels read too."""
    from carriers.labels.shop import SECTIONS  # noqa: PLC0415 - needed only with a shop file

    return shops.load(path, SECTIONS)


def _zone(named: str | None, run: Path | None) -> ZoneInfo:
    """The zone of that name, else the one in which the run's days are meant."""
    if named is None:
        return ZoneInfo("Asia/Shanghai") if run is None else zone_of(read_manifest(run))
    try:
        return ZoneInfo(named)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        told = said("--zone {name!r} is no time zone. Write it like Asia/Shanghai.", name=named)
        raise click.UsageError(told) from None


def _day(text: str | None, option: str, now: datetime) -> date | None:
    if text is None:
        return None
    day: date = read("date", text)
    if day > now.date():
        told = {"option": option, "day": day}
        raise click.UsageError(
            said("{option} {day} is still to come. Give the day the parcel left, or leave it out.", **told)
        )
    return day


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip().isidentifier():
        raise click.UsageError(
            said("--var {text!r} is not NAME=VALUE. Write it like --var hold_until=2026-11-28.", text=text)
        )
    return name.strip(), value


def _tracking(path: Path | None, run: Path | None) -> dict[str, tuple[Event, ...]]:
    """The scans of a store or a file, by order; of numbers that the run gave out, too."""
    if path is None:
        return {}
    from cli.reply.scans import scans_by_order  # noqa: PLC0415 - heavy, and not every letter needs scans
    from cli.run.numbers import numbers_of  # noqa: PLC0415 - the same

    return scans_by_order(path, numbers_of(run) if run is not None else None)


def _event(text: str, zone: ZoneInfo) -> Event:
    from cli.reply.scans import event_kind  # noqa: PLC0415 - heavy, and not every letter needs scans

    kind, at_sign, rest = text.partition("@")
    when, _, place = rest.partition("@")
    if not at_sign:
        told = {"text": text, "kind": kind or "transit"}
        raise click.UsageError(
            said("--event {text!r} has no time. Write it like {kind}@2026-11-18T09:00+08:00.", **told)
        )
    try:
        at = datetime.combine(read_day(when), datetime.min.time(), zone)
    except NoDayError:
        at = read("moment", when)
    return Event(event_kind(kind), at, place.strip() or None)
