"""The dispute workbook of one forwarder: what is claimed, line by line, in Chinese and in English."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from cli.bill.clause import clause
from cli.bill.words import cause_name, evidence
from cli.words import said, sentence
from cli.words.language import CHINESE, ENGLISH, language, speaking

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from routing.audit.cause import Finding
    from routing.audit.quote import Quote

MOST_ROWS: Final = 5000
"""Lines of one workbook, the largest claims first; lines.csv holds all."""
_WIDTHS: Final = (5, 24, 7, 21, 19, 18, 8, 17, 11, 11, 11, 11, 11, 8, 46, 56)
_WRAPPED: Final = (1, 3, 4, 5, 7, 14, 15)
_LINE_HEIGHT: Final = 15
_MONEY: Final = (10, 11, 12)
_MICRO: Final = 1_000_000
_BILLS_NAMED: Final = 8
_TOTALS_WIDTHS: Final = (34, 9, 14, 14, 14, 10)
_CLAIM_AT: Final = 4
_WIDE_FROM: Final = 0x2E7F
_A4: Final = 9
_ALL: Final = {"font_name": "Microsoft YaHei", "font_size": 10}
_LOOKS: Final[dict[str, dict[str, Any]]] = {
    "title": {"bold": True, "font_size": 15},
    "plain": {"font_size": 11},
    "head": {
        "bold": True,
        "bg_color": "#1F3B57",
        "font_color": "#FFFFFF",
        "border": 1,
        "text_wrap": True,
        "valign": "vcenter",
    },
    "cell": {"border": 1, "valign": "top", "text_wrap": True},
    "money": {"border": 1, "valign": "top", "num_format": "#,##0.00"},
    "sum": {"border": 1, "valign": "top", "num_format": "#,##0.00", "bold": True, "bg_color": "#EAF0F6"},
}


@frozen(eq=False)
class Disputed:
    """One line to be disputed, as the check of bills has it, with its finding and the quote of the card."""

    line: Mapping[str, Any]
    finding: Finding | None
    quote: Quote | None


def workbook(carrier: str, disputed: Sequence[Disputed]) -> bytes:
    """The workbook: for each language a sheet with what happened to each line, and the totals by cause."""
    import xlsxwriter  # noqa: PLC0415 - only workbooks need it

    content = io.BytesIO()
    with xlsxwriter.Workbook(
        content, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        looks = {name: book.add_format(_ALL | look) for name, look in _LOOKS.items()}
        for chosen in (CHINESE, ENGLISH):
            with speaking(chosen):
                _letter(book.add_worksheet(said("Summary of claims")), carrier, disputed, looks)
                _lines(book.add_worksheet(said("Claims")), disputed, looks)
    return content.getvalue()


def _heads() -> tuple[str, ...]:
    return (
        said("No."),
        said("Bill"),
        said("Row"),
        said("Tracking no."),
        said("Our order"),
        said("Service"),
        said("Country"),
        said("Cause"),
        said("Our charged g"),
        said("Billed g"),
        said("Due"),
        said("Billed"),
        said("Claim"),
        said("Currency"),
        said("What happened"),
        said("Clause of the rate card"),
    )


def _letter(page: Any, carrier: str, disputed: Sequence[Disputed], looks: Mapping[str, Any]) -> None:
    """What is asked for, with the totals by cause."""
    for at, width in enumerate(_TOTALS_WIDTHS):
        page.set_column(at, at, width)
    bills = list(dict.fromkeys(one.line["bill"] for one in disputed))
    named = ", ".join(bills[:_BILLS_NAMED]) + (" ..." if len(bills) > _BILLS_NAMED else "")
    page.write_string(0, 0, said("Disputed lines of your bill"), looks["title"])
    page.write_string(1, 0, said("To: {carrier}", carrier=carrier), looks["plain"])
    page.write_string(2, 0, said("Bills: {bills}", bills=named), looks["plain"])
    row = 3
    for currency in dict.fromkeys(one.line["currency"] for one in disputed):
        own = [one.line["claim_micro"] for one in disputed if one.line["currency"] == currency]
        amount = f"{sum(own) / _MICRO:,.2f}"
        told = said(
            "{n} lines disputed; please credit {amount} {currency}.", n=len(own), amount=amount, currency=currency
        )
        page.write_string(row, 0, told, looks["plain"])
        row += 1
    if len(disputed) > MOST_ROWS:
        page.write_string(
            row, 0, said("{n} further lines are in lines.csv.", n=len(disputed) - MOST_ROWS), looks["plain"]
        )
        row += 1
    row += 1
    heads = said("Cause"), said("Lines"), said("Billed"), said("Due"), said("Claim"), said("Currency")
    for at, name in enumerate(heads):
        page.write_string(row, at, name, looks["head"])
    sums: dict[tuple[str, str], list[int]] = {}
    for one in disputed:
        line = one.line
        into = sums.setdefault((line["cause"], line["currency"]), [0, 0, 0, 0])
        for at, value in enumerate((1, line["total_micro"], line["expected_micro"] or 0, line["claim_micro"])):
            into[at] += value
    for (codes, currency), figures in sorted(sums.items(), key=lambda item: -item[1][3]):
        row += 1
        page.write_string(row, 0, cause_name(codes), looks["cell"])
        page.write_number(row, 1, figures[0], looks["cell"])
        for at, value in enumerate(figures[1:], 2):
            page.write_number(row, at, value / _MICRO, looks["sum" if at == _CLAIM_AT else "money"])
        page.write_string(row, 5, currency, looks["cell"])
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)


def _lines(page: Any, disputed: Sequence[Disputed], looks: Mapping[str, Any]) -> None:
    """The lines, the largest claims first."""
    for at, width in enumerate(_WIDTHS):
        page.set_column(at, at, width)
    page.set_row(0, 2 * _LINE_HEIGHT + 2)
    for at, name in enumerate(_heads()):
        page.write_string(0, at, name, looks["head"])
    for row, one in enumerate(disputed[:MOST_ROWS], 1):
        cells = _cells(row, one)
        page.set_row(row, _LINE_HEIGHT * max(_text_lines(str(cells[at] or ""), _WIDTHS[at]) for at in _WRAPPED))
        for at, value in enumerate(cells):
            if value is None:
                page.write_blank(row, at, None, looks["cell"])
            elif at in _MONEY:
                page.write_number(row, at, value / _MICRO, looks["sum" if at == _MONEY[-1] else "money"])
            elif isinstance(value, int):
                page.write_number(row, at, value, looks["cell"])
            else:
                page.write_string(row, at, value, looks["cell"])
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.autofilter(0, 0, min(len(disputed), MOST_ROWS), len(_WIDTHS) - 1)
    page.set_landscape()
    page.set_paper(_A4)
    page.fit_to_pages(1, 0)


def _text_lines(text: str, width: int) -> int:
    """How many lines a text fills in a column: a Chinese sign is as wide as two letters."""
    cells = sum(2 if ord(sign) > _WIDE_FROM else 1 for sign in text)
    return max(1, -(-cells // width))


def _cells(number: int, one: Disputed) -> tuple[Any, ...]:
    line = one.line
    told = evidence(one.finding) if one.finding is not None else ""
    by = _clause(one.quote) if one.quote is not None else ""
    return (
        number, line["bill"], line["row"], line["tracking_no"] or line["waybill"] or "", line["order_id"] or "",
        line["service_sent"] or line["service"] or "", line["country_sent"] or line["country"] or "",
        cause_name(line["cause"]), line["chargeable_g"], line["charged_g"] or line["scale_g"],
        line["expected_micro"], line["total_micro"], line["claim_micro"], line["currency"], told, by,
    )  # fmt: skip


def _clause(quote: Quote) -> str:
    """The clause in words, each once: many parcels share one."""
    key = id(quote.version.service), id(quote.charge.band), quote.charge.fuel, language()
    if key not in _clauses:
        _clauses[key] = quote, "; ".join(sentence(reason) for reason in clause(quote))
    return _clauses[key][1]


_clauses: dict[tuple[object, ...], tuple[Quote, str]] = {}
"""What a key names by its place in memory is held here, too."""
