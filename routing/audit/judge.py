"""One line of a bill judged: whether it is our price, and if not, which alternative hits it to the cent."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Final

from attrs import evolve, field, frozen

from routing.audit.alternatives import Alternative, Alternatives
from routing.audit.cause import ARITHMETIC, DUTY, FUEL, PER_PIECE, ROUNDING, SURCHARGE, UNEXPLAINED, Cause, Finding
from routing.audit.quote import CENT, Quote
from routing.reason import Reason
from routing.values.money import decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from routing.audit.billed import BilledParcel
    from routing.audit.quote import Pricing

_PAIR_OF_SILENT: Final = frozenset({"card", "zone", "fuel", "discount", "surcharge", "times"})
"""What two alternatives may change together that the bill does not speak of: more would hit any figure by chance."""


@frozen
class _Target:
    """A figure to be hit, and the causes on the bill's own side by which it comes of what was billed."""

    micro: int
    causes: tuple[Cause, ...] = ()


def judge(billed: BilledParcel, quote: Quote, pricing: Pricing, quantity: int = 1) -> Finding:
    """What is to be said of a line.

    Args:
        billed: what the bill says, without what the state takes.
        quote: the price as the parcel was sent.
        pricing: the exact path over all cards that may have counted.
        quantity: pieces in the parcel, as the order has them.
    """
    expected = pricing.billed_micro(quote, billed.currency)
    if expected is None:
        return Finding(None, ((Cause(UNEXPLAINED, Reason("evidence.no_rate", currency=billed.currency)),),))
    off = billed.total_micro - expected
    if off == 0:
        return Finding(expected)
    if abs(off) <= CENT:
        return Finding(expected, ((Cause(ROUNDING, Reason("evidence.rounding")),),))
    search = _Search(billed, quote, pricing, Alternatives(pricing, quote, billed, quantity))
    causes = search.causes(expected)
    if causes:
        return Finding(expected, causes)
    nearest, distance = search.nearest(expected)
    return Finding(expected, ((Cause(UNEXPLAINED, Reason("evidence.unexplained")),),), nearest, distance)


@frozen(eq=False)
class _Search:
    """The search for what hits one line, from what the bill speaks of to what two silent causes make together."""

    billed: BilledParcel
    quote: Quote
    pricing: Pricing
    alternatives: Alternatives
    _alone: dict[int, tuple[Alternative, Quote | None, int | None]] = field(init=False, factory=dict)
    """Place in memory of an alternative -> itself, our quote with it, what that comes to: each is worked out once."""

    @cached_property
    def stated(self) -> list[Alternative]:
        """What the bill speaks of."""
        return self.alternatives.stated()

    @cached_property
    def silent(self) -> list[Alternative]:
        """What the bill does not speak of."""
        return self.alternatives.silent()

    def causes(self, expected: int) -> tuple[tuple[Cause, ...], ...]:
        """All that hits, of the most plausible kind that hits at all."""
        plain, targets = _Target(self.billed.total_micro), list(self._targets())
        stated = self.stated
        found = self._hits([plain], stated)
        found += [target.causes for target in targets if abs(target.micro - expected) <= CENT]
        if found:
            return _once(found)
        silent = self.silent
        found = self._hits([plain], silent) or self._hits([plain], self.alternatives.services())
        found = found or self._hits(targets, stated) or self._pairs([plain], stated, stated)
        found = found or self._hits([plain], self.alternatives.unsaid_weights())
        found = found or self._pairs([plain], stated, silent) or self._hits(targets, silent)
        if not found:
            few = [one for one in silent if one.what in _PAIR_OF_SILENT]
            together = _once(self._pairs([plain], few, few))
            found = list(together) if len(together) == 1 else []
        return _once(found)

    def nearest(self, expected: int) -> tuple[tuple[Cause, ...], int]:
        """The single alternative that comes nearest, and by how much it misses; none where our own price is nearer."""
        best: tuple[tuple[Cause, ...], int] = ((), abs(self.billed.total_micro - expected))
        for one in (*self.stated, *self.silent):
            micro = self._by(one)[1]
            if micro is not None and abs(self.billed.total_micro - micro) < best[1]:
                best = (one.cause,), abs(self.billed.total_micro - micro)
        return best

    def _targets(self) -> Iterator[_Target]:
        """Figures that the bill holds besides its total: its sum, and the total without charges that may not be due."""
        billed = self.billed
        totals = [_Target(billed.total_micro)]
        if billed.charges and billed.sum_micro != billed.total_micro:
            wrong = Reason(
                "evidence.arithmetic", sum=decimal_text(billed.sum_micro, 6), total=decimal_text(billed.total_micro, 6)
            )
            totals.append(_Target(billed.sum_micro, (Cause(ARITHMETIC, wrong),)))
        for total in totals:
            if total.causes:
                yield total
            for number in (1, 2):
                for some in combinations(billed.extras, number):
                    causes = dict.fromkeys(_of_extra(kind, amount) for kind, amount in some)
                    yield _Target(total.micro - sum(amount for _, amount in some), (*total.causes, *causes))
            if billed.pieces > 1:
                yield from self._by_piece(total)
            if billed.charges.get("fuel"):
                yield from self._by_fuel(total)

    def _by_fuel(self, total: _Target) -> Iterator[_Target]:
        """The total with our fuel in place of the bill's, which it has a line of its own for."""
        without = evolve(self.quote, charge=evolve(self.quote.charge, fuel=Fraction(0)))
        billed_micro = self.billed.charges["fuel"]
        own_micro = (self._micro(self.quote) or 0) - (self._micro(without) or 0)
        if abs(billed_micro - own_micro) > CENT:
            told = Reason("evidence.fuel_amount", billed=decimal_text(billed_micro, 6), own=decimal_text(own_micro, 6))
            known = (one for one in self.alternatives.fuels() if self._micro(one.change(self.quote)) == total.micro)
            cause = next((one.cause for one in known), Cause(FUEL, told))
            yield _Target(total.micro - billed_micro + own_micro, (*total.causes, cause))

    def _by_piece(self, total: _Target) -> Iterator[_Target]:
        """The total with a fee once that the bill charges for each piece."""
        pieces = self.billed.pieces
        cause = Cause(PER_PIECE, Reason("evidence.per_piece", pieces=pieces))
        for kind, amount in self.billed.charges.items():
            if kind not in {"freight", "fuel", "tax"} and amount > 0:
                yield _Target(total.micro - amount * (pieces - 1) // pieces, (*total.causes, cause))

    def _hits(self, targets: Sequence[_Target], alternatives: Iterable[Alternative]) -> list[tuple[Cause, ...]]:
        found = []
        for one in alternatives:
            micro = self._by(one)[1]
            found += [(*target.causes, one.cause) for target in targets if target.micro == micro]
        return found

    def _pairs(
        self, targets: Sequence[_Target], some: Sequence[Alternative], others: Sequence[Alternative]
    ) -> list[tuple[Cause, ...]]:
        found = []
        for one in some:
            for other in others:
                if one.place == other.place or (some is others and one.place > other.place):
                    continue
                first, second = sorted((one, other), key=lambda each: each.place)
                changed = self._by(first)[0]
                micro = self._micro(second.change(changed) if changed is not None else None)
                found += [(*target.causes, first.cause, second.cause) for target in targets if target.micro == micro]
        return found

    def _by(self, one: Alternative) -> tuple[Quote | None, int | None]:
        """Our quote with one alternative, and what that comes to on the bill."""
        if id(one) not in self._alone:
            changed = one.change(self.quote)
            self._alone[id(one)] = one, changed, self._micro(changed)
        return self._alone[id(one)][1:]

    def _micro(self, quote: Quote | None) -> int | None:
        return None if quote is None else self.pricing.billed_micro(quote, self.billed.currency)


_EXTRA: Final = {
    "surcharge": Reason("charge_kind.surcharge"),
    "remote": Reason("charge_kind.remote"),
    "oversize": Reason("charge_kind.oversize"),
    "special": Reason("charge_kind.special"),
    "handling": Reason("charge_kind.handling"),
    "other": Reason("charge_kind.other"),
}


def _of_extra(kind: str, micro: int) -> Cause:
    """The cause of a charge that is not due, by its kind."""
    amount = decimal_text(micro, 6)
    if kind == "duty":
        return Cause(DUTY, Reason("evidence.duty", amount=amount))
    return Cause(SURCHARGE, Reason("evidence.surcharge", kind=_EXTRA[kind], amount=amount))


def _once(found: Iterable[tuple[Cause, ...]]) -> tuple[tuple[Cause, ...], ...]:
    """Each set of causes once, by their codes, the first told of equals; none that only adds to another."""
    known: dict[frozenset[str], tuple[Cause, ...]] = {}
    for causes in found:
        known.setdefault(frozenset(cause.code for cause in causes), causes)
    return tuple(causes for codes, causes in known.items() if not any(other < codes for other in known))
