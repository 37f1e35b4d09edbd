"""Every line of the bills with what it should cost and why it does not: most in columns, the rest by the exact path."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import polars as pl
from attrs import define, field, frozen

from carriers.bills.form import CHARGE_KINDS
from carriers.bills.lines import KIND_COLUMNS, SCHEMA, tracking_key
from carriers.bills.matching import SENT, beside, matched
from routing.audit.billed import BilledParcel
from routing.audit.cause import OK, ROUNDING, UNEXPLAINED, Cause, Finding
from routing.audit.judge import judge
from routing.exact.parcel import parcel_of
from routing.reason import Reason
from routing.services.door_terms import Arrangement
from routing.values.money import decimal_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from carriers.bills.sent import Sent
    from routing.audit.quote import Quote

FEN_MICRO: Final = 10_000
NOT_OURS, NO_PARCEL, DUPLICATE, NO_PRICE = "not_ours", "no_parcel", "duplicate", "no_price"
UNTOLD, SECOND = "number_unknown", "second_parcel"
CREDIT, VOID, RETURN, ADJUSTMENT, TAX = "credit", "void", "return", "adjustment", "tax"
AGREE: Final = frozenset({OK, ROUNDING, CREDIT, VOID, TAX})
"""Causes of lines that nobody has to look at."""
_ADJUSTED: Final = {"ADC": "address_correction", "RADJ": "residential", "ZONE": "zone", "SCC": "weight"}
"""What carriers' words for an adjustment say it is for."""
_LEARNED_FROM: Final = 3
"""So many lines that agree have to have a word before it is taken for a service or zone."""
_MOSTLY: Final = 0.8
_ZONES_LOOKED_AT: Final = 2000
_CUT: Final = r"^[0-9](?:\.[0-9]+)?[eE]\+[0-9]+$"
"""How a spreadsheet writes a long order number that it took for a figure."""
_MANY_LINES: Final = 200
"""Of so many lines the least weights of a bill stand out."""
_SCALES_AGREE: Final = 0.02
_WIDELY: Final = 0.35
"""How widely weights are spread, for a share of the least weight they are charged by."""


@frozen(eq=False)
class Audited:
    """The lines with `expected_micro`, `difference_micro`, `cause`; and the evidence of those that do not agree.

    `lines` has the columns of SCHEMA, SENT, those of the parcel sent, and `line`, its place; `findings` is line ->
    finding; `clauses` is line -> the quote of the card by which the parcel was priced.
    """

    lines: pl.DataFrame
    findings: Mapping[int, Finding]
    quotes: Mapping[int, Quote]
    unbilled: pl.DataFrame


def audit(lines: pl.DataFrame, sent: Sent, billed_before: Mapping[str, str] | None = None) -> Audited:
    """All lines judged.

    Args:
        lines: as counted once, columns of SCHEMA.
        sent: the parcels of the runs.
        billed_before: tracking number -> the earlier bill that a parcel was on.
    """
    told = matched(lines, sent.frame)
    own = sent.frame.with_row_index(SENT).rename(
        {name: f"{name}_sent" for name in sent.frame.columns if name in SCHEMA}
    )
    told = told.with_columns(beside(told, own, SENT))
    told = _ranked(told.with_row_index("line"), billed_before or {})
    told = _in_columns(told, numbered=sent.frame["tracking_no"].null_count() < sent.frame.height)
    unbilled, judged = _unbilled(sent, told), _Audit(sent, told)
    del told  # the wide columns go with the result
    for line in judged.open().iter_rows(named=True):
        judged.judge(line)
    return Audited(judged.result(), judged.findings, judged.quotes, unbilled)


def _ranked(told: pl.DataFrame, billed_before: Mapping[str, str]) -> pl.DataFrame:
    """With `role`: first, again, aside (no freight in it), reversed, or what the row says it is."""
    key = pl.coalesce(
        pl.col(SENT).cast(pl.String), tracking_key(pl.col("tracking_no")), tracking_key(pl.col("waybill"))
    )
    parts = pl.any_horizontal(pl.col(f"{kind}_micro").is_not_null() for kind in ("freight", "registration"))
    base = pl.col("freight_micro").fill_null(0) + pl.col("registration_micro").fill_null(0)
    told = told.with_columns(
        parcel=key, main=(pl.col("kind") == "charge") & (~parts | (base > 0) | (pl.col("freight_micro").is_null()))
    )
    back = told.filter(pl.col("kind").is_in(["void", "credit"])).select(
        "parcel",
        "currency",
        micro=-pl.col("total_micro"),
        nth=pl.int_range(pl.len()).over("parcel", "currency", "total_micro"),
        back="line",
    )
    told = told.with_columns(nth=pl.int_range(pl.len()).over("parcel", "currency", "total_micro", "kind"))
    back = back.rename({"micro": "total_micro"})
    told = told.with_columns(beside(told, back, "parcel", "currency", "total_micro", "nth"))
    reversed_ = (pl.col("kind") == "charge") & pl.col("back").is_not_null()
    told = told.with_columns(reversed=reversed_, main=pl.col("main") & ~reversed_)
    full = told.filter("reversed")["back"].to_list()
    told = told.with_columns(
        before=tracking_key(pl.col("tracking_no")).replace_strict(
            dict(billed_before), default=None, return_dtype=pl.String
        )
    )
    nth_main = pl.when("main").then(pl.int_range(pl.len()).over("parcel", "main"))
    again = (nth_main > 0) | pl.col("before").is_not_null()
    role = (
        pl.when(pl.col("reversed") | pl.col("line").is_in(full)).then(pl.lit("reversed"))
        .when(pl.col("kind") != "charge").then("kind")
        .when(pl.col("parcel").is_null()).then(pl.lit("first"))
        .when(pl.col("main") & again).then(pl.lit("again"))
        .when("main").then(pl.lit("first"))
        .otherwise(pl.lit("aside"))
    )  # fmt: skip
    number = tracking_key(pl.coalesce("tracking_no", "waybill"))
    first = pl.when("main").then(number).drop_nulls().first().over("parcel")
    other = (pl.col("role") == "again") & pl.col("before").is_null() & (number != first).fill_null(value=False)
    told = told.with_columns(role=role)
    return told.with_columns(second=other).drop("nth", "back", "main", "reversed")


def _in_columns(told: pl.DataFrame, *, numbered: bool) -> pl.DataFrame:
    """What can be told of all lines at once: expected amounts in yuan, and the causes that need no price.

    A line whose order number is not there, or cut by a spreadsheet, is not said to be another's where the runs know no
    tracking numbers.
    """
    whole_ids = pl.col("order_nos").list.eval(pl.element().filter(~pl.element().str.contains(_CUT))).list.len()
    comparable = (whole_ids.fill_null(0) > 0) | pl.lit(numbered)
    known = pl.col(SENT).is_not_null()
    any_id = pl.any_horizontal(
        pl.col("tracking_no").is_not_null(),
        pl.col("waybill").is_not_null(),
        pl.col("order_nos").list.len().fill_null(0) > 0,
    )
    aside = pl.col("tax_micro").fill_null(0)
    price = pl.when((pl.col("role") == "first") & known & (pl.col("currency") == "CNY")).then(
        pl.col("price_fen") * FEN_MICRO + aside
    )
    none, unknown = pl.lit(0, pl.Int64), pl.lit(None, pl.Int64)
    told = told.with_columns(
        expected_micro=pl.when(pl.col("role") == "reversed").then("total_micro")
        .when(pl.col("role") == "void").then("total_micro")
        .when((pl.col("role") == "return") | pl.col("second") | (~known & ~(any_id & comparable))).then(unknown)
        .when(pl.col("role").is_in(["again", "credit", "adjustment", "aside"]) | ~known).then(none)
        .otherwise(price),
        cause=pl.when(pl.col("role").is_in(["reversed", "void"])).then(pl.lit(VOID))
        .when(pl.col("role") == "credit").then(pl.lit(CREDIT))
        .when(pl.col("second")).then(pl.lit(SECOND))
        .when(pl.col("role") == "again").then(pl.lit(DUPLICATE))
        .when(~known & any_id & ~comparable).then(pl.lit(UNTOLD))
        .when(~known & any_id).then(pl.lit(NOT_OURS))
        .when(~known & (aside == pl.col("total_micro"))).then(pl.lit(TAX))
        .when(~known).then(pl.lit(NO_PARCEL))
        .when(pl.col("role") == "return").then(pl.lit(RETURN))
        .when(pl.col("service_sent").is_null() & (pl.col("role") == "first")).then(pl.lit(NO_PRICE)),
    )  # fmt: skip
    return told.with_columns(
        cause=pl.when(pl.col("cause").is_null() & (pl.col("expected_micro") == pl.col("total_micro")))
        .then(pl.lit(OK))
        .otherwise("cause")
    )


def _unbilled(sent: Sent, told: pl.DataFrame) -> pl.DataFrame:
    """The parcels that were sent by the carriers of those on the bills, and stand on none."""
    seen = told.select(pl.col(SENT).drop_nulls().unique())
    carriers = told["carrier"].drop_nulls().unique().implode()
    places = sent.frame.with_row_index(SENT).filter(pl.col("carrier").is_in(carriers))
    return places.join(seen, on=SENT, how="anti").drop(SENT)


@define(eq=False)
class _Audit:
    """The lines that columns cannot settle, one after another."""

    sent: Sent
    told: pl.DataFrame
    findings: dict[int, Finding] = field(init=False, factory=dict)
    quotes: dict[int, Quote] = field(init=False, factory=dict)
    _changed: dict[int, tuple[int | None, str]] = field(init=False, factory=dict)
    _services: dict[tuple[str, str], str] = field(init=False, factory=dict)
    _zones: dict[tuple[str, str, str], str] = field(init=False, factory=dict)
    _least: dict[tuple[str, str], frozenset[int]] | None = field(init=False, default=None)
    _orders: dict[tuple[int, int], Mapping[str, Any]] = field(init=False, factory=dict)
    _firsts: dict[str, dict[str, Any]] = field(init=False, factory=dict)

    def open(self) -> pl.DataFrame:
        """The lines that need the exact path, with the orders they need fetched; and what words stand for."""
        exact = self.told.filter(pl.col("cause").is_null() | ~pl.col("cause").is_in([OK, VOID, CREDIT, NO_PARCEL, TAX]))
        self._learn_services()
        self._learn_least_weights()
        clean = self.told.filter((pl.col("cause") == OK) & pl.col("zone").is_not_null()).head(_ZONES_LOOKED_AT)
        for frame in (exact, clean):
            self._fetch(frame)
        self._learn_zones(clean)
        if exact["role"].is_in(["adjustment", "again", "aside"]).any():
            firsts = self.told.filter(
                (pl.col("role") == "first") & pl.col("parcel").is_in(exact["parcel"].unique().implode())
            )
            self._firsts = {line["parcel"]: line for line in firsts.iter_rows(named=True)}
        return exact

    def _fetch(self, frame: pl.DataFrame) -> None:
        wanted = frame.filter(pl.col(SENT).is_not_null()).select("run", "place").unique().sort("run", "place")
        for number, run in enumerate(self.sent.runs):
            places = wanted.filter(pl.col("run") == number)["place"].to_list()
            for place, order in run.orders(places).items():
                self._orders[number, place] = order

    def _learn_services(self) -> None:
        """Words of a bill -> the service they stand for: code or name of a card, or what most lines that agree say."""
        clean = self.told.lazy().filter((pl.col("cause") == OK) & pl.col("service").is_not_null())
        counts = clean.group_by("form", "service", "service_sent").len().collect()
        best = counts.with_columns(whole=pl.col("len").sum().over("form", "service")).filter(
            (pl.col("len") >= _LEARNED_FROM) & (pl.col("len") >= _MOSTLY * pl.col("whole"))
        )
        for form, words, code in best.select("form", "service", "service_sent").iter_rows():
            self._services[form, words] = code
        named = {
            text.casefold(): one.code
            for run in self.sent.runs
            for one in run.pricing.services
            for text in (one.name, one.code)
        }
        for form, words in self.told.select("form", "service").drop_nulls().unique().iter_rows():
            if words.strip().casefold() in named:
                self._services[form, words] = named[words.strip().casefold()]

    def _learn_least_weights(self) -> None:
        """Weights that parcels of many lighter weights are charged by, though the bill's scale agrees with ours."""
        if self.told.height < _MANY_LINES:
            return
        raised = self.told.lazy().filter(
            (pl.col("role") == "first")
            & (pl.col("charged_g") > pl.col("chargeable_g"))
            & (pl.col("scale_g") <= pl.col("weight_g") * (1 + _SCALES_AGREE))
        )
        found = (
            raised.group_by("form", "service_sent", "charged_g")
            .agg(lines=pl.len(), spread=pl.col("chargeable_g").max() - pl.col("chargeable_g").min())
            .collect()
        )
        some = found.filter((pl.col("lines") >= _LEARNED_FROM) & (pl.col("spread") >= pl.col("charged_g") * _WIDELY))
        self._least = {}
        for form, code, grams in some.select("form", "service_sent", "charged_g").iter_rows():
            self._least[form, code] = self._least.get((form, code), frozenset()) | {grams}

    def _learn_zones(self, clean: pl.DataFrame) -> None:
        counts: dict[tuple[str, str, str], dict[str, int]] = {}
        for line in clean.iter_rows(named=True):
            quote = self._quote(line)
            if quote is not None:
                found = counts.setdefault((line["form"], line["service_sent"], line["zone"]), {})
                found[quote.zone] = found.get(quote.zone, 0) + 1
        for key, zones in counts.items():
            zone, most = max(zones.items(), key=lambda item: item[1])
            if most >= _LEARNED_FROM and most >= _MOSTLY * sum(zones.values()):
                self._zones[key] = zone

    def judge(self, line: dict[str, Any]) -> None:
        """Works out one line."""
        number = line["line"]
        if line["cause"] == SECOND:
            self._told(number, SECOND, Reason("evidence.second_parcel", number=_number(line)))
        elif line["cause"] == DUPLICATE:
            self._told(number, DUPLICATE, self._again(line))
        elif line["cause"] == UNTOLD:
            self._told(number, UNTOLD, Reason("evidence.number_unknown", number=_number(line)))
        elif line["cause"] == NOT_OURS:
            self._told(number, NOT_OURS, Reason("evidence.not_ours", number=_number(line)))
        elif line["cause"] == RETURN:
            self._told(number, RETURN, Reason("evidence.returned", detail=line["detail"] or ""))
        elif line["cause"] == NO_PRICE:
            self._told(number, NO_PRICE, Reason("evidence.no_price"))
        elif line["role"] == "adjustment":
            self._adjustment(line)
        elif line["role"] == "aside":
            self._aside(line)
        else:
            self._first(line)

    def _first(self, line: dict[str, Any]) -> None:
        """A first billing: the parcel's price under alternatives."""
        number, quote = line["line"], self._quote(line)
        if quote is None:
            self._told(number, NO_PRICE, Reason("evidence.no_price"))
            self._changed[number] = None, NO_PRICE
            return
        self.quotes[number] = quote
        aside = self._aside_micro(line, quote)
        finding = judge(self._billed(line, quote, aside), quote, self._pricing(line), self._quantity(line))
        self.findings[number] = finding
        expected = None if finding.expected_micro is None else finding.expected_micro + aside
        self._changed[number] = expected, finding.codes or OK

    def _adjustment(self, line: dict[str, Any]) -> None:
        """A later correction: kept apart, and explained by what it makes of the first billing."""
        number, first = line["line"], self._firsts.get(line["parcel"])
        detail = line["detail"] or ""
        codes, cause = (
            _ADJUSTED.get(detail, ""),
            Reason("evidence.adjustment", detail=detail, names=line["names"] or ""),
        )
        quote = self._quote(line)
        causes: tuple[Cause, ...] = ()
        if first is not None and quote is not None:
            self.quotes[number] = quote
            both = line | {
                one: (line[one] or 0) + (first[one] or 0) if line[one] is not None or first[one] is not None else None
                for one in ("total_micro", *(f"{kind}_micro" for kind in CHARGE_KINDS))
            }
            finding = judge(
                self._billed(both, quote, both["tax_micro"] or 0), quote, self._pricing(line), self._quantity(line)
            )
            if finding.causes and finding.codes not in {UNEXPLAINED, ROUNDING} and detail in {"", "SCC", "ZONE"}:
                codes, causes = finding.codes, finding.causes[0]
        self.findings[number] = Finding(0, ((Cause(ADJUSTMENT, cause), *causes),))
        self._changed[number] = 0, "+".join(filter(None, (ADJUSTMENT, codes)))

    def _aside(self, line: dict[str, Any]) -> None:
        """A line of a parcel without freight in it: duty, tax or surcharges that are billed apart."""
        number, quote = line["line"], self._quote(line)
        due = line["tax_micro"] or 0
        if quote is not None:
            self.quotes[number] = quote
            due = self._aside_micro(line, quote)
        left = line["total_micro"] - due
        if left == 0:
            self._changed[number] = line["total_micro"], OK
            return
        kind = "duty" if (line["duty_micro"] or 0) == left else "surcharge"
        named = Reason("evidence.billed_apart", names=line["names"] or kind, amount=decimal_text(left, 6))
        self._told(number, kind, named)
        self._changed[number] = due, kind

    def _again(self, line: dict[str, Any]) -> Reason:
        first = self._firsts.get(line["parcel"])
        if first is not None and first["line"] != line["line"]:
            return Reason(
                "evidence.again", bill=first["bill"], row=first["row"], amount=decimal_text(first["total_micro"], 6)
            )
        return Reason("evidence.again_earlier", bill=line["before"] or "")

    def _told(self, number: int, code: str, evidence: Reason) -> None:
        self.findings[number] = Finding(None, ((Cause(code, evidence),),))

    def _pricing(self, line: Mapping[str, Any]) -> Any:
        return self.sent.runs[line["run"]].pricing

    def _order(self, line: Mapping[str, Any]) -> Mapping[str, Any] | None:
        return None if line["run"] is None else self._orders.get((line["run"], line["place"]))

    def _quantity(self, line: Mapping[str, Any]) -> int:
        order = self._order(line)
        return int(order["quantity"] or 1) if order is not None else 1

    def _quote(self, line: Mapping[str, Any]) -> Quote | None:
        """The price of the parcel as it was sent."""
        order = self._order(line)
        if order is None or line["service_sent"] is None:
            return None
        run = self.sent.runs[line["run"]]
        on = run.day(order, line["dispatch_on"])
        version = run.pricing.versions(on).get(line["service_sent"])
        return None if version is None else run.pricing.quote(parcel_of(order), version, on)

    def _aside_micro(self, line: Mapping[str, Any], quote: Quote) -> int:
        """What is passed on as the state takes it: tax, and duty where the card prepays it."""
        prepaid = quote.version.service.door_terms_of(quote.parcel.country).arrangement is Arrangement.PREPAID
        return int(line["tax_micro"] or 0) + (int(line["duty_micro"] or 0) if prepaid else 0)

    def _billed(self, line: Mapping[str, Any], quote: Quote, aside: int) -> BilledParcel:
        passed = {"tax"} | ({"duty"} if aside != (line["tax_micro"] or 0) else set())
        charges = {kind: line[f"{kind}_micro"] for kind in CHARGE_KINDS if line[f"{kind}_micro"] and kind not in passed}
        words = line["form"], line["service"]
        zone = self._zones.get((line["form"], line["service_sent"], line["zone"]), line["zone"])
        return BilledParcel(
            total_micro=line["total_micro"] - aside,
            currency=line["currency"],
            charges=charges,
            charged_g=line["charged_g"],
            scale_g=line["scale_g"],
            volumetric_g=line["volumetric_g"],
            pieces=line["pieces"] or 1,
            service=self._services.get(words),
            zone=zone if zone in quote.version.bands_of else None,
            least_weights=None
            if self._least is None
            else self._least.get((line["form"], line["service_sent"]), frozenset()),
        )

    def result(self) -> pl.DataFrame:
        """The lines with what the exact path found put in."""
        changed = pl.DataFrame(
            [(number, expected, cause) for number, (expected, cause) in self._changed.items()],
            {"line": pl.UInt32, "e": pl.Int64, "c": pl.String}, orient="row",
        )  # fmt: skip
        joined = self.told.with_columns(beside(self.told, changed, "line"))
        whole = joined.with_columns(
            expected_micro=pl.when(pl.col("c").is_not_null()).then("e").otherwise("expected_micro"),
            cause=pl.coalesce("c", "cause"),
        )
        self.told = whole.drop("e", "c", *KIND_COLUMNS, "names", "detail", "volumetric_g")
        return self.told.with_columns(difference_micro=pl.col("total_micro") - pl.col("expected_micro"))


def _number(line: Mapping[str, Any]) -> str:
    orders: Sequence[str] = line["order_nos"] or ()
    return line["tracking_no"] or next(iter(orders), None) or line["waybill"] or ""
