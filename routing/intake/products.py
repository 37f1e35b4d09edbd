"""The seller's product master: what one piece of each article weighs, measures, is worth and is called."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import polars as pl
from attrs import field, frozen

from routing.errors import Fault, InputError
from routing.intake.bundles import with_contents
from routing.intake.cells import fields
from routing.intake.cells.ledger import Ledger, by_row
from routing.intake.cells.measures import SIDES, UNITS, measured
from routing.intake.cells.rounding import UP
from routing.intake.files.chunk import ROW, Chunk, texts_of
from routing.intake.files.find import order_files, sources_in
from routing.intake.files.sheets import opened_sheets
from routing.intake.profiles import folded
from routing.intake.recognise import refuse_repeated
from routing.place import Place
from routing.reason import Reason
from routing.values.widths import half_width

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from routing.intake.files.chunk import Opening, Sheet

_COLUMNS = {
    "sku": (
        "sku", "article", "seller sku", "商家编码", "商品编码", "货号", "貨號", "商品編號", "商品貨號", "artikelnummer",
        "référence", "codice",
    ),
    "name_en": ("name_en", "english name", "customs name", "英文名", "英文品名", "申报英文名", "申報英文名"),
    "name_zh": ("name_zh", "chinese name", "中文名", "中文品名", "申报中文名", "申報中文名"),
    "hs_code": ("hs_code", "hs", "hscode", "海关编码", "海關編碼"),
    "origin": ("origin", "country of origin", "origin country", "原产国", "原产地", "原產國", "原產地"),
    "goods": ("goods",),
    "battery": ("battery", "带电", "帶電"),
    "material": ("material", "材质", "材質"),
    "manufacturer_id": ("manufacturer_id", "manufacturer id", "mpn", "制造商编号"),
    "gtin": ("gtin", "ean", "upc", "barcode", "ean13", "国际条码", "商品条码", "条形码"),
    "shape": ("shape",),
    "declared": ("declared_unit_value", "declared value", "declared price", "申报价值", "申报单价", "申報價值",
                 "申報單價"),
    "currency": ("declared_currency", "currency", "申报币种", "申報幣別", "幣別"),
    "weight": ("weight", "重量", "毛重", "包装重量", "包裝重量", "gewicht", "poids", "peso"),
    "size": ("size", "dimensions", "尺寸", "包装尺寸", "包裝尺寸", "größe", "maße", "taille", "dimensiones",
             "dimensioni"),
    "length": ("length", "长", "长度", "包装长", "長", "長度", "包裝長", "länge", "longueur", "largo", "lunghezza"),
    "width": ("width", "宽", "宽度", "包装宽", "寬", "寬度", "包裝寬", "breite", "largeur", "ancho", "larghezza"),
    "height": ("height", "高", "高度", "包装高", "包裝高", "höhe", "hauteur", "alto", "altezza"),
    "shelf": (
        "shelf", "location", "bin", "货位", "库位", "仓位", "储位", "货架", "货架位", "貨位", "庫位",
        "lagerplatz", "lagerort", "emplacement", "ubicación",
    ),
    "contents": ("contents", "bundle", "same as", "alias of", "组合", "组合明细", "别名", "組合", "別名"),
}  # fmt: skip
"""Field -> heads in English and Chinese of both scripts; those of weights and sizes in German, French, Spanish and
Italian too."""
_UNIT_NAMES = {
    "g": ("克", "公克"),
    "kg": ("公斤", "千克"),
    "cm": ("厘米", "公分"),
    "mm": ("毫米", "公釐"),
    "in": ("英寸", "吋"),
}
"""Unit of a head -> its names beside the sign itself."""
SCHEMA = pl.Schema(
    {
        "sku": pl.String,
        "weight_g": pl.Int64,
        **dict.fromkeys((*SIDES, *UP.values()), pl.Int64),
        "shape": pl.String,
        "goods": pl.String,
        "declared_e4": pl.Int64,
        "declared_currency": pl.String,
        "name_en": pl.String,
        "name_zh": pl.String,
        "hs_code": pl.String,
        "origin": pl.String,
        "material": pl.String,
        "manufacturer_id": pl.String,
        "gtin": pl.String,
        "shelf": pl.String,
    }
)
"""One row an article; unknown is null.  `goods` null: nothing is said about batteries and the like."""


@frozen(eq=False)
class ProductMaster:
    """Articles by SKU; `frame` has the columns of SCHEMA, each SKU once."""

    frame: pl.DataFrame = field()

    @frame.validator
    def _has_schema(self, _attribute: object, value: pl.DataFrame) -> None:
        if value.schema != SCHEMA:
            raise ValueError(f"not a product master: {value.schema}")

    remarks: tuple[Reason, ...] = ()
    """What is to be said of the file: heads that are not read, articles that differ in letter case alone."""
    _spelled: dict[str, str] = field(init=False, factory=dict, repr=False)

    def unknown(self, sku: str) -> Reason:
        """Why an article is not found: it is not listed, or listed in other letters."""
        if not self._spelled:
            self._spelled.update((listed.casefold(), listed) for listed in self.frame["sku"])
        near = self._spelled.get(sku.casefold())
        return Reason("article.spelled_otherwise", near=near) if near else Reason("article.unknown")

    def __len__(self) -> int:
        return self.frame.height


def read_products(path: Path | str) -> ProductMaster:
    """The product master in a CSV, TSV, workbook or Parquet file.

    Raises:
        InputError: no header with a SKU and a weight, or faulty rows; it holds every fault of the file.
    """
    found = [source for file in order_files([path]) for source in sources_in(file)]
    source, *others = found
    if others:
        raise InputError([Fault(str(path), "", Reason("master.several_files", n=len(others) + 1))])
    with opened_sheets(source) as sheets:
        sheet, opening, places = heading(source.name, sheets.all)
        encodings = ("utf-8", "gb18030", "cp1252")
        chunks = list(sheet.chunks(opening, list(places.values()), encodings, 1 << 20))
    frame = _master(source.name, chunks, opening, places)
    return ProductMaster(frame, _remarks(opening, places, frame))


def heading(name: str, sheets: Sequence[Sheet]) -> tuple[Sheet, Opening, dict[str, int]]:
    """The sheet that lists articles, its header row, and field -> index of its column."""
    found: list[tuple[Sheet, Opening, dict[str, int]]] = []
    for sheet in sheets:
        headed = [(sheet, opening, _places(opening.cells)) for opening in sheet.openings()]
        fits = [one for one in headed if "sku" in one[2] and len(one[2]) > 1]
        if fits:
            found.append(max(fits, key=lambda one: len(one[2])))
    if not found:
        raise InputError([Fault(name, Place(row=1), Reason("master.no_header"))])
    if len(found) > 1:
        listed = tuple(sheet.name for sheet, _, _ in found)
        raise InputError([Fault(name, "", Reason("master.several_sheets", sheets=listed))])
    _, opening, places = found[0]
    refuse_repeated(name, opening, places)
    return found[0]


def _remarks(opening: Opening, places: Mapping[str, int], frame: pl.DataFrame) -> tuple[Reason, ...]:
    """The heads that nobody reads, and articles that differ in letter case alone."""
    known = set(places.values())
    unread = tuple(cell.strip() for at, cell in enumerate(opening.cells) if at not in known and cell.strip())
    remarks = [Reason("article.heads_unread", heads=unread)] if unread else []
    folded_skus = frame.select(sku="sku", folded=pl.col("sku").str.to_lowercase())
    alike = folded_skus.filter(pl.len().over("folded") > 1).group_by("folded", maintain_order=True).agg("sku")
    remarks += [Reason("article.alike", skus=tuple(skus)) for skus in alike["sku"]]
    return tuple(remarks)


def _places(header: Sequence[str]) -> dict[str, int]:
    names = [half_width(folded(cell)) for cell in header]
    found: dict[str, int] = {}
    for field_name, aliases in _COLUMNS.items():
        spelled = {folded(alias): field_name for alias in aliases}
        for unit in UNITS.get(field_name, ()):
            for alias, name in product(aliases, (unit, *_UNIT_NAMES.get(unit, ()))):
                heads = (folded(f"{alias} {name}"), f"{alias}({name})", f"{alias} ({name})", f"{alias}/{name}")
                spelled |= dict.fromkeys(heads, f"{field_name}_{unit}")
        for at, name in enumerate(names):
            if name in spelled:
                found.setdefault(spelled[name], at)
    return found


def _master(name: str, chunks: Sequence[Chunk], opening: Opening, places: dict[str, int]) -> pl.DataFrame:
    faults = [Fault(name, Place(row=bad.row), bad.reason) for chunk in chunks for bad in chunk.broken]
    raw = pl.concat([chunk.frame for chunk in chunks])
    text = texts_of(Chunk(raw), places).with_columns(pl.col("sku").str.strip_chars_start("'"))  # a spreadsheet's guard
    text = _without_zero_weights(text)
    ids = text["sku"]
    ledger = Ledger(name, text[ROW], ids, {field_name: opening.cells[at] for field_name, at in places.items()})
    ledger.refuse_faulty((cell for chunk in chunks for cell in chunk.faulty), places)
    ledger.missing("sku", ids, Reason("master.no_sku"))
    repeated = ids.is_duplicated() & ~ids.is_first_distinct() & ids.is_not_null()
    ledger.refuse_where(repeated, "sku", "DUPLICATE", Reason("master.listed_above"), ids)
    decimal = "" if opening.delimiter == ";" else "."
    columns = {
        "sku": ids,
        **measured(text, ledger, {}, decimal),
        **_words(text, ledger, decimal),
    }
    if "contents" in text.columns:
        frame = pl.DataFrame({key: columns.get(key) for key in SCHEMA}, schema=SCHEMA)
        columns = with_contents(frame, text["contents"], ledger)
    faults += [
        Fault(name, Place(row=problem.row, column=problem.column), problem.reason)
        for problem in by_row(ledger.problems())
    ]
    if faults:
        raise InputError(faults)
    if not raw.height:
        raise InputError([Fault(name, "", Reason("master.no_article"))])
    return pl.DataFrame({key: columns.get(key) for key in SCHEMA}, schema=SCHEMA)


def _without_zero_weights(text: pl.DataFrame) -> pl.DataFrame:
    """A weight of nothing is no weight: it is not known, and orders of that article are refused, not the day."""
    zero = r"^\s*0+(?:[.,]0+)?\s*(?:g|kg|克|千克|公斤)?\s*$"
    names = [one for one in ("weight", "weight_g", "weight_kg") if one in text.columns]
    return text.with_columns(
        pl.when(pl.col(one).str.contains(zero)).then(None).otherwise(pl.col(one)).alias(one) for one in names
    )


def _words(text: pl.DataFrame, ledger: Ledger, decimal: str) -> dict[str, pl.Series]:
    found: dict[str, pl.Series] = {
        key: text[key]
        for key in ("name_en", "name_zh", "hs_code", "material", "manufacturer_id", "gtin", "shelf")
        if key in text.columns
    }
    for key, read in (("origin", fields.countries), ("shape", fields.shapes), ("goods", fields.goods)):
        if key in text.columns:
            found[key] = ledger.take(key, text[key], read(text[key])).cast(pl.String)
    if "battery" in text.columns:
        battery = ledger.take("battery", text["battery"], fields.yes_or_no(text["battery"]))
        found["goods"] = _with_battery(found.get("goods"), battery)
    if "declared" in text.columns:
        parsed = fields.amounts(text["declared"], decimal)
        found["declared_e4"] = ledger.take("declared", text["declared"], parsed)
        found["declared_currency"] = parsed.more["sign"]
    if "currency" in text.columns:
        named = ledger.take("currency", text["currency"], fields.currencies(text["currency"])).cast(pl.String)
        found["declared_currency"] = named.fill_null(found.get("declared_currency", named))
    return found


def _with_battery(goods: pl.Series | None, battery: pl.Series) -> pl.Series:
    """Goods with what the battery column says: 1 adds `battery`, 0 alone is `general`."""
    frame = pl.DataFrame({"goods": goods, "battery": battery}, schema={"goods": pl.String, "battery": pl.Boolean})
    words = pl.col("goods").str.split(";").fill_null(pl.lit([], dtype=pl.List(pl.String)))
    special = words.list.set_difference(pl.lit(["general"], dtype=pl.List(pl.String)))
    has_one = words.list.contains("battery_pure") | words.list.contains("battery")
    told = pl.when(pl.col("battery") & ~has_one).then(
        pl.concat_list(special, pl.lit("battery")).list.sort().list.join(";")
    )
    plain = pl.when(~pl.col("battery") & pl.col("goods").is_null()).then(pl.lit("general"))
    return frame.select(pl.coalesce(told, plain, "goods").alias("goods")).to_series()
