"""What an order's address says of where carriers go: boxes, lockers and territories."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from routing.intake import Reading, order_files, read_orders, read_products
from routing.values.address_traits import any_box, is_po_box
from routing.values.postcode import restored
from routing.values.territories import territory_code

if TYPE_CHECKING:
    from routing.intake import Batch

FILES = Path(__file__).parents[1] / "data" / "orders"
Orders = Callable[..., list[dict[str, Any]]]
BOXES = (
    ("PO Box 123", "US"),
    ("P.O.Box 7", "AU"),
    ("Post Office Box 12", "NZ"),
    ("Packstation 101", "DE"),
    ("Postfach 10 20 30", "DE"),
    ("PSC 1 Box 2", "US"),
    ("BP 123", "FR"),
    ("12 rue X, CS 45678", "FR"),
    ("Boîte postale 5", "FR"),
    ("Apartado de Correos 12", "ES"),
    ("Caixa Postal 99", "BR"),
    ("Casella postale 4", "IT"),
    ("Skrytka pocztowa 3", "PL"),
    ("Postbus 12", "NL"),
    ("Box 12", "SE"),
    ("Postbox 12", "DK"),
    ("C.P. 100 succ. B", "CA"),
    ("CP 4001", "CH"),
    ("а/я 12", "RU"),
    ("私書箱5号", "JP"),
)
DOORS = (
    ("12 Boxwood Road", "GB"),
    ("Poststrasse 5", "DE"),
    ("1 Box Hill Lane", "AU"),
    ("CS 45678", "US"),
    ("Box 12", "GB"),
    ("1 Postbox Lane", "GB"),
    ("CP 4001", "US"),
    ("5 Postboy Street", "US"),
    ("Packstationsweg 3", "DE"),
    ("Apartment 5", "ES"),
)


@pytest.mark.parametrize(("line", "country"), BOXES)
def test_boxes_are_known_by_the_words_of_their_country(line: str, country: str, orders: Orders) -> None:
    """The order is flagged, and the quick first look finds what the exact one does."""
    assert is_po_box([line], country)
    text = f'order_id,paid_at,country,weight,address1\nA,2026-11-20T01:30:26Z,{country},350 g,"{line}"\n'
    (order,) = orders(text)
    assert (order["po_box"], "PO_BOX" in order["flags"]) == (True, True)
    assert any_box().startswith("(?i)")


@pytest.mark.parametrize(("line", "country"), DOORS)
def test_a_street_with_such_letters_is_no_box(line: str, country: str, orders: Orders) -> None:
    """Words are looked for whole, and those of one country there alone."""
    text = f'order_id,paid_at,country,weight,address1\nA,2026-11-20T01:30:26Z,{country},350 g,"{line}"\n'
    (order,) = orders(text)
    assert (order["po_box"], order["flags"]) == (None, None)


@pytest.mark.parametrize(
    ("country", "postcode", "state", "city", "territory"),
    [
        ("ES", "35001", "", "", "ES-CN"),
        ("ES", "", "Tenerife", "Adeje", "ES-CN"),
        ("ES", "", "", "Las Palmas de Gran Canaria", "ES-CN"),
        ("ES", "", "Ceuta", "", "ES-CE"),
        ("PT", "", "", "Funchal", "PT-30"),
        ("FR", "", "La Réunion", "Saint-Denis", "RE"),
        ("FR", "93200", "", "Saint-Denis", None),
        ("ES", "28001", "", "", None),
        ("GB", "BT1 1AA", "", "", "GB-NIR"),
        ("GB", "", "Northern Ireland", "", "GB-NIR"),
        ("DE", "", "", "Helgoland", "DE-HELGOLAND"),
        ("GB", "B1 1AA", "", "", None),
        ("GB", "JE2 3AB", "", "", "JE"),
        ("IT", "23041", "", "", "IT-LIVIGNO"),
        ("DE", "78266", "", "", "DE-BUESINGEN"),
        ("FI", "22100", "", "", "AX"),
        ("FI", "\uff12\uff12100", "", "", "AX"),
        ("FR", "97400", "", "", "RE"),
        ("RE", "", "", "", "RE"),
        ("US", "00901", "", "", "PR"),
        ("US", "", "PR", "", "PR"),
        ("US", "09012", "AE", "APO", "US-AE"),
        ("US", "", "", "FPO", "US-AA"),
        ("US", "90001", "CA", "Los Angeles", None),
        ("US", "901", "", "San Juan", "PR"),  # 00901 without its zeros
        ("DK", "", "", "Tórshavn", "FO"),
        ("DK", "3900", "", "Nuuk", "GL"),
        ("DK", "8000", "", "Aarhus", None),
        ("NL", "", "", "Willemstad", "CW"),
        ("NL", "4797 AB", "", "Willemstad", None),  # the town in North Brabant
        ("NL", "", "Bonaire", "", "BQ"),
        ("GB", "GX11 1AA", "", "", "GI"),
    ],
)
def test_territories_are_known_by_postcode_state_or_town(
    country: str, postcode: str, state: str, city: str, territory: str | None, orders: Orders
) -> None:
    """European Commission, Territorial status; USPS Publication 28; Royal Mail: see the table of territories."""
    head = "order_id,paid_at,country,weight,postcode,state,city"
    (order,) = orders(f"{head}\nA,2026-11-20T01:30:26Z,{country},350 g,{postcode},{state},{city}\n")
    assert order["territory"] == territory
    assert ("TERRITORY" in (order["flags"] or "")) == (territory is not None)


@pytest.mark.parametrize(
    ("country", "code", "territory", "state"),
    [  # IC and XI: reserved codes of ISO 3166 and of the European Commission
        ("IC", "ES", "ES-CN", "Canary Islands"),
        ("Islas Canarias", "ES", "ES-CN", "Canary Islands"),
        ("Ceuta", "ES", "ES-CE", "Ceuta"),
        ("Madeira", "PT", "PT-30", "Madeira"),
        ("Northern Ireland", "GB", "GB-NIR", "Northern Ireland"),
        ("XI", "GB", "GB-NIR", "Northern Ireland"),
        ("Spain", "ES", None, None),
        ("Puerto Rico", "PR", "PR", None),
    ],
)
def test_a_territory_in_the_countrys_place_is_kept(
    country: str, code: str, territory: str | None, state: str | None, orders: Orders
) -> None:
    """It is read as its country and becomes the state, so that the label and its tax know where the parcel goes."""
    (order,) = orders(f"order_id,paid_at,country,weight\nA,2026-11-20T01:30:26Z,{country},350 g\n")
    assert (order["country"], order["territory"], order["state"]) == (code, territory, state)


def test_the_file_that_went_to_couriers_is_flagged() -> None:
    """A PO box in Alaska, a Packstation and an army post office; the street of the fourth is a door."""
    (batch,) = read_orders(order_files([FILES / "address" / "boxes_and_forces.csv"]), Reading())
    seen = [(row["po_box"], row["territory"]) for row in batch.table.frame.rows(named=True)]
    assert seen == [(True, None), (True, None), (True, "US-AE"), (None, None)]


@pytest.fixture
def amazon() -> Batch:
    """One order of Amazon with an IOSS number."""
    how = Reading(products=read_products(FILES / "products" / "products.csv"))
    (batch,) = read_orders(order_files([FILES / "value" / "amazon_ioss.txt"]), how)
    return batch


def test_the_ioss_number_of_a_file_is_read(amazon: Batch) -> None:
    """The marketplace collected the VAT: its number in the export says so."""
    (order,) = amazon.table.frame.rows(named=True)
    assert (order["ioss"], order["vat_collected"]) == ("IM2760000742", True)


@pytest.mark.parametrize(
    ("name", "value", "ioss", "collected"),
    [
        ("IOSS", "IM2760000742", "IM2760000742", [True]),
        ("VOEC", "2024926", None, [True]),
        ("Buyer reference", "12", None, [None]),
        ("", "", None, [None]),
    ],
)
def test_references_of_ebay_say_what_they_are(
    name: str,
    value: str,
    ioss: str | None,
    collected: list[bool | None],
    tmp_path: Path,
) -> None:
    """EBay names its references: IOSS is for the label, any other tax says only that it was collected."""
    head = "Order Number,Item Title,Custom Label,Quantity,Paid On Date,Ship To Country"
    path = tmp_path / "ebay.csv"
    head += ",eBay Reference Name,eBay Reference Value"
    path.write_text(f"{head}\n12-1,lamp,LAMP,1,Nov-20-26,France,{name},{value}\n")
    how = Reading(products=read_products(FILES / "products" / "products.csv"))
    (batch,) = read_orders(order_files([path]), how)
    (order,) = batch.table.frame.rows(named=True)
    assert (order["ioss"], [order["vat_collected"]]) == (ioss, collected)


def test_many_postcodes_get_their_zeros_as_one_does(orders: Orders) -> None:
    """A whole column is read as each postcode by itself, whatever its country, length or signs."""
    texts = ("1", "200", "800", "1067", "10115", "0800", "1a", "A1", "1 2", "\uff11\uff12", "\uff11", "")
    pairs = [(country, text) for country in ("AU", "DE", "BR", "JP", "US", "GB", "CH") for text in texts]
    lines = [f"A{at},2026-11-20T01:30:26Z,{country},350 g,{text}" for at, (country, text) in enumerate(pairs)]
    found = orders("order_id,paid_at,country,weight,postcode\n" + "\n".join(lines) + "\n")
    assert [order["postcode"] for order in found] == [restored(text, country) or None for country, text in pairs]
    flagged = [order["flags"] is not None and "POSTCODE_ZERO" in order["flags"] for order in found]
    assert flagged == [restored(text, country) != text for country, text in pairs]


def test_many_territories_are_told_as_one_is(orders: Orders) -> None:
    """Addresses of one column do not change what each of them says by itself."""
    cells = [
        (country, postcode, state, city)
        for country in ("US", "ES", "DE", "GF")
        for postcode in ("", "00901", "35001", "34012", "09012", "90001", "78266")
        for state in ("", "PR", "pr", "AE", "Las Palmas")
        for city in ("", "APO", "fpo", "Springfield")
    ]
    lines = [f"A{at},2026-11-20T01:30:26Z,{','.join(cell)},350 g" for at, cell in enumerate(cells)]
    found = orders("order_id,paid_at,country,postcode,state,city,weight\n" + "\n".join(lines) + "\n")
    assert [order["territory"] for order in found] == [territory_code(*cell) for cell in cells]


def test_a_short_code_that_no_zeros_make_whole_stays(orders: Orders) -> None:
    """Letters are no lost zeros: the postcode stays as written, without a flag."""
    (order,) = orders("order_id,paid_at,country,weight,postcode\nA1,2026-11-20T01:30:26Z,US,350 g,A1\n")
    assert (order["postcode"], order["flags"]) == ("A1", None)
