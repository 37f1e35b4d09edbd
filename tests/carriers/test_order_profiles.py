"""A seller's own profile of an export: checked whole, and proposed from a file that nobody has described.

The six files of tests/data/orders/unknown are invented, in the forms of shops and ERPs that have no bundled profile;
the expected values are read off them by hand (LAMP weighs 610 g, CASE 35 g).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from told import refused

from carriers.exports.heads import meanings
from carriers.exports.own_profile import profile_from, read_profile
from cli.day.orders import command
from cli.words import sentence
from routing.errors import InputError
from routing.intake import Reading, order_files, read_orders, read_products

if TYPE_CHECKING:
    from routing.intake import Batch

FILES = Path(__file__).parents[1] / "data" / "orders"
SMALL = """
title = "My shop"
zone = "Asia/Shanghai"
currency = "EUR"
[columns]
order_id = ["No"]
paid_at = ["Paid"]
country = ["Where"]
sku = ["What"]
quantity = ["How many"]
"""


def _read(path: Path, profile: Any, **options: Any) -> Batch:
    how = Reading(profile, products=read_products(FILES / "products" / "products.csv"), **options)
    (batch,) = read_orders(order_files([path]), how)
    return batch


def proposed(name: str, folder: Path) -> tuple[Path, str]:
    """The profile that is proposed for a file, and what is said of it."""
    out = folder / "my.toml"
    done = CliRunner().invoke(command, ["profile", str(FILES / "unknown" / f"{name}.csv"), "-o", str(out)])
    assert done.exit_code in {0, 1}, done.output
    return out, done.output


@pytest.mark.parametrize(
    ("name", "told", "skipped"),
    [
        ("german_shop", [("100000123", "DE", 1220, 30_0000, "EUR", 2), ("100000125", "AT", 35, 12_5000, "EUR", 1)], 1),
        ("chinese_erp", [("A1001", "US", 1300, 25_0000, "USD", 2)], 1),
        ("french_shop", [("XKBKNABJK", "FR", 1220, 33_0000, "EUR", 2)], 1),
        ("spanish_table", [("P-1", "ES", 1300, 33_0000, "EUR", 2)], 1),
        ("camel_case", [("501", "US", 680, 35_0000, "USD", 3)], 1),
        ("marketplace_lines", [("b-1", "DE", 680, 25_0000, "EUR", 3)], 1),  # the other one was cancelled
    ],
)
def test_a_proposed_profile_reads_its_file(
    name: str, told: list[tuple[Any, ...]], skipped: int, tmp_path: Path
) -> None:
    """By heads in German, Chinese, French, Spanish and English; what was sent is skipped, and paid by local time."""
    out, _ = proposed(name, tmp_path)
    batch = _read(
        FILES / "unknown" / f"{name}.csv",
        read_profile(out),
        currency="EUR" if name in {"spanish_table", "marketplace_lines"} else None,
    )
    assert batch.problems == ()
    columns = ("order_id", "country", "weight_g", "value_e4", "currency", "quantity")
    assert batch.table.frame.select(columns).rows() == told
    assert list(batch.skipped.values()) == [skipped]
    first = batch.table.frame.row(0, named=True)
    assert first["name"]
    assert first["address1"]
    assert first["paid_at"].isoformat()[:10] in {"2026-11-20", "2026-11-19"}  # 09:15 or midnight in Shanghai


def test_what_a_person_has_to_settle_is_said(tmp_path: Path) -> None:
    """The zone, the currency and the time of payment; three rows as they would be read; a cell beside each column."""
    out, said = proposed("spanish_table", tmp_path)
    for word in ("The times name no zone", "Nothing names the currency", "the time of the order (Fecha) stands for it"):
        assert word in said
    assert "2026-11-20T00:00+08:00" in said
    text = out.read_text(encoding="utf-8")
    assert 'postcode = ["Código postal"]  # 28001' in text
    assert "# Words of status, and what is done: pagado = ships; enviado = already shipped" in text


def test_the_proposal_goes_to_the_standard_output_alone() -> None:
    """What is said goes to the other stream, so that the profile can be piped."""
    done = CliRunner().invoke(command, ["profile", str(FILES / "unknown" / "german_shop.csv")])
    assert profile_from(done.stdout, "stdout", "my").columns["order_id"] == ("Bestellnummer",)
    assert "To settle: " in done.stderr


def test_a_word_of_state_that_nobody_knows_is_asked(tmp_path: Path) -> None:
    """It is named, and its orders are refused until a rule has it."""
    path = tmp_path / "odd.csv"
    head = "Order no,Paid on,Ship to country,SKU,Qty,Order status,Total (EUR)"
    path.write_text(
        f"{head}\n1,2026-11-20T09:00+08:00,France,LAMP,1,Frobnicated,5\n2,2026-11-20T09:00+08:00,France,LAMP,1,Paid,5\n"
    )
    out = tmp_path / "my.toml"
    done = CliRunner().invoke(command, ["profile", str(path), "-o", str(out)])
    assert "not known, so their orders are refused: 'frobnicated'" in done.output
    batch = _read(path, read_profile(out))
    assert [(one.order_id, one.code) for one in batch.problems] == [("1", "UNKNOWN_STATUS")]
    mended = out.read_text() + '\n[[skip]]\ncolumn = "status"\nkeep = ["frobnicated"]\nreason = "cancelled"\n'
    batch = _read(path, profile_from(mended, "my.toml", "my"))
    assert batch.table.frame.select("order_id", "value_e4", "currency").rows() == [
        ("1", 5_0000, "EUR"),
        ("2", 5_0000, "EUR"),
    ]


def test_a_day_that_reads_both_ways_is_asked(tmp_path: Path) -> None:
    """05/06/2026 in every row: a layout is proposed as unsure; such days are refused until a person takes it out."""
    path = tmp_path / "days.csv"
    path.write_text("Order ID,Order date,Country,SKU,Quantity\n1,05/06/2026,FR,LAMP,1\n2,06/07/2026,FR,LAMP,1\n")
    out = tmp_path / "my.toml"
    said = CliRunner().invoke(command, ["profile", str(path), "-o", str(out)]).output
    assert "'Order date' reads both ways ('05/06/2026')" in said
    assert {one.code for one in _read(path, read_profile(out)).problems} == {"UNREADABLE_TIME"}
    text = out.read_text().replace(", unsure = true", "")
    days = [
        row["paid_at"].isoformat()[:10]
        for row in _read(path, profile_from(text, "", "my")).table.frame.rows(named=True)
    ]
    assert days == ["2026-06-04", "2026-07-05"]  # midnight in Shanghai is the evening before


def test_a_file_without_orders_is_refused(tmp_path: Path) -> None:
    """A shopping list has no head that is known; a head without rows tells nothing."""
    for text, why in (
        ("milk;bread\n1;2\n", "holds no row whose heads are known"),
        ("Order ID,SKU\n", "no rows below it"),
    ):
        path = tmp_path / "x.csv"
        path.write_text(text)
        done = CliRunner().invoke(command, ["profile", str(path)])
        assert isinstance(done.exception, InputError)
        assert why in sentence(done.exception)


@pytest.mark.parametrize(
    ("head", "field"),
    [
        ("Ship-to ZIP/Postal Code", "postcode"),
        ("Empfänger PLZ", "postcode"),
        ("收货人国家", "country"),
        ("Pays de livraison", "country"),
        ("Correo electrónico", "email"),
        ("lineItemSku", "sku"),
        ("Gewicht (kg)", "weight_kg"),
        ("包裹重量（g）", "weight_g"),
        ("平台内部订单号", "order_id"),
        ("Total (EUR)", "total"),
        ("Bestelldatm", "created_at"),  # misspelt
    ],
)
def test_heads_are_known_in_five_languages(head: str, field: str) -> None:
    """Written so, of the consignee, with a unit, or nearly so."""
    found = meanings(head)
    assert max(found, key=lambda name: found[name]) == field


def test_an_own_profile_reads_and_is_told_by_its_file(tmp_path: Path) -> None:
    """Its zone is the seller's word: no flag; columns that it does not know are named."""
    path = tmp_path / "orders.csv"
    path.write_text("No,Paid,Where,What,How many,Colour\n1,2026-11-20 09:00,FR,LAMP,2,red\n")
    profile = profile_from(SMALL, "my.toml", "my")
    batch = _read(path, profile)
    (order,) = batch.table.frame.rows(named=True)
    assert (order["weight_g"], order["country"], order["flags"]) == (1220, "FR", "SIZE_STACKED")
    assert batch.profile == "my"
    assert "Colour" in sentence(batch.warnings[0])
    changed = profile_from(SMALL + "\n", "my.toml", "my")
    assert Reading(profile).typed() != Reading(changed).typed()  # parts of a run made by another are not taken


FAULTS = """
title = "x"
zone = "Mars/Base"
currency = "EURO"
decimal = ";"
platform = 3
encodings = ["utf-9"]
footer = "(["
colums = 1
times = [{ layout = "%Q" }, { layout = "%H:%M" }]
[zones]
DE = "Berlin"
XX = "Europe/Berlin"
[columns]
order_id = ["No"]
countri = ["Where"]
sku = "What"
quantity = []
[[skip]]
column = "status"
drop = ["Shipped"]
reason = "already shipped"
[[skip]]
column = "order_id"
reason = "nothing"
[flags.order_id]
x = "WRONG_FLAG"
"""


def test_all_faults_of_a_profile_are_told_at_once() -> None:
    """Each with its key, and the way out."""
    with pytest.raises(InputError) as caught:
        profile_from(FAULTS, "my.toml", "my")
    told = [(fault.place, sentence(fault.reason)) for fault in caught.value.faults]
    places = [place for place, _ in told]
    for place in (
        "zone", "currency", "decimal", "platform", "encodings", "footer", "colums", "times[1].layout",
        "times[2].layout", "zones.DE", "zones.XX", "columns.countri", "columns.sku", "columns.quantity",
        "columns.paid_at", "columns.country", "skip[1].column", "skip[1].drop", "skip[2].drop", "flags.order_id.x",
    ):  # fmt: skip
        assert place in places, place
    assert ("columns.sku", 'is one text. Write sku = ["What"].') in told
    assert any("Did you mean country?" in text for place, text in told if place == "columns.countri")


def test_a_profile_that_is_not_there_is_said(tmp_path: Path) -> None:
    """As every file is."""
    with refused(InputError, "cannot be read"):
        read_profile(tmp_path / "none.toml")


def test_a_price_that_adds_up_without_being_multiplied_is_of_the_line(tmp_path: Path) -> None:
    """Two pieces at 30.00 in an order of 33.00: the price is that of both."""
    path = tmp_path / "lines.csv"
    path.write_text(
        "Order ID,Order date,Country,SKU,Quantity,Price,Order total,Currency\n"
        "1,2026-11-20 09:00,FR,LAMP,2,30.00,33.00,EUR\n2,2026-11-20 09:00,FR,CASE,1,5.00,8.00,EUR\n"
    )
    out = tmp_path / "my.toml"
    CliRunner().invoke(command, ["profile", str(path), "-o", str(out)])
    assert 'line_price = ["Price"]' in out.read_text()
    lines = [row["items"][0] for row in _read(path, read_profile(out)).table.frame.rows(named=True)]
    assert [line["unit_value_e4"] for line in lines] == [15_0000, 5_0000]


def test_files_of_other_marketplaces_may_lie_beside_ones_own(tmp_path: Path) -> None:
    """Each is read as what it is; one that nobody knows is held against the profile that was named."""
    profile = profile_from(SMALL, "my.toml", "my")
    (tmp_path / "a.csv").write_text("No,Paid,Where,What,How many\n1,2026-11-20 09:00,FR,LAMP,2\n")
    (tmp_path / "b.csv").write_bytes((FILES / "exports" / "etsy.csv").read_bytes())
    how = Reading(profile, products=read_products(FILES / "products" / "products.csv"))
    assert [batch.profile for batch in read_orders(order_files([tmp_path]), how)] == ["my", "etsy"]
    (tmp_path / "c.csv").write_text("Nummer,Wo\n1,FR\n")
    with refused(InputError, "is no My shop; the columns missing are No, Paid"):
        list(read_orders(order_files([tmp_path / "c.csv"]), how))


def test_an_export_that_is_known_needs_no_profile() -> None:
    """Etsy's is read as it is; that is said before anything else."""
    done = CliRunner().invoke(command, ["profile", str(FILES / "exports" / "etsy.csv")])
    assert "read without a profile of your own, as Etsy order items file (--from etsy)" in done.stderr
