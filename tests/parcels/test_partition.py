"""The parts of the search by themselves: ways to part pieces, bounds, good ways, bounds of value, stated proposals."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from attrs import evolve
from handmade import EVERYTHING, ON, OPEN_END, RATES, band, conditions, service
from parcel_days import Day, article, facts, of_article, order, stated

from carriers.customs.door_facts import door_facts
from routing.parcelling import relaxed as relaxed_module
from routing.parcelling.approximate import PAIR_MAX, approximate
from routing.parcelling.bound import STEPS_MAX, least_cost, limits_of, steps_of
from routing.parcelling.check import StatedProposal, wrong_ids
from routing.parcelling.partition import cheapest, contents, is_small, partitions
from routing.parcelling.proposal import Proof
from routing.parcelling.rebuilt import StatedParcel
from routing.parcelling.relaxed import Relaxed, relaxed
from routing.parcelling.search import counted
from routing.parcelling.value_bounds import ValueBounds, crossed
from routing.services.in_force import versions_on
from routing.services.policy import Rule, Selection, Tier
from routing.services.service import BilledMinimum, Fuel, Surcharge, Validity, VolumetricRule, Zone


def test_there_are_as_many_ways_as_bell_and_the_partitions_of_numbers_say() -> None:
    """Bell numbers of 1 to 6 (OEIS A000110), partitions of 1 to 10 into sums (A000041)."""
    bell = [partitions((1,) * n, list(contents((1,) * n))) for n in range(1, 7)]
    assert bell == [1, 2, 5, 15, 52, 203]
    sums = [partitions((n,), list(contents((n,)))) for n in range(1, 11)]
    assert sums == [1, 2, 3, 5, 7, 11, 15, 22, 30, 42]
    assert partitions((2,), []) == 0


def test_the_cheapest_way_and_its_ties() -> None:
    """Of equal costs the way with fewer parcels; None where a piece cannot be sent."""
    assert cheapest((2,), {(1,): 5, (2,): 10}) == (10, ((2,),))
    assert cheapest((2,), {(1,): 4, (2,): 10}) == (8, ((1,), (1,)))
    assert cheapest((2,), {(2,): 10}) == (10, ((2,),))
    assert cheapest((3,), {(2,): 10}) is None
    assert cheapest((1, 1), {(1, 0): 3, (0, 1): 3, (1, 1): 7}) == (6, ((1, 0), (0, 1)))


def test_what_is_looked_at_one_by_one() -> None:
    """Thirteen pieces that all differ have 8,192 contents, two dozen of six kinds 9,600; fourteen have 16,384."""
    assert is_small((1,) * 13)
    assert is_small((4_095,))
    assert is_small((2, 3, 3, 7, 4, 4))
    assert not is_small((1,) * 14)
    assert not is_small((9_000,))  # few contents, and 40 million parts of them


def test_the_least_price_of_every_weight() -> None:
    """Worked out by hand: 10.00 for a kilogram, then 1.00 for each started 500 g up to 2 kg; fuel of 10 % on it."""
    dear = service("dear", bands=(band(upto=500, base=20),))
    cheap = service(
        "cheap",
        bands=(band(upto=1000, base=10), band(over=1000, upto=2000, base=10, covers=1000, step=500, per_step=1)),
        fuel=(Fuel(Fraction(1, 10), OPEN_END, "by hand"),), limits=conditions("weight <= 1.8 kg"),
    )  # fmt: skip
    past = service("past", bands=(band(base=1),), validity=Validity(date(2019, 1, 1), date(2019, 12, 31)))
    foreign = service("foreign", bands=(band(base=1),), currency="JPY")
    elsewhere = service("elsewhere", bands=(band(base=1),), zones=(Zone("1", "DE"),))
    versions = versions_on((dear, cheap, past, foreign, elsewhere), ON)
    assert steps_of(versions, "US", RATES, ON, 5000) == ((1000, 1100), (1500, 1210), (1800, 1320))
    assert limits_of(versions, "US") == {500, 1000, 1800, 30_000}


def test_what_pieces_cost_at_least() -> None:
    """By hand, with steps of 1 kg for 10.00 and 2 kg for 14.00."""
    steps = ((1000, 1000), (2000, 1400))
    assert least_cost([900, 900], steps) == 1400
    assert least_cost([1500, 1500, 1500], steps) == 4200  # no two share a parcel
    assert least_cost([2500], steps) is None
    assert least_cost([100], ()) is None
    # So many grams that only the price of a gram counts: 100 kg at 7.00 a kilogram.
    assert least_cost([1000] * 100, steps) == 70_000
    fine = tuple((end, 100 + end) for end in range(1, STEPS_MAX + 2))
    assert least_cost([300], fine) == 400


def test_good_ways_are_ways() -> None:
    """Every piece is sent once, and the cost is that of the parcels; of random pieces of 1 to 20 in bins of 30."""
    dice = Random("good ways")  # noqa: S311 - seeded pieces, not a secret
    for _ in range(20):
        weights = [dice.randint(1, 20) for _ in range(dice.randint(3, 9))]
        counts = tuple(dice.randint(1, 4) for _ in weights)

        def cost(part: tuple[int, ...], weights: list[int] = weights) -> int | None:
            return 7 if sum(own * n for own, n in zip(weights, part, strict=True)) <= 30 else None

        found = approximate(counts, weights, {30, 25, 3}, cost)
        assert found is not None
        total, parts = found
        assert total == 7 * len(parts)
        assert tuple(map(sum, zip(*parts, strict=True))) == counts
        flat = [weight for weight, count in zip(weights, counts, strict=True) for _ in range(count)]
        assert total >= (least_cost(flat, ((30, 7),)) or 0)


def test_a_relaxed_cost_is_a_bound_and_its_parcels_are_ways() -> None:
    """A cutting stock by hand: 97 pieces of 45, 610 of 36, 395 of 31 and 211 of 14 in 100s (Chvatal 1983, chapter 13).

    The relaxed optimum there is 452 and a quarter, so that 453 rolls are needed, and they are enough.
    """
    counts, weights, steps = (97, 610, 395, 211), (45, 36, 31, 14), ((100, 1),)
    found = relaxed(counts, weights, steps)
    assert found is not None
    assert found.bound_fen == 453

    def cost(part: tuple[int, ...]) -> int | None:
        return 1 if sum(own * n for own, n in zip(weights, part, strict=True)) <= 100 else None

    assert (approximate(counts, weights, [100], cost, steps) or (0,))[0] == 453
    for part, number in found.parcels:
        assert cost(part) == 1
        assert number >= 1
    assert relaxed((1,), (101,), steps) is None
    assert relaxed((2,), (50,), steps) == Relaxed(1, (((2,), 1),))
    assert approximate((2,), [50], [100], sum, steps) == (2, ((2,),))
    basis = relaxed_module._Basis.of((2,), relaxed_module._Contents((2,), (50,), steps))
    assert not basis.enter((2,), 1)  # it is there already


def test_a_relaxed_cost_that_was_given_up_is_still_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped after one round: less sure, and never above the least cost."""
    monkeypatch.setattr(relaxed_module, "ROUNDS_MAX", 1)
    found = relaxed((97, 610, 395, 211), (45, 36, 31, 14), ((100, 1),))
    assert found is not None
    assert found.bound_fen <= 453


def _asked(prices: Any) -> Any:
    return prices


def test_pairs_are_parted_anew() -> None:
    """Filled up to 30 the pieces make 20 + 10 and 10: a parcel of 20 alone and one of both tens is cheaper."""
    prices = {(1, 0): 5, (0, 1): 4, (0, 2): 4, (1, 1): 9, (1, 2): None}.get
    assert approximate((1, 2), [20, 10], [30], _asked(prices)) == (9, ((1, 0), (0, 2)))
    assert approximate((1,), [40], [30], _asked(prices)) is None
    assert approximate((1, 2), [20, 10], [30], lambda _: None) is None
    many = (1,) * (PAIR_MAX.bit_length() + 4)
    assert approximate(many, [1] * len(many), [len(many) - 1], sum) is not None


def test_bounds_of_value_come_from_every_fact() -> None:
    """Customs at 150 EUR; a policy's tier, a rule, a limit, a surcharge, a least weight and a volume rule, in USD."""
    over = conditions("value > 90 USD")
    one = service(
        "s", limits=conditions("value <= 10 USD"), zones=(Zone("1", "DE"),),
        volumetric=(VolumetricRule(6000, OPEN_END, "by hand", value=conditions("value >= 20 USD")),),
        billed_minimums=(BilledMinimum(100, conditions("value > 30 USD")),),
        surcharges=(Surcharge("fee", 1, "parcel", OPEN_END, "by hand", some=conditions("value >= 40 USD")),),
    )  # fmt: skip
    tiers = (Tier("t", Selection(everything=True), when=conditions("value < 50 USD", "weight <= 1 kg")),)
    rule = Rule("r", OPEN_END, "by hand", when=over, forbid=Selection(services=frozenset({"x"})))
    policy = evolve(EVERYTHING, tiers=tiers, rules=(rule,))
    by = facts((one, service("us")), policy=policy)
    told = ValueBounds(by, door_facts()).of_all("DE", "DE", "USD", ON)
    assert told is None  # no rate of exchange for the euros of customs
    assert ValueBounds(by, evolve(door_facts(), charges=())).of_all("DE", "DE", "USD", ON) == (
        100_000, 199_999, 300_000, 399_999, 499_999, 900_000,
    )  # fmt: skip
    assert crossed(None, 1, 2)
    assert crossed((5,), None, 2)
    assert not crossed((), None, 2)


def test_how_sure_a_proposal_is() -> None:
    """Nothing where all ways were looked at; a share of the cost, or not known."""
    assert Proof(optimal=True, partitions=2, bound_fen=5).gap(5) == 0
    assert Proof(optimal=False, partitions=2, bound_fen=90).gap(100) == Fraction(1, 10)
    assert Proof(optimal=False, partitions=2, bound_fen=None).gap(100) is None


def test_proposals_are_counted_by_kind() -> None:
    """A merge, a split, and an order that has no channel as it is."""
    articles = {"A": article(700)}
    rows = [
        order("1", weight_g=300), order("2", weight_g=300),
        of_article(articles, "3", sku="A", quantity=2, name="Bob"),
    ]  # fmt: skip
    found = Day(rows, facts([service("s", bands=(band(upto=1000, base=9),))]), articles).proposals()
    assert [one.kind for one in found] == ["split", "merge"]
    assert counted(found) == {"merge": 1, "merge_orders": 2, "merge_fen": 900, "unsent": 1}


ARTICLES = {"A": article(300)}
PAIR = of_article(ARTICLES, sku="A", quantity=2)
BY = facts([service("s", bands=(band(upto=400, base=1), band(over=400, upto=2000, base=9)))])


def _parcel(*contents: tuple[str, int, int], packing: str = "") -> StatedParcel:
    return StatedParcel("1-P", contents, packing)


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        ({"after_fen": 199}, ["wrong_figure"]),
        ({"before_fen": None}, ["wrong_figure"]),
        ({"bound_fen": 100}, ["wrong_figure"]),
        ({"parcels": (_parcel(("1", 0, 1)),)}, ["pieces_differ"]),
        ({"parcels": (_parcel(("1", 0, 3)), _parcel(("1", 0, -1)))}, ["pieces_differ"]),
        ({"parcels": (_parcel(("1", 0, 2)), _parcel(("1", 1, 1)))}, ["stray_pieces"]),
        ({"parcels": (_parcel(("1", 0, 1), packing="box"), _parcel(("1", 0, 1)))}, ["does_not_fit"]),
    ],
)
def test_the_second_program_finds_what_is_wrong(changed: dict[str, Any], codes: list[str]) -> None:
    """A proposal that was changed by hand is told by what is wrong with it."""
    day = Day([PAIR], BY, ARTICLES)
    (found,) = day.proposals()
    assert day.faults(evolve(stated(found), **changed)) == codes


def test_the_second_program_knows_who_may_travel() -> None:
    """Orders of two buyers, of two regimes, too late for each other, or without a latest time."""
    rows = [
        order("1", weight_g=300), order("2", weight_g=300), order("3", weight_g=300, name="Bob"),
        order("4", weight_g=300, paid_at=date_of(25)), order("5", weight_g=300, paid_at=date_of(2, year=2031)),
        order("6", weight_g=1800),
    ]  # fmt: skip
    day = Day(rows, facts([service("s", bands=(band(upto=2000, base=9),))]))
    merge = next(one for one in day.proposals() if one.kind == "merge" and one.orders == ("1", "2"))

    def told(other: str) -> list[str]:
        lies = (_parcel(("1", 0, 1), (other, 0, 1)),)
        return day.faults(evolve(stated(merge), orders=("1", other), parcels=lies))

    assert told("3") == ["not_one_door"]
    assert told("4") == ["may_not_travel"]
    assert told("5") == ["no_latest_time"]
    assert told("6") == ["wrong_figure"]  # together too heavy: no price


def test_a_proposal_is_of_several_orders_or_of_several_parts() -> None:
    """One order that merges with itself alone, or a split into one parcel, is none."""
    lone = Day([order("1", weight_g=300)], BY)
    alone = StatedProposal("merge-1", "merge", ("1",), (StatedParcel("1-M1", (("1", 0, 1),), ""),), 100, 100, True, 100)
    assert lone.faults(alone) == ["not_one_door"]
    day = Day([PAIR], BY, ARTICLES)
    (found,) = day.proposals()
    assert day.faults(evolve(stated(found), parcels=(_parcel(("1", 0, 2)),))) == ["stays_whole", "wrong_figure"]


@pytest.mark.parametrize(
    ("ids", "wrong"),
    [
        (("1-P1", "1-P2"), []),
        (("1-P1P", "1-P2PP"), []),
        (("1-P2", "1-P1"), ["1-P2", "1-P1"]),
        (("1-P1", "1-P1"), ["1-P1"]),
        (("1-P1", "9-P2"), ["9-P2"]),
        (("", "=1-P2"), ["", "=1-P2"]),
        (("7", "1-P2M"), ["7", "1-P2M"]),
    ],
)
def test_a_parcel_has_an_id_that_is_its_own(ids: tuple[str, ...], wrong: list[str]) -> None:
    """Made of its first order's id, its kind and its number; letters more where that is taken; and nobody else's."""
    parcels = tuple(StatedParcel(one, (("1", 0, 1),), "") for one in ids)
    split = StatedProposal("split-1", "split", ("1",), parcels, None, 0, False, None)
    assert [one.figures["parcel_id"] for one in wrong_ids(split, {"1", "7"})] == wrong


def test_an_id_is_taken_by_the_proposal_before() -> None:
    """Two proposals of one order's id would make two lines of one number."""
    merge = StatedProposal("merge-1", "merge", ("1", "2"), (StatedParcel("1-M2", (), ""),), None, 0, False, None)
    taken = {"1", "2"}
    assert wrong_ids(merge, taken) == []
    assert [one.code for one in wrong_ids(merge, taken)] == ["parcels.id_taken"]


def date_of(day: int, year: int = 2026) -> Any:
    """A morning of November."""
    from datetime import UTC, datetime  # noqa: PLC0415

    return datetime(year, 11, day, 2, tzinfo=UTC)


def test_the_second_program_knows_what_stays_whole() -> None:
    """An order that is asked about first; one whose articles are no longer known; a part below a customs limit."""
    day = Day([PAIR], BY, ARTICLES)
    (found,) = day.proposals()
    asked = Day([PAIR | {"flags": "PRE_ORDER"}], BY, ARTICLES)
    assert asked.faults(stated(found)) == ["stays_whole"]
    assert Day([PAIR], BY, {}).faults(stated(found)) == ["pieces_unknown"]
