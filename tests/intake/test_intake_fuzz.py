"""Whatever stands in a file: no crash, and no row is lost."""

from __future__ import annotations

import csv
import io
import random
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.errors import InputError
from routing.intake import ProductMaster, Reading, order_files, read_orders, read_products
from routing.intake.profiles import profiles

DATA = Path(__file__).with_name("data")
EXPORTS = Path(__file__).parents[1] / "data" / "orders" / "exports"
MASTER = read_products(DATA / "product_master.csv")
SAMPLES = {
    "aliexpress": "aliexpress_3_excel_mangled_gb18030.csv",
    "amazon": "amazon_2_order_multi_cp1252.txt",
    "canonical": "",
    "dianxiaomi": "dianxiaomi.csv",
    "ebay": "ebay_2_combined_summary_row.csv",
    "lazada": "lazada.csv",
    "shopify": "shopify_2_multi_item.csv",
    "temu": "temu_2_multi.csv",
    "tiktok": "tiktok_2_multi_masked.csv",
    "wix": "wix.csv",
    "woo-webtoffee": "woo-webtoffee.csv",
    "woocommerce": "woocommerce_3_multi_blank_semicolon.csv",
}
CANONICAL = (
    "order_id,paid_at,country,weight,size,value,currency,quantity,sku,goods,note\n"
    'A,2026-11-20T01:30:26Z,US,350 g,20x15x10 cm,"12,50 USD",,1,LED-LAMP-01,battery,"one\ntwo"\n'
    "B,2026-11-20T01:30:26Z,DE,,,12.50,EUR,2,USB-FAN-02,,\n"
)
CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            "", " ", '"', '""', "\n", "\r\n", "\t", ";", ",", "'", "0", "-1", "1e9", "nan", "inf", "8.1E+15", "1 kg",
            "Korea", "US", "2026-02-30", "99999999999999999999", "=1+1", "\x00", "\x85", "\u2028", "\ufeff", "１２",
            "(", "【1】", "【1】x\n(产品数量:2 piece)", "(产品数量:0 piece)", "$", "US $1", "1,234.5", "paid",
        ]
    ),
)  # fmt: skip


def _sample(profile: str) -> bytes:
    if not SAMPLES[profile]:
        return CANONICAL.encode()
    return next(
        folder / SAMPLES[profile] for folder in (DATA, EXPORTS) if (folder / SAMPLES[profile]).exists()
    ).read_bytes()


def _read(content: bytes, profile: str, chunk_rows: int, master: ProductMaster = MASTER) -> int:
    """Rows read; the identity of the account is asserted by each batch."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "orders.csv")
        path.write_bytes(content)
        return sum(
            batch.rows_read
            for batch in read_orders(
                order_files([path]), Reading(profile=profile, products=master, chunk_rows=chunk_rows)
            )
        )


def test_every_profile_is_fuzzed() -> None:
    """A new profile gets its sample here."""
    like_others = {"etsy", "mabang", "shopee", "squarespace", "walmart"}  # read in no way of their own
    assert set(SAMPLES) | like_others == set(profiles())


@pytest.mark.parametrize("profile", sorted(SAMPLES))
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_random_bytes_never_crash(profile: str, data: st.DataObject) -> None:
    """Bytes thrown into a sample give orders, problems or one InputError; nothing else."""
    content = bytearray(_sample(profile))
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(content)))
        content[at : at + data.draw(st.integers(0, 12))] = data.draw(st.binary(max_size=6))
    with suppress(InputError):
        _read(bytes(content), profile, data.draw(st.sampled_from([1, 3, 65_536])))


@pytest.mark.parametrize("profile", sorted(SAMPLES))
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_random_cells_lose_no_row(profile: str, data: st.DataObject) -> None:
    """Any text in any cell, columns in any order: every record of the file is accounted for."""
    encoding = "gb18030" if profile == "aliexpress" else "cp1252" if profile == "amazon" else "utf-8-sig"
    sign = {"amazon": "\t", "woocommerce": ";"}.get(profile, ",")
    rows = list(csv.reader(io.StringIO(_sample(profile).decode(encoding), newline=""), delimiter=sign))
    header = next(at for at, row in enumerate(rows) if len(row) > 5 and row[0].strip())
    width = len(rows[header])
    body = [row for row in rows[header + 1 :] if len(row) == width] * data.draw(st.integers(1, 3))
    for _ in range(data.draw(st.integers(1, 6))):
        row = data.draw(st.integers(0, len(body) - 1))
        body[row] = list(body[row])
        body[row][data.draw(st.integers(0, width - 1))] = data.draw(CELLS)
    order = list(range(width))
    random.Random(data.draw(st.integers(0, 99))).shuffle(order)  # noqa: S311 - no secret
    page = io.StringIO(newline="")
    writer = csv.writer(page, delimiter=sign, quoting=csv.QUOTE_ALL)
    writer.writerows([row[at] for at in order] for row in [rows[header], *body])
    content = page.getvalue().encode("utf-8", "replace")
    assert _read(content, profile, data.draw(st.sampled_from([1, 2, 65_536]))) == len(body)
