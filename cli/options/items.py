"""Items of a consignment as they are typed: HS:PIECES:VALUE, with the country of origin where it matters."""

from __future__ import annotations

from routing.errors import ReadError
from routing.landed.consignment import Consignment, Item
from routing.reason import Reason
from routing.values.countries import country_code
from routing.values.money import VALUE_MAX_E4, amount

_PIECES_MAX = 1_000_000


def read_item(text: str) -> tuple[Item, str]:
    """One item and the currency of its value, which is of all its pieces; a code that is left out is not known.

    Raises:
        ReadError: it is not written so.
    """
    code, _, rest = text.partition(":")
    pieces, _, rest = rest.partition(":")
    value, _, origin = rest.partition(":")
    if not pieces.strip().isdecimal() or not 1 <= int(pieces) <= _PIECES_MAX or not value.strip():
        raise ReadError(Reason("item.no_item", text=text), Reason("item.write_item"))
    value_e4, currency = amount(value)
    if currency is None:
        raise ReadError(Reason("money.no_currency_named", text=value), Reason("money.write_amount_and_currency"))
    return Item("", int(pieces), value_e4, code.strip() or None, country_code(origin) if origin else None), currency


def consignment(
    place: str, items: tuple[tuple[Item, str], ...], *, vat_collected: bool | None, total: tuple[int, str] | None = None
) -> Consignment:
    """The typed items to one place; without any, what was paid for all is all that is known.

    Raises:
        ReadError: the values are in several currencies, or together too much.
    """
    currencies = sorted({currency for _, currency in items}) or [total[1] if total else ""]
    if len(currencies) > 1:
        raise ReadError(Reason("item.several_currencies", currencies=tuple(currencies)), Reason("item.one_currency"))
    named = tuple(
        Item(f"item {number}", one.pieces, one.value_e4, one.hs_code, one.origin)
        for number, (one, _) in enumerate(items, 1)
    ) or (Item("item 1"),)
    found = Consignment(place, currencies[0] or None, named, vat_collected, total[0] if total else None)
    if (found.value_e4 or 0) > VALUE_MAX_E4:
        raise ReadError(Reason("money.too_much", text=currencies[0]), Reason("money.check_figure"))
    return found
