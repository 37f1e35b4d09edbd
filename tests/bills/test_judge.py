"""One line judged: which alternative hits the billed cent.  Expected figures by hand from the tables of `contract`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve
from contract import OLD, cent, price, write_cards
from contract import Parcel as Sent

from carriers.cards.catalogue import load_services
from routing.audit.billed import BilledParcel
from routing.audit.judge import judge
from routing.audit.quote import Pricing, Quote, step_of, with_surcharge
from routing.exact.parcel import Parcel
from routing.services.policy import Policy
from routing.services.service import Surcharge, Validity
from routing.values.money import DatedRate, ExchangeRates

if TYPE_CHECKING:
    from routing.audit.cause import Finding

ON = date(2026, 11, 19)
SINCE = date(2026, 1, 1)
RATES = ExchangeRates(
    (
        DatedRate("USD", Fraction("7.1"), date(2026, 11, 1), None, "test"),
        DatedRate("USD", Fraction("7.3"), SINCE, date(2026, 10, 31), "test"),
        DatedRate("EUR", Fraction("8.2"), SINCE, None, "test"),
    )
)
POLICY = Policy("none", ())
SIDES = (300, 200, 100)  # 6 litres: 1200 g over 5000, 1000 g over 6000, 750 g over 8000


@pytest.fixture(scope="module")
def pricing(tmp_path_factory: pytest.TempPathFactory) -> Pricing:
    """The invented forwarder's cards."""
    folder = tmp_path_factory.mktemp("cards") / "cards"
    write_cards(folder)
    return Pricing(load_services([folder]), POLICY, RATES)


def sent(service: str, weight_g: int, country: str = "DE", postcode: str = "10115") -> Sent:
    """A parcel of six litres."""
    return Sent("100001", service, country, postcode, weight_g, SIDES)


def quoted(pricing: Pricing, parcel: Sent, *, sized: bool = True) -> Quote:
    """Its price as it was sent."""
    box = Parcel(parcel.country, parcel.weight_g, parcel.sides_mm if sized else None, postcode=parcel.postcode)
    found = pricing.quote(box, pricing.versions(ON)[parcel.service], ON)
    assert found is not None
    return found


def micro(amount: Decimal) -> int:
    """Millionths."""
    return int(amount * 1_000_000)


def found(pricing: Pricing, parcel: Sent, total: Decimal, quantity: int = 1, **said: Any) -> Finding:
    """What is found where the bill says this total, in yuan unless it says another currency."""
    whole: dict[str, Any] = {"currency": "CNY"} | said
    billed = BilledParcel(micro(total), **whole)
    return judge(billed, quoted(pricing, parcel), pricing, quantity)


def test_the_price_itself_and_a_cent_beside_it(pricing: Pricing) -> None:
    """No difference has no cause; a cent is rounding."""
    parcel = sent("ht-small", 300)
    total = price(parcel).total
    assert found(pricing, parcel, total).codes == ""
    assert found(pricing, parcel, total - Decimal("0.01")).codes == "rounding"


def test_a_weight_within_the_step_is_no_case(pricing: Pricing) -> None:
    """ht-line counts in steps of 50 g: 342 g and 350 g cost the same, so that the surcharge alone is told."""
    parcel = sent("ht-line", 342)
    finding = found(
        pricing, parcel, price(parcel).total + 4, charged_g=350, scale_g=350, charges={"special": micro(Decimal(4))}
    )
    assert finding.codes == "surcharge"


@pytest.mark.parametrize(
    ("charged_g", "scale_g", "cause"),
    [
        (600, 590, "weight"),  # the forwarder's scale says more
        (600, None, "weight"),  # no scale to compare with
        (None, 590, "weight"),  # the scale alone
        (1000, 345, "volumetric"),  # 6000 cm3 / 6 = 1000 g, which ht-line does not count
        (1200, None, "volumetric"),  # over 5000, without a scale
        (400, 345, "next_step"),  # 345 g lies in the step that ends at 350 g
        (700, 345, "least_weight"),  # two steps and more, though the scale agrees
    ],
)
def test_weights_that_the_bill_states(pricing: Pricing, charged_g: int | None, scale_g: int | None, cause: str) -> None:
    """Compared by what they cost, and told by what the scale says."""
    parcel = sent("ht-line", 345)
    total = price(parcel, charged_g or scale_g).total
    assert found(pricing, parcel, total, charged_g=charged_g, scale_g=scale_g).codes == cause


def test_a_step_more_that_is_a_usual_least_weight_is_told_as_either(pricing: Pricing) -> None:
    """Ninety grams billed by 150: a step too many, or a least weight; a bill of many lines tells which."""
    parcel = sent("ht-line", 90)
    total = price(parcel, 150).total
    assert found(pricing, parcel, total, charged_g=150, scale_g=90).codes == "next_step;least_weight"
    many: dict[str, Any] = {"charged_g": 150, "scale_g": 90, "least_weights": frozenset()}
    assert found(pricing, parcel, total, **many).codes == "next_step"
    many["least_weights"] = frozenset({150})
    assert found(pricing, parcel, total, **many).codes == "next_step;least_weight"


def test_the_bill_s_own_volume_counts_where_ours_gives_another(pricing: Pricing) -> None:
    """By whatever size the bill reckons, it says itself that it is the volume."""
    parcel = sent("ht-line", 345)
    total = price(parcel, 1600).total
    assert found(pricing, parcel, total, charged_g=1600, scale_g=345, volumetric_g=1560).codes == "volumetric"
    assert found(pricing, parcel, total, charged_g=1600, scale_g=700, volumetric_g=1560).codes == "volumetric"


def test_actual_weight_where_the_card_counts_volume_is_told_and_no_claim(pricing: Pricing) -> None:
    """ht-fast charges 1000 g for six litres over 6000; billed by 480 g it is too little."""
    parcel = sent("ht-fast", 480)
    finding = found(pricing, parcel, price(parcel, 480).total, charged_g=480, scale_g=480)
    assert finding.codes == "weight"
    assert finding.causes[0][0].evidence.code == "evidence.actual_weight"


def test_rounded_volume_is_told_by_the_usual_divisors(pricing: Pricing) -> None:
    """6.2 litres over 8000 are 775 g, billed as 800 g in steps of 50 g though the scale agrees with ours."""
    parcel = evolve(sent("ht-line", 345), sides_mm=(310, 200, 100))
    finding = found(pricing, parcel, price(parcel, 800).total, charged_g=800, scale_g=345)
    assert finding.codes == "volumetric"


@pytest.mark.parametrize(
    ("weight_g", "cause"),
    [
        (1000, "volumetric"),  # over 6000
        (350 + 50, "next_step"),
        (500, "least_weight"),
    ],
)
def test_weights_that_the_bill_does_not_say(pricing: Pricing, weight_g: int, cause: str) -> None:
    """A bill without weights may have charged any of them."""
    parcel = sent("ht-line", 345)
    assert found(pricing, parcel, price(parcel, weight_g).total).codes == cause


def test_weights_unsaid_beside_a_weight_that_is_ours(pricing: Pricing) -> None:
    """The bill says our weight and charges another: the scale's, the actual one; without a size no volume is tried."""
    parcel = sent("ht-line", 345)
    heavy = found(pricing, parcel, price(parcel, 900).total, charged_g=345, scale_g=900)
    assert heavy.codes == "weight"
    bulky = sent("ht-fast", 480)
    light = found(pricing, bulky, price(bulky, 480).total, charged_g=1000, scale_g=1000)
    assert light.codes == "weight"
    unsized = judge(
        BilledParcel(micro(price(parcel, 1000).total), "CNY"), quoted(pricing, parcel, sized=False), pricing
    )
    assert unsized.codes == "least_weight"


def test_a_zone_that_the_bill_states_and_one_that_it_does_not(pricing: Pricing) -> None:
    """Germany is in zone 3; billed by zone 5."""
    parcel = sent("ht-small", 700)
    total = price(parcel, zone="5").total
    assert found(pricing, parcel, total).codes == "zone"
    assert found(pricing, parcel, total, zone="5").codes == "zone"


def test_a_service_that_the_bill_states_and_one_that_it_does_not(pricing: Pricing) -> None:
    """Sent by ht-small, billed as ht-line; a service that no card has is passed over."""
    parcel = sent("ht-small", 700)
    total = price(evolve(parcel, service="ht-line")).total
    assert found(pricing, parcel, total).codes == "service"
    assert found(pricing, parcel, total, service="ht-line").codes == "service"
    assert found(pricing, parcel, total + 900, service="nobody").codes == "unexplained"


def test_the_card_before(pricing: Pricing) -> None:
    """The prices until October, for a parcel of November; with the fuel of then, and with today's."""
    parcel = sent("ht-small", 700)
    assert found(pricing, parcel, price(parcel, table=OLD).total).codes == "card_version"
    fast = sent("ht-fast", 2600)
    assert found(pricing, fast, price(fast, table=OLD, fuel="2026-10").total).codes == "card_version"
    assert found(pricing, fast, price(fast, table=OLD, fuel="2026-11").total).codes == "card_version"


def test_fuel_of_another_month_and_of_no_month(pricing: Pricing) -> None:
    """16.25 % was October's; 15.75 % no month's, which the bill's own line for fuel tells."""
    parcel = sent("ht-fast", 2600)
    plain = price(parcel)
    october = price(parcel, fuel="2026-10")
    assert found(pricing, parcel, october.total).codes == "fuel"
    told = found(pricing, parcel, october.total, charges={"freight": micro(plain.freight), "fuel": micro(october.fuel)})
    assert told.codes == "fuel"
    assert told.causes[0][0].evidence.code == "evidence.fuel"
    strange = cent(plain.freight * Decimal("0.1575"))
    total = plain.freight + strange
    odd = found(pricing, parcel, total, charges={"freight": micro(plain.freight), "fuel": micro(strange)})
    assert odd.codes == "fuel"
    assert odd.causes[0][0].evidence.code == "evidence.fuel_amount"
    ours = {"freight": micro(plain.freight), "fuel": micro(plain.fuel), "special": micro(Decimal(7))}
    assert found(pricing, parcel, plain.total + 7, charges=ours).codes == "surcharge"


def test_the_discount_left_out(pricing: Pricing) -> None:
    """ht-line gives 5 % off."""
    parcel = sent("ht-line", 1345)
    assert found(pricing, parcel, price(parcel, discounted=False).total).codes == "discount"


def test_surcharges_of_the_card_that_are_not_due_or_left_out(pricing: Pricing) -> None:
    """18.00 for remote postcodes of the United States."""
    near, far = sent("ht-line", 345, "US", "10001"), sent("ht-line", 345, "US", "99701")
    assert found(pricing, near, price(far).total).codes == "surcharge"
    assert found(pricing, far, price(near).total).codes == "surcharge_missing"


def test_charges_that_the_card_does_not_have(pricing: Pricing) -> None:
    """Each by its kind; two of them together where both are too much."""
    parcel = sent("ht-small", 300)
    total = price(parcel).total
    freight = {"freight": micro(total)}
    extra = micro(Decimal(9))
    assert found(pricing, parcel, total + 9, charges=freight | {"duty": extra}).codes == "duty"
    assert found(pricing, parcel, total + 9, charges=freight | {"oversize": extra}).codes == "surcharge"
    both = found(pricing, parcel, total + 18, charges=freight | {"duty": extra, "remote": extra})
    assert both.codes == "surcharge+duty"


def test_charges_that_do_not_add_up(pricing: Pricing) -> None:
    """The total is ten too high; and so it is beside a charge that is not due."""
    parcel = sent("ht-small", 300)
    total = price(parcel).total
    assert found(pricing, parcel, total + 10, charges={"freight": micro(total)}).codes == "arithmetic"
    told = found(pricing, parcel, total + 14, charges={"freight": micro(total), "special": micro(Decimal(4))})
    assert told.codes == "arithmetic+surcharge"


def test_pieces(pricing: Pricing) -> None:
    """The price for each piece; a fee for each; the pieces that our order alone knows."""
    parcel = sent("ht-small", 300)
    total = price(parcel).total
    assert found(pricing, parcel, 2 * total, pieces=2).codes == "per_piece"
    assert found(pricing, parcel, 2 * total).codes == "twice"
    first = Decimal("13.55")  # of zone 3
    assert found(pricing, parcel, total + first, pieces=2).codes == "per_piece"
    assert found(pricing, parcel, total + 2 * first, quantity=3).codes == "per_piece"
    fees = {"freight": micro(total - 2), "handling": micro(Decimal(6))}  # 2.00 a piece, of which the price holds one
    assert found(pricing, parcel, total + 4, pieces=3, charges=fees).codes == "per_piece"
    far = sent("ht-line", 345, "US", "99701")
    assert found(pricing, far, price(far).total + 18, pieces=2).codes == "per_piece"


def test_currencies_and_rates(pricing: Pricing) -> None:
    """A yuan's figure billed as dollars; dollars billed as yuan; the rate of October."""
    parcel = sent("ht-small", 300)
    total = price(parcel).total
    in_usd = cent(total / Decimal("7.1"))
    assert found(pricing, parcel, in_usd, currency="USD").codes == ""
    assert found(pricing, parcel, total, currency="USD").codes == "currency"
    assert found(pricing, parcel, cent(total / Decimal("7.3")), currency="USD").codes == "rate"
    assert found(pricing, parcel, cent(total * Decimal("7.1"))).codes == "currency"
    lost = found(pricing, parcel, total, currency="JPY")
    assert lost.expected_micro is None
    assert lost.causes[0][0].evidence.code == "evidence.no_rate"


def test_two_causes_together(pricing: Pricing) -> None:
    """A heavier parcel by another zone, by October's fuel, with a charge not due; another zone and fuel."""
    parcel = sent("ht-fast", 2600)
    heavier: dict[str, Any] = {"charged_g": 4000, "scale_g": 3900}
    assert found(pricing, parcel, price(parcel, 4000, zone="5").total, **heavier).codes == "weight+zone"
    assert found(pricing, parcel, price(parcel, 4000, fuel="2026-10").total, **heavier).codes == "weight+fuel"
    both = price(parcel, 4000).total + 12
    charges = {"freight": micro(both - 12), "special": micro(Decimal(12))}
    assert found(pricing, parcel, both, charges=charges, **heavier).codes == "surcharge+weight"
    stated: dict[str, Any] = heavier | {"zone": "5"}
    assert found(pricing, parcel, price(parcel, 4000, zone="5").total, **stated).codes == "weight+zone"
    silent = found(pricing, parcel, price(parcel, zone="5", fuel="2026-10").total, charged_g=3000, scale_g=2600)
    assert silent.codes == "zone+fuel"
    added = price(parcel, fuel="2026-10").total + 12
    odd = {"freight": micro(added - 12), "special": micro(Decimal(12))}
    assert found(pricing, parcel, added, charges=odd, charged_g=3000, scale_g=2600).codes == "surcharge+fuel"


def test_what_nothing_explains_names_the_nearest(pricing: Pricing) -> None:
    """Beside the alternative that comes nearest, by how much it misses; none where our own price is nearer."""
    parcel = sent("ht-small", 300)
    total = price(parcel).total
    odd = found(pricing, parcel, 2 * total + Decimal("0.37"))
    assert odd.codes == "unexplained"
    assert [cause.code for cause in odd.nearest] == ["twice"]
    assert odd.nearest_off_micro == micro(Decimal("0.37"))
    near = found(pricing, parcel, total + Decimal("0.03"))
    assert near.nearest == ()


def test_weights_beyond_the_bands_and_a_service_without_one(pricing: Pricing) -> None:
    """Nothing is priced by a weight that no band holds; a parcel beyond them has no quote."""
    parcel = sent("ht-small", 300)
    assert found(pricing, parcel, Decimal(900), charged_g=25_000, scale_g=25_000).codes == "unexplained"
    quote = quoted(pricing, parcel)
    assert step_of(quote.bands(), 25_000) is None
    assert step_of(quote.bands(), 40) == (50, 20_000)
    assert step_of(quote.bands(), 51) == (60, 20_000)
    assert pricing.at_weight(quote, 25_000) is None
    flat = evolve(quote.bands()[0], per_step_micro=0)
    assert step_of([flat], 300) == (20_000, 20_000)


def test_a_surcharge_that_cannot_be_told(pricing: Pricing) -> None:
    """One that the card does not have, and one that hangs on a value that is not known."""
    quote = quoted(pricing, sent("ht-small", 300))
    assert with_surcharge(quote, "nobody", RATES) is None
    share = Surcharge("insurance", 0, "value", Validity(SINCE), "test", share=Fraction(1, 100))
    service = evolve(quote.version.service, surcharges=(share,))
    insured = evolve(quote, version=evolve(quote.version, service=service))
    assert with_surcharge(insured, "insurance", RATES) is None


def test_a_free_parcel_has_no_rate_to_compare(pricing: Pricing) -> None:
    """A price of nothing is no base of a currency's factor."""
    quote = quoted(pricing, sent("ht-small", 300))
    band = evolve(quote.charge.band, base_micro=0, per_step_micro=0)
    free = evolve(quote, charge=evolve(quote.charge, band=band))
    finding = judge(BilledParcel(micro(Decimal("5.55")), "CNY"), free, pricing)
    assert finding.expected_micro == 0
    assert finding.codes == "unexplained"


def test_days_on_which_the_service_has_no_card_or_no_price(pricing: Pricing) -> None:
    """Such days are passed over: after its end, and when it did not go to the country."""
    services = []
    for one in pricing.services:
        if one.code == "ht-small" and one.validity.end is None:
            services.append(evolve(one, validity=Validity(one.validity.start, date(2026, 11, 30))))
        else:
            services.append(evolve(one, zones=()))
    narrow = Pricing(services, POLICY, RATES)
    parcel = sent("ht-small", 300)
    quote = quoted(narrow, parcel)
    finding = judge(BilledParcel(micro(price(parcel, table=OLD).total), "CNY"), quote, narrow)
    assert "card_version" not in finding.codes


def test_a_card_that_never_comes_first_is_tried_too(pricing: Pricing) -> None:
    """A card given besides, of the same code and days as that which counted, with dearer prices."""
    own = next(one for one in pricing.services if one.code == "ht-small" and one.validity.end is None)
    dearer = tuple(evolve(band, base_micro=band.base_micro + 2_000_000) for band in own.bands)
    beside = Pricing((*pricing.services, evolve(own, bands=dearer, card="dearer")), POLICY, RATES)
    parcel = sent("ht-small", 300)
    finding = judge(BilledParcel(micro(price(parcel).total + 2), "CNY"), quoted(beside, parcel), beside)
    assert finding.codes == "card_version"
    assert finding.causes[0][0].evidence.figures["card"] == "dearer"


def test_the_heaviest_weight_has_no_step_above_it(pricing: Pricing) -> None:
    """At the end of the bands there is no next step; in steps of a gram it is the next gram, which is no case."""
    parcel = sent("ht-line", 20_000)
    assert found(pricing, parcel, Decimal(9000)).codes == "unexplained"
    quote = quoted(pricing, sent("ht-small", 300))
    band = evolve(quote.charge.band, step_g=1)
    fine = evolve(quote, version=evolve(quote.version, service=evolve(quote.version.service, bands=(band,))))
    finding = judge(
        BilledParcel(micro(Decimal(9000)), "CNY"), evolve(fine, charge=evolve(fine.charge, band=band)), pricing
    )
    assert finding.codes == "unexplained"
