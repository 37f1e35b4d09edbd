"""A good way to part more pieces than can be looked at in every way: parcels filled one by one, then pairs parted anew.

Nothing here hangs on chance or on time: the same pieces give the same parcels.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import define, field

from routing.parcelling.partition import cheapest, contents
from routing.parcelling.relaxed import relaxed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from routing.parcelling.relaxed import Relaxed, Steps

    Counts = tuple[int, ...]
    Cost = Callable[[Counts], int | None]

PAIR_MAX: Final = 512
"""Contents of two parcels together that are looked at one by one."""
PARTS_MAX: Final = 60
"""So many parcels at most are parted anew in pairs."""
FILLINGS_MAX: Final = 24
"""Of so many weights at most parcels are filled up to each."""


def approximate(
    counts: Counts, weights: Sequence[int], limits: Iterable[int], cost: Cost, steps: Steps = ()
) -> tuple[int, tuple[Counts, ...]] | None:
    """A way to part the pieces with what it costs; None where none is found.

    Args:
        counts: pieces of each kind.
        weights: of one piece of each kind, in grams.
        limits: weights up to which parcels are filled, in grams.
        cost: of a parcel; None for one that cannot be sent.
        steps: the least price of every weight, if parcels are to be filled by what a piece is worth, too.
    """
    known = _Known(cost)
    best: tuple[int, tuple[Counts, ...]] | None = None
    heaviest = max(weight for weight, count in zip(weights, counts, strict=True) if count)
    limits = sorted({one for one in limits if one >= heaviest}, reverse=True)[:FILLINGS_MAX]
    ways = [_filled(counts, weights, limit) for limit in limits]
    shared = relaxed(counts, weights, steps) if steps else None
    if shared is not None:
        ways.append(_most_shared(counts, weights, shared, limits, known))
    for way in ways:
        parts = _improved(way, known)
        costs = [known(part) for part in parts]
        total = sum(each for each in costs if each is not None)
        if None not in costs and (best is None or (total, len(parts)) < (best[0], len(best[1]))):
            best = total, tuple(parts)
    return best


def _most_shared(
    counts: Counts, weights: Sequence[int], shared: Relaxed, limits: Sequence[int], known: _Known
) -> list[Counts]:
    """The whole parcels of the relaxed way, and the pieces that are left in the best way that is found for them."""
    parts = [part for part, number in shared.parcels for _ in range(number)]
    left = tuple(count - sum(part[kind] for part in parts) for kind, count in enumerate(counts))
    rest = approximate(tuple(max(0, one) for one in left), weights, limits, known) if any(left) else None
    return [*parts, *(rest[1] if rest is not None else ())]


@define
class _Known:
    """What parcels cost, each asked once."""

    cost: Cost
    told: dict[Counts, int | None] = field(factory=dict)

    def __call__(self, part: Counts) -> int | None:
        if part not in self.told:
            self.told[part] = self.cost(part)
        return self.told[part]


def _filled(counts: Counts, weights: Sequence[int], limit: int) -> list[Counts]:
    """Parcels filled up to a weight as nearly as can be, each with the heaviest piece that is left."""
    left, parts = list(counts), []
    order = sorted(range(len(counts)), key=lambda kind: (-weights[kind], kind))
    while any(left):
        first = next(kind for kind in order if left[kind])
        left[first] -= 1
        part = _fullest(left, weights, limit - weights[first], order)
        for kind, number in enumerate(part):
            left[kind] -= number
        part[first] += 1
        parts.append(tuple(part))
    return parts


def _fullest(left: Sequence[int], weights: Sequence[int], room: int, order: Sequence[int]) -> list[int]:
    """The pieces whose weight together comes nearest to the room, and not over it; heavy ones first."""
    within = (1 << room + 1) - 1
    reached = [1]  # a bit for each weight that the kinds so far come to
    kinds = [kind for kind in order if left[kind] and 0 < weights[kind] <= room]
    for kind in kinds:
        together = reached[-1]
        for number in range(1, min(left[kind], room // weights[kind]) + 1):
            together |= reached[-1] << number * weights[kind] & within
        reached.append(together)
        if together >> room:
            break
    part = [0] * len(left)
    at = reached[-1].bit_length() - 1
    for kind, before in reversed(list(zip(kinds, reached, strict=False))):
        if before >> at & 1:
            continue  # reached without this kind
        most = min(left[kind], at // weights[kind])
        part[kind] = next(one for one in range(most, 0, -1) if before >> at - one * weights[kind] & 1)
        at -= part[kind] * weights[kind]
    return part


def _improved(parts: list[Counts], known: _Known) -> list[Counts]:
    """The parcels with pairs of them parted anew as long as that is cheaper."""
    while len(parts) <= PARTS_MAX and (better := _better_pair(parts, known)) is not None:
        parts = better
    return parts


def _better_pair(parts: list[Counts], known: _Known) -> list[Counts] | None:
    """The parcels after every pair was parted anew once; None where no pair was the better for it."""
    parts, changed = list(parts), False
    tried: set[tuple[Counts, Counts]] = set()
    at = 0
    while at < len(parts):
        for other in range(at + 1, len(parts)):
            pair = parts[at], parts[other]
            if pair in tried:
                continue
            tried.add(pair)
            anew = _anew(*pair, known)
            if anew is not None:
                del parts[other]
                parts[at : at + 1] = anew
                changed = True
                break
        else:
            at += 1
    return parts if changed else None


def _anew(one: Counts, other: Counts, known: _Known) -> list[Counts] | None:
    """The cheapest way to part the pieces of two parcels; None where it is no cheaper, or there are too many."""
    both = tuple(a + b for a, b in zip(one, other, strict=True))
    states = 1
    for count in both:
        states *= count + 1
    if states > PAIR_MAX:
        return None
    costs = {part: each for part in contents(both) if (each := known(part)) is not None}
    found = cheapest(both, costs)
    before = known(one), known(other)
    if found is None or (None not in before and found[0] >= sum(each for each in before if each is not None)):
        return None
    return list(found[1])
