"""What marketplaces take tracking numbers in: each one's form as data, and the rows of the answered orders in it."""

from __future__ import annotations

import csv
import io
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve, field, frozen
from attrs.validators import in_

from routing.values.formulas import SIGNS
from routing.values.toml_file import toml_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from carriers.labels.numbers.answers import Answer
    from carriers.shipment import Article, Shipment

FIELDS: Final = (
    "", "order_id", "tracking", "carrier", "carrier_code", "carrier_if_other", "service", "ship_date", "item.sku",
    "item.quantity",
)  # fmt: skip


@frozen
class UploadColumn:
    """One column: its head, and what fills it (a word of FIELDS), or a fixed text."""

    header: str
    field: str = field(default="", validator=in_(FIELDS))
    value: str = ""


@frozen
class UploadForm:
    """A marketplace's form.  `carriers`: a carrier's name -> the marketplace's code; `other` is that of all else."""

    platform: str
    title: str
    seen: str
    confidence: str = field(validator=in_(("high", "medium", "low")))
    sources: tuple[str, ...]
    columns: tuple[UploadColumn, ...]
    notes: tuple[str, ...] = ()
    ending: str = "csv"
    encoding: str = "utf-8"
    delimiter: str = ","
    date: str = "%Y-%m-%d"
    rows: str = field(default="order", validator=in_(("order", "item")))
    carriers: Mapping[str, str] = field(factory=dict)
    other: str = ""


@cache
def forms() -> dict[str, UploadForm]:
    """Marketplace -> its form.

    Raises:
        InputError: a bundled file is faulty.
    """
    folder = resources.files("carriers") / "data/uploads"
    files = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".toml")), key=lambda entry: entry.name)
    read = (_form(toml_values(entry.read_bytes(), entry.name)) for entry in files)
    return {form.platform: form for form in read}


def upload_text(
    form: UploadForm, answered: Iterable[tuple[Shipment, Answer]], carriers: Mapping[str, str] | None = None
) -> tuple[bytes, int]:
    """The file of the marketplace, and how many rows it has.

    Args:
        form: the marketplace's.
        answered: its orders with their numbers.
        carriers: carrier -> the marketplace's word for it, as the shop file says.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=form.delimiter, lineterminator="\r\n")
    writer.writerow([column.header for column in form.columns])
    count = 0
    for shipment, answer in answered:
        for order_id, articles in shipment.buyers_orders:
            for article in articles if form.rows == "item" else (None,):
                own = evolve(shipment, order_id=order_id)
                writer.writerow(list(_cells(form, own, answer, article, carriers or {})))
                count += 1
    return text.getvalue().encode(form.encoding), count


def _cells(
    form: UploadForm, shipment: Shipment, answer: Answer, article: Article | None, carriers: Mapping[str, str]
) -> Iterator[str]:
    named = carriers.get(shipment.carrier, "")
    code = named or form.carriers.get(shipment.carrier, form.other or shipment.carrier)
    day = shipment.dispatch_on
    facts = {
        "order_id": shipment.order_id,
        "tracking": answer.tracking,
        "carrier": named or shipment.carrier,
        "carrier_code": code,
        "carrier_if_other": shipment.carrier if code == form.other else "",
        "service": shipment.service,
        "ship_date": day.strftime(form.date) if day else "",
        "item.sku": (article.sku if article else "") or "",
        "item.quantity": str(article.quantity) if article and article.quantity else "",
    }
    for column in form.columns:
        yield column.value if not column.field else facts[column.field].lstrip(SIGNS)


def _form(raw: dict[str, Any]) -> UploadForm:
    facts: dict[str, Any] = {key: tuple(one) if isinstance(one, list) else one for key, one in raw.items()}
    return UploadForm(**{**facts, "columns": tuple(UploadColumn(**column) for column in raw["columns"])})
