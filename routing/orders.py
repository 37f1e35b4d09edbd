"""Orders as columns: the one shape in which every file's orders leave intake and enter the plan.

The same columns, in the same order, are the columns of a run's `orders.parquet`.
"""

from __future__ import annotations

import polars as pl
from attrs import field, frozen

from routing.values.countries import COUNTRY_CODES
from routing.values.money import CURRENCIES

COUNTRY = pl.Enum(COUNTRY_CODES)
CURRENCY = pl.Enum(CURRENCIES)
SHAPES = ("box", "roll")

LINE = pl.Struct(
    {
        "sku": pl.String,  # the seller's article number
        "title": pl.String,  # as the marketplace shows it
        "variant": pl.String,
        "quantity": pl.Int64,  # pieces
        "unit_value_e4": pl.Int64,  # paid for one piece, ten-thousandths of the order's currency
        "declared_e4": pl.Int64,  # product master: customs value of one piece
        "declared_currency": pl.String,
        "weight_g": pl.Int64,  # product master: one piece
        "name_en": pl.String,  # product master: customs description in English
        "name_zh": pl.String,  # and in Chinese
        "hs_code": pl.String,
        "origin": pl.String,  # ISO 3166 alpha-2 of the country of origin
        "goods": pl.String,
        "material": pl.String,
    }
)
"""One order line.  Unknown is null."""

_COLUMNS: dict[str, pl.DataType | type[pl.DataType]] = {
    "order_id": pl.String,  # unique within a run
    "platform": pl.String,  # lower case: aliexpress, shopify, ...; null: not from a marketplace
    "paid_at": pl.Datetime("us", "UTC"),
    "country": COUNTRY,  # of the consignee
    "weight_g": pl.Int64,  # of the parcel, rounded up
    "length_mm": pl.Int64,  # as given, not sorted; null: unknown
    "width_mm": pl.Int64,
    "height_mm": pl.Int64,
    "weight_up_e9": pl.Int64,  # by how many billionths of a gram the weight was rounded up; null: not at all
    "length_up_e9": pl.Int64,  # of a millimetre, as in the next two
    "width_up_e9": pl.Int64,
    "height_up_e9": pl.Int64,
    "shape": pl.String,  # box | roll (a roll's width and height are its diameter)
    "value_e4": pl.Int64,  # what the buyer paid, ten-thousandths of `currency`; null: unknown
    "currency": CURRENCY,
    "quantity": pl.Int64,  # pieces in all
    "sku": pl.String,  # of a one-line order
    "goods": pl.String,  # words of GOODS, sorted, joined with ";"
    "requested_service": pl.String,  # service code or carrier the buyer was promised
    "tracked": pl.Boolean,  # whether a tracking number is required
    "postcode": pl.String,
    "state": pl.String,
    "city": pl.String,
    "address1": pl.String,
    "address2": pl.String,
    "name": pl.String,  # consignee
    "company": pl.String,
    "phone": pl.String,
    "email": pl.String,
    "tax_id": pl.String,  # the consignee's, where customs asks for it (CPF, RFC, PCCC, ...)
    "note": pl.String,  # the buyer's words
    "shipping_option": pl.String,  # what the buyer chose at the marketplace, in its words
    "hs_code": pl.String,  # of a one-line order
    "description": pl.String,
    "origin": pl.String,
    "vat_collected": pl.Boolean,  # by the marketplace (IOSS and the like); null: not said
    "ioss": pl.String,  # the marketplace's number, under which it did so for the EU, as its file names it
    "territory": pl.String,  # where the address lies, if other rules hold there (ES-CN, GB-NIR, PR, US-AE, ...)
    "po_box": pl.Boolean,  # the address is a box or a locker; null: nothing says so
    "ship_by": pl.Datetime("us", "UTC"),  # the marketplace's own deadline, when the file holds one
    "deliver_by": pl.Datetime("us", "UTC"),  # when the marketplace wants the parcel delivered, as its file says
    "items": pl.List(LINE),  # null: one line, of which the columns above tell all that is known
    "flags": pl.String,  # codes for a person's eye, joined with ";"
    "source": pl.String,  # file name
    "row": pl.Int64,  # first row of the order in that file, header = 1
}
SCHEMA = pl.Schema(_COLUMNS)


@frozen(eq=False)
class OrderTable:
    """A chunk of orders: `frame` has exactly the columns of SCHEMA; unknown is null, never a stand-in.

    Raises:
        ValueError: columns or types differ from SCHEMA (a fault of the caller, not of a file).
    """

    frame: pl.DataFrame = field()

    @frame.validator
    def _has_schema(self, _attribute: object, value: pl.DataFrame) -> None:
        if value.schema != SCHEMA:
            wrong = [name for name in SCHEMA if value.schema.get(name) != SCHEMA[name]]
            extra = [name for name in value.columns if name not in SCHEMA]
            raise ValueError(f"not an order table: wrong or missing {wrong}, not expected {extra}")

    def __len__(self) -> int:
        return self.frame.height

    @classmethod
    def from_frame(cls, frame: pl.DataFrame) -> OrderTable:
        """The orders of a frame that has some of the columns of SCHEMA; those it lacks are null.

        Raises:
            ValueError: a column that is none of an order's.
            InvalidOperationError: of polars; a value that is none of its column's kind.
        """
        extra = [name for name in frame.columns if name not in SCHEMA]
        if extra:
            raise ValueError(f"not columns of orders: {extra}")
        lacking = [pl.lit(None, kind).alias(name) for name, kind in SCHEMA.items() if name not in frame.columns]
        return cls(frame.with_columns(lacking).select(SCHEMA.names()).cast(SCHEMA))

    @classmethod
    def of(cls, rows: list[dict[str, object]]) -> OrderTable:
        """A table of rows given as dictionaries; columns not named are null."""
        return cls(pl.DataFrame(rows, schema=SCHEMA, strict=True) if rows else pl.DataFrame(schema=SCHEMA))
