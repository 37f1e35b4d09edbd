"""`sampan quote`: one parcel before every service."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click
from attrs import frozen

from cli.main import ALL_DONE, NEEDS_A_PERSON
from cli.options.facts import FactPaths, facts_options
from cli.options.items import consignment, read_item
from cli.options.platforms import platform_doubts
from cli.options.promise import USUAL, asked, due_moment, promise_options, seconds_due
from cli.options.today import today
from cli.options.types import DAY, ReadParam
from cli.output.answers import (
    CSV_COLUMNS,
    answer_cells,
    answer_json,
    answers_table,
    bill,
    choice_json,
    decision,
    heavier_told,
    ordered,
    parcel_json,
    size_text,
)
from cli.output.on_time import choice_on_time_json, on_time_page
from cli.output.show import csv_text, format_option, json_text, jsonl_text
from cli.words import said, sentence
from routing.errors import ReadError
from routing.exact.choice import decide
from routing.exact.parcel import NOT_ROUNDED, Parcel, longest_first
from routing.promise.on_time import Due
from routing.promise.promise import Promise, Target
from routing.reason import Reason
from routing.values.address_traits import traits
from routing.values.countries import country_code
from routing.values.goods import GENERAL, GOODS, read_goods
from routing.values.money import amount
from routing.values.postcode import fold, restored
from routing.values.territories import territory_code
from routing.values.units import exact_grams, exact_size, rounded_up

if TYPE_CHECKING:
    from routing.exact.choice import Choice
    from routing.facts import Facts
    from routing.landed.consignment import Consignment, Item
    from routing.landed.facts import DoorFacts
    from routing.landed.parcel_door import ParcelDoor
    from routing.values.money import ExchangeRates


def _value(text: str) -> tuple[int, str]:
    worth, code = amount(text)
    if code is None:
        raise ReadError(Reason("money.no_currency_named", text=text), Reason("money.write_amount_and_currency"))
    return worth, code


def _by(text: str) -> datetime:
    return due_moment(text, _CHINA)


_CHINA = ZoneInfo("Asia/Shanghai")


@click.command(
    epilog='Example: sampan quote --to US --weight 350g --size 20x15x10cm --value "12 USD"',
)
@click.option(
    "--to", required=True, type=ReadParam("COUNTRY", country_code), help="Destination: US, USA, United States, 美国."
)
@click.option(
    "--weight", required=True, type=ReadParam("WEIGHT", exact_grams), help="Weight of the packed parcel: 350g, 1.2 kg."
)
@click.option("--size", "sides", type=ReadParam("LxWxH", exact_size), help="Length x width x height: 20x15x10cm.")
@click.option("--value", type=ReadParam("AMOUNT", _value), help='What the buyer paid: "12 USD".')
@click.option(
    "--goods", type=ReadParam("WORDS", read_goods), help=f"What is in it: {', '.join(GOODS)}.  [default: general]"
)
@click.option("--pieces", type=click.IntRange(1, 100_000), help="How many pieces are in it, where a fee counts them.")
@click.option("--items", type=click.IntRange(1, 1_000), help="How many customs codes, where a fee counts them.")
@click.option("--platform", metavar="NAME", help="The marketplace, whose rules then hold: aliexpress, ebay.")
@click.option("--postcode", default="", metavar="TEXT", help="The consignee's postcode.")
@click.option("--po-box", is_flag=True, help="The address is a post office box or a parcel locker.")
@click.option(
    "--shape",
    "form",
    type=click.Choice(["box", "roll"]),
    default="box",
    show_default=True,
    help="A roll's width and height are its diameter.",
)
@click.option(
    "--item",
    "declared",
    multiple=True,
    type=ReadParam("HS:PIECES:VALUE", read_item),
    help="An item as customs sees it: HS code, pieces, value of all of them, origin if it matters"
    ' ("610910:5:50 EUR", "610910:5:50 EUR:CN"); adds duty, tax and fees at the door.  Repeatable.',
)
@click.option(
    "--vat-collected/--vat-not-collected",
    default=None,
    help="Whether the buyer paid VAT at the sale (marketplace, IOSS, VOEC).  [default: not said]",
)
@click.option("--tracked", is_flag=True, help="Only services with a tracking number.")
@click.option("--service", "requested", metavar="CODE", help="Only this service or carrier, as a buyer's wish.")
@click.option("--on", type=DAY, help="Day of hand-over.  [default: today in China]")
@click.option(
    "--deliver-by",
    type=ReadParam("TIME", _by),
    help="By when it is to be delivered: 2026-12-20, or a time with its offset; adds each service's chance to be on"
    " time, by --promise or by the days of its card.",
)
@promise_options
@facts_options
@click.option("--steps", is_flag=True, help="Show the price of every service step by step, not only the chosen one's.")
@format_option()
def command(*, steps: bool, output_format: str, **parcel: Any) -> int:
    """Price one parcel with every service, or say why a service does not take it.

    With --item the cost at the door is told too, for every service that takes the parcel.  Exit code 1 when no service
    is chosen.
    """
    found = quoted(**parcel)
    for doubt in found.doubts:
        click.echo(said("Note: {warning}", warning=doubt), err=True)
    choice = found.choice
    answers = ordered(choice)
    if output_format == "json":
        click.echo(json_text(found.shape()))
    elif output_format == "jsonl":
        click.echo(
            jsonl_text([{"chosen": one is choice.chosen, **answer_json(one, choice.answers)} for one in answers])
        )
    elif output_format == "csv":
        click.echo(csv_text([answer_cells(one, choice) for one in answers], CSV_COLUMNS), nl=False)
    else:
        click.echo(_page(found, every=steps))
    return ALL_DONE if choice.chosen else NEEDS_A_PERSON


@frozen(eq=False)
class Quoted:
    """One parcel before every service."""

    parcel: Parcel
    choice: Choice
    day: date
    policy: str
    sent: Consignment
    doubts: tuple[Reason, ...]
    """Remarks on what was asked."""
    by: datetime | None = None
    """By when the parcel is to be delivered."""

    def shape(self) -> dict[str, Any]:
        """The quote as JSON; the keys are a promise."""
        answers = self.choice.answers
        parcel = parcel_json(self.parcel)
        if answers.door is not None:
            from cli.output.door import consignment_json  # noqa: PLC0415 - only with --item, or a policy that ranks by it

            parcel |= consignment_json(self.sent)
        return {
            "parcel": parcel,
            "on": str(self.day),
            "policy": {"name": self.policy, **choice_json(self.choice)},
            "services": [answer_json(one, answers) for one in ordered(self.choice)],
            **({} if self.by is None else {"delivery": choice_on_time_json(self.choice, self.by)}),
        }


def quoted(
    to: str, weight: Fraction, sides: tuple[Fraction, Fraction, Fraction] | None = None,
    value: tuple[int, str] | None = None, goods: frozenset[str] | None = None, pieces: int | None = None,
    items: int | None = None, platform: str | None = None, postcode: str = "", form: str = "box", *,
    po_box: bool = False, declared: tuple[tuple[Item, str], ...] = (), vat_collected: bool | None = None,
    tracked: bool = False, requested: str | None = None, on: date | None = None, cards: tuple[str, ...] = (),
    policy: str = "handbook", fx: Path | None = None, deliver_by: datetime | None = None, promise: Path | None = None,
    target: int | None = None,
) -> Quoted:  # fmt: skip
    """What `sampan quote` tells of a parcel.

    Args:
        to: the country's code.
        weight: in grams, exact.
        sides: in millimetres, exact.
        value: what the buyer paid, in ten-thousandths, and its currency.
        goods: words of `routing.values.goods`.
        pieces: how many lie in it.
        items: how many customs codes they have.
        platform: the marketplace.
        postcode: as the consignee writes it.
        form: "box" or "roll".
        po_box: whether the address is a post office box.
        declared: the items as customs sees them, each with its currency.
        vat_collected: whether the buyer paid VAT at the sale; None: not known.
        tracked: only services with a tracking number.
        requested: only this service or carrier.
        on: the day of hand-over; None: today in China.
        cards: folders of cards, `bundled` among them.
        policy: a file, `handbook` or `cheapest`.
        fx: a file of exchange rates.
        deliver_by: by when it is to be delivered.
        promise: what was learnt of the chance to be on time; None: the cards' days tell it.
        target: the least such chance that is asked of a service, in ten-thousandths; None: 95 %.

    Raises:
        click.BadParameter: values that do not fit together, or a service that is not loaded.
        InputError: a card, the policy or the rates cannot be used.
    """
    postcode = restored(postcode, to)
    place = territory_code(to, postcode)
    sent = _consignment(place or to, declared, vat_collected, value)
    if declared:
        value = value or (int(sent.value_e4 or 0), str(sent.currency))
        pieces = pieces or sum(item.pieces or 0 for item in sent.items)
        items = items or (None if sent.without_class() else sent.classes())
    weight_g, weight_up_e9 = rounded_up(weight)
    by_length, sides_up_e9 = longest_first(map(rounded_up, sides)) if sides else (None, NOT_ROUNDED)
    parcel = Parcel(
        country=to, weight_g=weight_g, sides=by_length, roll=form == "roll",
        value_e4=value[0] if value else None, currency=value[1] if value else None,
        goods=goods or GENERAL, tracked=tracked, platform=platform.strip().lower() if platform else None,
        weight_up_e9=weight_up_e9, sides_up_e9=sides_up_e9,
        requested=requested, postcode=fold(postcode), address=traits(place, po_box=po_box),
        pieces=pieces, items=items,
    )  # fmt: skip
    if promise is not None and deliver_by is None:
        raise click.UsageError(said("--promise tells the chance to be there by a day. Name it: --deliver-by DATE."))
    on_time = asked(promise, target, deliver_by)
    facts = FactPaths.named(cards, policy, fx, door=bool(declared), promise=promise, on_time=on_time).load()
    _check_service(requested, facts)
    doubts = platform_doubts([parcel.platform] if parcel.platform else [], facts)
    day = on or today()
    door = None if facts.door is None else _door(sent, to, facts.door, facts.rates, day)
    due = None if deliver_by is None else _due(deliver_by, day, facts, on_time or USUAL)
    choice = decide(parcel, facts.versions_on(day), facts.policy, facts.rates, day, door, due)
    return Quoted(parcel, choice, day, facts.policy.name, sent, doubts, deliver_by)


def _door(sent: Consignment, to: str, of_door: DoorFacts, rates: ExchangeRates, day: date) -> ParcelDoor:
    from routing.landed.parcel_door import ParcelDoor  # noqa: PLC0415 - as above

    return ParcelDoor(sent, to, of_door, rates, day)


def _due(by: datetime, day: date, facts: Facts, on_time: int) -> Due:
    """When the parcel is due, if it leaves on that day; without a promise the cards' days tell the chances."""
    start = datetime(day.year, day.month, day.day, tzinfo=_CHINA)
    target = facts.target or Target(Promise((), start), on_time)
    return Due(target, seconds_due(by, start), day.month)


def _page(found: Quoted, *, every: bool) -> str:
    parcel, choice, day = found.parcel, found.choice, found.day
    shown = [one for one in ordered(choice) if one.priced and (every or one is choice.chosen)]
    told = {"weight": parcel.weight_g, "size": size_text(parcel), "country": parcel.country, "day": day}
    head = said("{weight} g, {size}, to {country}, handed over on {day}", **told)
    at_door = ""
    if choice.answers.door:
        from cli.output.door import door_page  # noqa: PLC0415 - as above

        at_door = door_page(choice.answers.door, ordered(choice), shown)
    parts = [
        head,
        answers_table(choice),
        decision(choice),
        on_time_page(choice, found.by),
        heavier_told(choice),
        *(bill(one) for one in shown),
        at_door,
    ]
    return "\n\n".join(filter(None, parts))


def _consignment(
    place: str, items: tuple[tuple[Item, str], ...], vat_collected: bool | None, value: tuple[int, str] | None
) -> Consignment:
    try:
        return consignment(place, items, vat_collected=vat_collected, total=value)
    except ReadError as error:
        raise click.BadParameter(sentence(error), param_hint="--item") from None


def _check_service(requested: str | None, facts: Facts) -> None:
    known = {name.casefold() for one in facts.services for name in (one.code, one.carrier)}
    if requested is not None and requested.casefold() not in known:
        told = said("{service!r} is not loaded. Loaded: {loaded:list}.", service=requested, loaded=facts.codes)
        raise click.BadParameter(told, param_hint="--service")
