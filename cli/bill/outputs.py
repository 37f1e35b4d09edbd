"""What a check of bills leaves behind as tables: lines, unbilled parcels, totals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl

from routing.values.formulas import BEGINS

if TYPE_CHECKING:
    from pathlib import Path

LINES, UNBILLED, SUMMARY, WEIGHTS, PROBLEMS, MARK, PICTURE = (
    "lines.csv", "unbilled.csv", "summary.csv", "weights.csv", "problems.csv", "summary.json", "differences.svg",
)  # fmt: skip
LINE_COLUMNS: Final = (
    "bill", "row", "tracking_no", "order_id", "service", "billed", "expected", "difference", "currency", "cause",
    "our_weight_g", "billed_weight_g", "evidence", "state",
)  # fmt: skip
_TEXTS: Final = frozenset(
    (
        "bill",
        "tracking_no",
        "order_id",
        "service",
        "evidence",
        "country",
        "name",
        "sku",
        "value",
        "message",
        "file",
        "column",
    )
)
DIMENSIONS: Final = ("cause", "service", "country", "bill")
"""By what totals are told."""
_SLICE: Final = 1 << 15


def evidence_in(language: str) -> str:
    """The file that tells what shows the causes in another language: place of a line in lines.csv -> text."""
    return f".evidence.{language}.json"


def picture_in(language: str) -> str:
    """The picture in another language."""
    return f".{language}.{PICTURE}"


def money(column: str) -> pl.Expr:
    """Millionths as decimal text with two decimals, more where there are more."""
    micro = pl.col(column)
    whole, part = micro.abs() // 1_000_000, (micro.abs() % 1_000_000).cast(pl.String).str.zfill(6)
    text = pl.concat_str(
        whole.cast(pl.String), pl.lit("."), part.str.head(2), part.str.slice(2).str.strip_chars_end("0")
    )
    return pl.when(micro < 0).then("-" + text).otherwise(text)


def lines_table(lines: pl.DataFrame, said: pl.DataFrame) -> pl.DataFrame:
    """LINE_COLUMNS of lines, in their order; `said` holds `line` and `evidence` of those that have one."""
    told = lines.join(said, on="line", how="left", maintain_order="left")
    return told.select(
        "bill", "row",
        tracking_no=pl.coalesce("tracking_no", "tracking_no_sent", "waybill"),
        order_id=pl.coalesce("order_id", pl.col("order_nos").list.first()),
        service=pl.coalesce("service_sent", "service"),
        billed=money("total_micro"),
        expected=money("expected_micro"),
        difference=money("difference_micro"),
        currency="currency",
        cause="cause",
        our_weight_g=pl.col("chargeable_g"),
        billed_weight_g=pl.coalesce("charged_g", "scale_g"),
        evidence="evidence",
        state="state",
    ).select(LINE_COLUMNS)  # fmt: skip


def unbilled_table(unbilled: pl.DataFrame) -> pl.DataFrame:
    """The parcels that were sent and stand on no bill."""
    return unbilled.with_columns(micro=pl.col("price_fen") * 10_000).select(
        "order_id", "tracking_no", "service", "country", "dispatch_on", expected_cny=money("micro")
    )


def totals(lines: pl.DataFrame) -> pl.DataFrame:
    """Lines and money by cause, by service, by country and by bill, each currency for itself."""
    named = lines.with_columns(
        service_=pl.coalesce("service_sent", "service").fill_null(""),
        country_=pl.coalesce("country_sent", "country").fill_null(""),
    )
    parts = []
    for dimension, column in zip(DIMENSIONS, ("cause", "service_", "country_", "bill"), strict=True):
        found = named.group_by(column, "currency", maintain_order=True).agg(
            lines=pl.len(),
            billed=pl.col("total_micro").sum(),
            expected=pl.col("expected_micro").sum(),
            difference=pl.col("difference_micro").sum(),
            claims=(pl.col("claim_micro") > 0).sum(),
            claimed=pl.col("claim_micro").sum(),
        )
        parts.append(
            found.select(pl.lit(dimension).alias("by"), pl.col(column).alias("name"), pl.exclude(column)).sort(
                "claimed", "lines", "name", descending=[True, True, False]
            )
        )
    return pl.concat(parts)


def totals_table(found: pl.DataFrame) -> pl.DataFrame:
    """The totals with amounts as text."""
    return found.select(
        "by", "name", "currency", "lines",
        *(money(one).alias(one) for one in ("billed", "expected", "difference")), "claims", claimed=money("claimed"),
    )  # fmt: skip


def write_lines(lines: pl.DataFrame, evidence: dict[int, str], path: Path) -> None:
    """`lines.csv`, some rows at a time: all their texts at once would be large."""
    said = pl.DataFrame(
        {"line": list(evidence), "evidence": list(evidence.values())}, {"line": pl.UInt32, "evidence": pl.String}
    )
    with path.open("wb") as file:
        for start in range(0, max(lines.height, 1), _SLICE):
            part = guarded(lines_table(lines.slice(start, _SLICE), said))
            part.write_csv(file, include_bom=start == 0, include_header=start == 0)


def write_csv(frame: pl.DataFrame, path: Path) -> None:
    """A CSV file for people: with a byte order mark, and no text in it that a spreadsheet runs as a formula."""
    with path.open("wb") as file:
        guarded(frame).write_csv(file, include_bom=True)


def guarded(frame: pl.DataFrame) -> pl.DataFrame:
    """The table with an apostrophe before texts that a spreadsheet would run."""
    texts = [name for name in frame.columns if name in _TEXTS]
    return frame.with_columns(
        pl.when(pl.col(name).str.contains(BEGINS)).then("'" + pl.col(name)).otherwise(pl.col(name)).alias(name)
        for name in texts
    )


def as_json(found: pl.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """The totals for programs, by what they are told by."""
    table = totals_table(found)
    none: dict[str, list[dict[str, Any]]] = {one: [] for one in DIMENSIONS}
    return none | {str(name): part.drop("by").to_dicts() for (name,), part in table.group_by("by", maintain_order=True)}
