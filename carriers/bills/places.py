"""Which form a sheet of a bill has, and where its columns stand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

from carriers.bills.form import WEIGHTS, BillForm, head_key
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from routing.intake.files.chunk import Opening, Sheet

_FEWEST_LOOKS: Final = 3
_SEVERAL: Final = frozenset({"order_no", "tracking_no", "currency", "service"})
"""Fields of which every column is read, the first filled one counts."""


@frozen
class Places:
    """Where the columns of a form stand in a file: field -> indexes."""

    form: BillForm
    opening: Opening
    fields: dict[str, tuple[int, ...]]
    charges: tuple[tuple[str, tuple[int, ...]], ...] = ()
    """Kind, indexes of the columns that are added."""
    pairs: tuple[tuple[int, int, int, int | None], ...] = ()
    """Indexes of code, name, amount and discount of each group."""

    @property
    def wanted(self) -> tuple[int, ...]:
        """Every column that is read."""
        found = {at for ats in self.fields.values() for at in ats}
        found |= {at for _, ats in self.charges for at in ats}
        found |= {at for pair in self.pairs for at in pair if at is not None}
        return tuple(sorted(found))

    @property
    def numeric(self) -> tuple[int, ...]:
        """The columns of amounts and weights."""
        found = {at for name in (*WEIGHTS, "total") for at in self.fields.get(name, ())}
        found |= {at for _, ats in self.charges for at in ats} | {pair[2] for pair in self.pairs}
        return tuple(sorted(found))


def places_of(sheet: Sheet, forms: Sequence[BillForm]) -> Places | None:
    """The form of a sheet and where its columns stand: of several that fit the one that knows most of them."""
    openings = sheet.openings()
    best: Places | None = None
    for form in forms:
        if form.positions:
            found = _by_position(form, openings)
            if found is not None and best is None:
                best = found
            continue
        for opening in openings:
            keys = [head_key(cell) for cell in opening.cells]
            if all({head_key(one) for one in alike} & set(keys) for alike in form.heads):
                place = _by_heads(form, opening, keys)
                if ("total" in place.fields or place.charges or place.pairs) and (
                    best is None or len(place.wanted) > len(best.wanted)
                ):
                    best = place
    return best


def _by_position(form: BillForm, openings: Sequence[Opening]) -> Places | None:
    """The places in a file without a head, where what stands in its first rows looks like the form."""
    for opening in openings:
        width = len(opening.cells)
        if width < max(form.fewest_columns, 2):
            continue
        alike = [one for one in openings if len(one.cells) == width and one.delimiter == opening.delimiter]
        fields = {name: tuple(int(at) - 1 for at in ats if int(at) <= width) for name, ats in form.columns.items()}
        if any(not _looks(alike, fields[name][0], words) for name, words in form.looks.items()):
            continue
        return Places(form, evolve(opening, row=0), {name: ats for name, ats in fields.items() if ats})
    return None


def _looks(openings: Sequence[Opening], at: int, words: frozenset[str]) -> bool:
    """Whether the cells of a column are words of the form, or empty, and some are not."""
    cells = [one.cells[at].strip().casefold() for one in openings[:_FEWEST_LOOKS]]
    return any(cells) and all(cell in words for cell in cells if cell)


def _by_heads(form: BillForm, opening: Opening, keys: list[str]) -> Places:
    def at(heads: Sequence[str], *, every: bool = False) -> tuple[int, ...]:
        found = [keys.index(key) for key in map(head_key, heads) if key in keys]
        return tuple(dict.fromkeys(found if every else found[:1]))

    fields = {name: at(heads, every=name in _SEVERAL) for name, heads in form.columns.items()}
    charges = tuple((one.kind, at(one.columns, every=one.every)) for one in form.charges)
    pairs: list[tuple[int, int, int, int | None]] = []
    if form.pairs is not None and form.pairs.repeated:
        name, amount = head_key(form.pairs.code[0]), head_key(form.pairs.amount[0])
        names = [place for place, key in enumerate(keys) if key.rstrip("0123456789.") == name]
        figures = [place for place, key in enumerate(keys) if key.rstrip("0123456789.") == amount]
        pairs = [(one, one, other, None) for one, other in zip(names, figures, strict=False)]
    elif form.pairs is not None:
        for number, code in enumerate(form.pairs.code):
            amount_at = at(form.pairs.amount[number : number + 1])
            code_at, name_at = at([code]), at(form.pairs.name[number : number + 1])
            if amount_at and (code_at or name_at):
                off = at(form.pairs.discount[number : number + 1])
                pairs.append(((code_at or name_at)[0], (name_at or code_at)[0], amount_at[0], off[0] if off else None))
    return Places(
        form, opening, {name: ats for name, ats in fields.items() if ats},
        tuple((kind, ats) for kind, ats in charges if ats), tuple(pairs),
    )  # fmt: skip


def unknown_form(sheets: Sequence[Sheet], forms: Sequence[BillForm]) -> Reason:
    """Why no form fits: of the nearest form, what the file lacks."""
    cells = [{head_key(cell) for cell in opening.cells} for sheet in sheets for opening in sheet.openings()]
    titles = tuple(dict.fromkeys(form.title for form in forms))
    best: tuple[int, BillForm, list[str]] | None = None
    for form in forms:
        for heads in cells:
            lacking = [alike[0] for alike in form.heads if not {head_key(one) for one in alike} & heads]
            here = len(form.heads) - len(lacking)
            if here and (best is None or here > best[0]):
                best = here, form, lacking
    if best is None:
        return Reason("bill.unknown_form", forms=titles)
    return Reason("bill.nearly_form", form=best[1].title, lacking=tuple(best[2]), forms=titles)


def said_above(sheet: Sheet, places: Places) -> str:
    """What stands above the table behind a word for the bill's number or period; "" where nothing does."""
    for opening in sheet.openings():
        if opening.row >= places.opening.row:
            continue
        for at, cell in enumerate(opening.cells):
            for word in places.form.bill_above:
                if cell.strip().startswith(word):
                    rest = cell.strip().removeprefix(word).lstrip(":： ")
                    beside = " ".join(one.strip() for one in opening.cells[at + 1 :] if one.strip())
                    return " ".join((rest or beside).split())
    return ""
