"""Why a bill charges another weight: the scale, the volume, a step too many, a least weight; or any of these unsaid."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Final

from routing.audit.cause import LEAST_WEIGHT, NEXT_STEP, VOLUMETRIC, WEIGHT, Cause
from routing.audit.quote import Quote, band_of, step_of
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from routing.audit.billed import BilledParcel
    from routing.services.service import RateBand

DIVISORS: Final = (5000, 6000, 8000)
"""Cubic centimetres for a kilogram that carriers usually reckon with."""
RARE_DIVISORS: Final = (4000, 7000, 9000, 10_000, 12_000)
"""Those of some: an exact figure speaks for them, where the scale of the bill contradicts it."""
ROUGH_G: Final = 1000
"""Grams by which bills round a volumetric weight up at most."""
LEAST_WEIGHTS: Final = (50, 80, 100, 150, 200, 250, 300, 500, 1000)
"""Least billed weights of forwarders' price sheets, in grams."""


def same_step(bands: Sequence[RateBand], one_g: int, other_g: int) -> bool:
    """Whether two weights cost the same."""
    first = step_of(bands, one_g)
    return first is not None and first == step_of(bands, other_g)


def stated(quote: Quote, billed: BilledParcel) -> Iterator[tuple[Cause, int]]:
    """The weight that the bill charges, where it costs otherwise than ours: each cause that fits, with that weight."""
    weight_g = billed.charged_g or billed.scale_g
    ours_g, actual_g = quote.charge.chargeable_g, quote.parcel.weight_g
    bands = quote.bands()
    if weight_g is None or same_step(bands, ours_g, weight_g):
        return
    rare = () if billed.scale_g is None else RARE_DIVISORS
    fine = _by_divisor(quote, weight_g, (1,), (*DIVISORS, *rare))
    if billed.scale_g is None or billed.charged_g is None:
        yield fine or Cause(WEIGHT, Reason("evidence.weight", billed_g=weight_g, our_g=ours_g)), weight_g
    elif same_step(bands, actual_g, weight_g):
        yield Cause(WEIGHT, Reason("evidence.actual_weight", actual_g=weight_g, our_g=ours_g)), weight_g
    elif fine is not None and not same_step(bands, weight_g, billed.scale_g):
        yield fine, weight_g
    elif same_step(bands, actual_g, billed.scale_g):
        for cause in _beyond_scale(quote, billed, weight_g):
            yield cause, weight_g
    else:
        yield (
            _said_volume(billed, weight_g, ours_g)
            or Cause(WEIGHT, Reason("evidence.weight", billed_g=weight_g, our_g=ours_g)),
            weight_g,
        )


def unsaid(quote: Quote, billed: BilledParcel) -> Iterator[tuple[Cause, int]]:
    """Weights that a bill may charge without saying so, each with its cause."""
    ours_g, bands = quote.charge.chargeable_g, quote.bands()
    tried = {step_of(bands, ours_g)}
    if billed.charged_g is not None and billed.scale_g is not None and billed.scale_g != billed.charged_g:
        yield from _new(
            tried,
            bands,
            Cause(WEIGHT, Reason("evidence.weight", billed_g=billed.scale_g, our_g=ours_g)),
            billed.scale_g,
        )
    for divisor in _divisors(quote, DIVISORS):
        weight_g = ceil((quote.parcel.volume_mm3 or 0) / divisor)
        if weight_g > quote.parcel.weight_g:
            yield from _new(tried, bands, _by_volume(weight_g, divisor, ours_g), weight_g)
    if quote.charge.chargeable_g > quote.parcel.weight_g:
        yield from _new(
            tried,
            bands,
            Cause(WEIGHT, Reason("evidence.actual_weight", actual_g=quote.parcel.weight_g, our_g=ours_g)),
            quote.parcel.weight_g,
        )
    end_g = _end_of_step(quote)
    after = step_of(bands, end_g + 1)
    if after is not None and end_g > ours_g:
        yield from _new(tried, bands, _one_more(after[0], end_g), end_g + 1)
    for least_g in LEAST_WEIGHTS:
        if least_g > ours_g:
            yield from _new(tried, bands, _least(least_g, ours_g), least_g)


def _new(
    tried: set[tuple[int, int] | None], bands: Sequence[RateBand], cause: Cause, weight_g: int
) -> Iterator[tuple[Cause, int]]:
    """The weight where none that costs the same was tried before."""
    step = step_of(bands, weight_g)
    if step is not None and step not in tried:
        tried.add(step)
        yield cause, weight_g


def _by_divisor(quote: Quote, weight_g: int, rounded_to: Sequence[int], divisors: Sequence[int]) -> Cause | None:
    """The weight as a volumetric one of our size, by a divisor of the card or of these, rounded up to such grams."""
    for divisor in _divisors(quote, divisors):
        volumetric_g = ceil((quote.parcel.volume_mm3 or 0) / divisor)
        if volumetric_g > quote.parcel.weight_g and any(ceil(volumetric_g / to) * to == weight_g for to in rounded_to):
            return _by_volume(weight_g, divisor, quote.charge.chargeable_g)
    return None


def _said_volume(billed: BilledParcel, weight_g: int, ours_g: int) -> Cause | None:
    """The weight as the bill's own volumetric one, by whatever size."""
    said_g = billed.volumetric_g
    if said_g is None or said_g <= (billed.scale_g or 0) or not said_g <= weight_g < said_g + ROUGH_G:
        return None
    return Cause(VOLUMETRIC, Reason("evidence.volumetric_said", billed_g=weight_g, our_g=ours_g))


def _divisors(quote: Quote, known: Sequence[int]) -> tuple[int, ...]:
    """The card's own divisors first; none where the size is not known."""
    if quote.parcel.sides is None:
        return ()
    own = [rule.divisor for rule in quote.version.volumetric]
    return tuple(dict.fromkeys((*own, *known)))


def _beyond_scale(quote: Quote, billed: BilledParcel, weight_g: int) -> Iterator[Cause]:
    """The carrier's scale agrees with ours, and more is charged: volume, one step more, a least weight, or either."""
    ours_g, bands = quote.charge.chargeable_g, quote.bands()
    said = _said_volume(billed, weight_g, ours_g)
    if said is not None:
        yield said
        return
    known = billed.least_weights
    end_g = _end_of_step(quote)
    following = same_step(bands, end_g + 1, weight_g)
    if following:
        yield _one_more(weight_g, end_g)
    if known is not None and weight_g in known:
        yield _least(weight_g, ours_g)
        return
    rough = _by_divisor(quote, weight_g, (10, *_steps_of(quote, weight_g)), DIVISORS)
    if rough is not None and not following:
        yield rough
    if (rough is None and not following) or (known is None and weight_g in LEAST_WEIGHTS):
        yield _least(weight_g, ours_g)


def _end_of_step(quote: Quote) -> int:
    """The heaviest weight that costs what the quote does."""
    ours_g = quote.charge.chargeable_g
    return (step_of(quote.bands(), ours_g) or (ours_g, ours_g))[0]


def _steps_of(quote: Quote, weight_g: int) -> tuple[int, ...]:
    """The step of the band that prices a weight, where the weight is a whole number of steps."""
    band = band_of(quote.bands(), weight_g)
    return (band.step_g,) if band is not None and weight_g % band.step_g == 0 else ()


def _by_volume(weight_g: int, divisor: int, ours_g: int) -> Cause:
    return Cause(VOLUMETRIC, Reason("evidence.volumetric", billed_g=weight_g, divisor=divisor, our_g=ours_g))


def _one_more(weight_g: int, step_g: int) -> Cause:
    return Cause(NEXT_STEP, Reason("evidence.next_step", billed_g=weight_g, step_g=step_g))


def _least(least_g: int, ours_g: int) -> Cause:
    return Cause(LEAST_WEIGHT, Reason("evidence.least_weight", least_g=least_g, our_g=ours_g))
