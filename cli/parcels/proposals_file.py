"""Proposals as files: a table for people, and JSON that holds all of them for `apply` and `verify`."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from attrs import frozen

from cli.words import sentence
from cli.words.stored import stored, told_again
from routing.errors import Fault, InputError
from routing.parcelling.check import StatedProposal
from routing.parcelling.proposal import MERGE, SPLIT
from routing.parcelling.rebuilt import StatedParcel
from routing.reason import Reason
from routing.values.formulas import guard
from routing.values.money import cny, decimal_text, half_up

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from fractions import Fraction
    from pathlib import Path

    from cli.parcels.searched_run import SearchedRun
    from routing.parcelling.proposal import Proposal, ProposedParcel

FOLDER: Final = "parcels"
TABLE, DATA, PICTURE = "proposals.csv", "proposals.json", "savings.svg"
LIST: Final = "proposals"
SCHEMA_VERSION: Final = 1
_SUM: Final = re.compile(r"-?[0-9]{1,15}\.[0-9]{2}")
COLUMNS: Final = (
    "proposal_id",
    "kind",
    "order_ids",
    "parcel_ids",
    "country",
    "services",
    "packings",
    "before_cny",
    "after_cny",
    "saving_cny",
    "freight_saving_cny",
    "duty_saving_cny",
    "fees_saving_cny",
    "packing_saving_cny",
    "optimal",
    "partitions",
    "bound_cny",
    "gap_percent",
    "breaks",
)


def tabled(told: Iterable[dict[str, Any]], file: BinaryIO) -> Iterator[dict[str, Any]]:
    """Writes what is told of proposals as CSV that spreadsheets open, and hands each on."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in told:
        cells: dict[str, Any] = {**one, "breaks": [each["message"] for each in one["breaks"]]}
        writer.writerow([_cell(cells[name]) for name in COLUMNS])
        yield one
    text.flush()
    text.detach()


def head_of(run: SearchedRun) -> dict[str, Any]:
    """What the file for programs tells before the proposals: of which orders they are, and how it was searched."""
    return {
        "schema": SCHEMA_VERSION,
        "orders_sha256": run.sha256,
        "door": run.door,
        "one_account": run.one_account,
        "kept_whole": sorted(run.kept_whole),
    }


def _break(reason: Reason) -> dict[str, Any]:
    """What a proposal breaks: its code and figures, which any language can tell, and its sentence."""
    return {**stored(reason), "message": sentence(reason)}


def told_breaks(told: Mapping[str, Any]) -> list[str]:
    """What a proposal of the file breaks, in the reader's language; as it was told where another sampan wrote it."""
    found = []
    for one in told["breaks"]:
        own = one if isinstance(one, str) else one["message"]
        found.append(told_again(one) or str(own))
    return found


def _cell(value: object) -> str:
    if isinstance(value, list):
        return guard(";".join(value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def told_of(one: Proposal) -> dict[str, Any]:
    """All that is known of a proposal, for programs."""
    gap = one.proof.gap(one.after_fen)
    return {
        "proposal_id": one.proposal_id,
        "kind": one.kind,
        "order_ids": list(one.orders),
        "parcel_ids": [parcel.parcel_id for parcel in one.parcels],
        "country": one.parcels[0].country,
        "services": [parcel.price.service for parcel in one.parcels],
        "packings": [parcel.packing for parcel in one.parcels if parcel.packing],
        "before_cny": None if one.unsent else cny(one.before_fen),
        "after_cny": cny(one.after_fen),
        "saving_cny": None if one.saving_fen is None else cny(one.saving_fen),
        **{f"{name}_saving_cny": saved for name, saved in _savings(one).items()},
        "optimal": one.proof.optimal,
        "partitions": one.proof.partitions,
        "bound_cny": None if one.proof.bound_fen is None else cny(one.proof.bound_fen),
        "gap_percent": None if gap is None else _percent(gap),
        "breaks": [_break(reason) for reason in one.breaks],
        "parcels": [_parcel(parcel) for parcel in one.parcels],
    }


def _savings(one: Proposal) -> dict[str, str | None]:
    """What each kind of cost is less; None where an order had no channel."""
    before, after = one.before, [parcel.price for parcel in one.parcels]
    saved = {
        name: sum(getattr(price, f"{name}_fen") for price in before)
        - sum(getattr(price, f"{name}_fen") for price in after)
        for name in ("freight", "duty", "fees")
    }
    saved["packing"] = one.before_packing_fen - sum(parcel.packing_fen for parcel in one.parcels)
    return {name: None if one.unsent else cny(fen) for name, fen in saved.items()}


def _percent(share: Fraction) -> str:
    return decimal_text(half_up(share.numerator * 10_000, share.denominator), 2)


def _parcel(parcel: ProposedParcel) -> dict[str, Any]:
    price = parcel.price
    return {
        "parcel_id": parcel.parcel_id,
        "contents": [{"order_id": own, "line": line + 1, "pieces": pieces} for own, line, pieces in parcel.contents],
        "packing": parcel.packing,
        "service": price.service,
        "weight_g": parcel.weight_g,
        "freight_cny": cny(price.freight_fen),
        "duty_cny": cny(price.duty_fen),
        "fees_cny": cny(price.fees_fen),
        "packing_cny": cny(parcel.packing_fen),
    }


@frozen(eq=False)
class StatedProposals:
    """What a file of proposals states, and how the search was made."""

    orders_sha256: str
    door: bool
    one_account: bool
    kept_whole: tuple[str, ...]
    proposals: tuple[StatedProposal, ...]


def read_proposals(run: Path) -> StatedProposals:
    """The proposals that stand in a run.

    Raises:
        InputError: there are none, or the file is damaged or was edited to something that is none.
    """
    path = run / FOLDER / DATA
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError([Fault(str(path), "", Reason("parcels.none_proposed", run=str(run)))]) from None
    except (OSError, ValueError, RecursionError) as error:
        raise InputError([Fault(str(path), "", Reason("parcels.damaged", fault=str(error)))]) from None
    try:
        if raw["schema"] != SCHEMA_VERSION:
            raise InputError([Fault(str(path), "", Reason("parcels.other_schema", schema=str(raw["schema"])))])
        return StatedProposals(
            str(raw["orders_sha256"]), bool(raw["door"]), bool(raw["one_account"]), tuple(map(str, raw["kept_whole"])),
            tuple(_stated(one) for one in raw["proposals"]),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        reason = Reason("parcels.damaged", fault=f"{type(error).__name__} {error}")
        raise InputError([Fault(str(path), "", reason)]) from None


def _stated(one: dict[str, Any]) -> StatedProposal:
    if one["kind"] not in {MERGE, SPLIT} or not one["order_ids"] or not one["parcels"]:
        raise ValueError(one["kind"])
    return StatedProposal(
        proposal_id=str(one["proposal_id"]),
        kind=one["kind"],
        orders=tuple(map(str, one["order_ids"])),
        parcels=tuple(
            StatedParcel(
                str(parcel["parcel_id"]),
                tuple(
                    (str(lies["order_id"]), _whole_number(lies["line"]) - 1, _whole_number(lies["pieces"]))
                    for lies in parcel["contents"]
                ),
                str(parcel["packing"]),
            )
            for parcel in one["parcels"]
        ),
        before_fen=_fen(one["before_cny"]),
        after_fen=_fen(one["after_cny"]),
        optimal=one["optimal"] is True,
        bound_fen=_fen(one["bound_cny"]),
    )


def _fen(text: str | None) -> int | None:
    if text is None:
        return None
    if not _SUM.fullmatch(text):
        raise ValueError(text)
    return int(text.replace(".", ""))


def _whole_number(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(value)
    return value


def chosen(stated: StatedProposals, only: Sequence[str], refuse: Callable[[str], None]) -> list[StatedProposal]:
    """The proposals of those ids, all where none is named; `refuse` is called with an id that is none of theirs."""
    known = {one.proposal_id: one for one in stated.proposals}
    for name in only:
        if name not in known:
            refuse(name)
    return [one for one in stated.proposals if not only or one.proposal_id in set(only)]
