"""The cost at the door, by hand: the figures stand in the notices and guides that `door_charges.csv` names."""

from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from carriers.customs.door_facts import door_facts
from routing.landed.consignment import Consignment, Item, merged
from routing.landed.door import DoorCost, door_cost
from routing.reason import Reason
from routing.services.door_terms import Arrangement, DoorTerms
from routing.values.money import DatedRate, ExchangeRates

if TYPE_CHECKING:
    from routing.landed.facts import Charge, Membership, VatRate

RATES = ExchangeRates(
    tuple(
        DatedRate(code, Fraction(cny), date(2020, 1, 1), None, "by hand")
        for code, cny in {"EUR": "8", "USD": "7", "RON": "1.6", "GBP": "9"}.items()
    )
)
PREPAID = DoorTerms(Arrangement.PREPAID)
SHIRT, WATCH = "610910", "9102.12"
NOVEMBER = date(2026, 11, 20)


def parcel(
    place: str, *codes: str | None, worth: int = 20, origin: str = "CN", paid: bool | None = True
) -> Consignment:
    """A parcel of articles worth so many EUR each."""
    items = tuple(Item(f"sku{n}", 1, worth * 10_000, code, origin) for n, code in enumerate(codes, start=1))
    return Consignment(place, "EUR", items, paid)


def cost(consignment: Consignment, on: date = NOVEMBER, terms: DoorTerms = PREPAID) -> DoorCost:
    """The cost by the bundled facts."""
    return door_cost(consignment, terms, door_facts(), RATES, on)


def euros(fen: int | None) -> Fraction | None:
    """CNY fen as EUR, at 8 CNY each."""
    return None if fen is None else Fraction(fen, 800)


def test_five_shirts_are_one_class() -> None:
    """Regulation (EU) 2026/382: 3 EUR a class whatever the pieces; 19 % German VAT on it: 0.57."""
    five = Consignment("DE", "EUR", (Item("shirt", 5, 50 * 10_000, SHIRT),), vat_collected=True)
    found = cost(five)
    assert [(step.code, step.amount) for step in found.steps if step.code == "EU_DUTY_PER_CLASS"] == [
        ("EU_DUTY_PER_CLASS", Fraction(3))
    ]
    assert euros(found.duty_fen) == Fraction("3.57")
    assert not found.open


def test_a_shirt_and_a_watch_are_two_classes() -> None:
    """Two classes: 6 EUR; with 19 % on it 7.14."""
    assert euros(cost(parcel("DE", SHIRT, WATCH)).duty_fen) == Fraction("7.14")


def test_france_takes_a_fee_for_each_line() -> None:
    """Two classes: 6.00 of duty, 1.20 of VAT on it (merchants.glopal.com), 2 x 2 EUR for the lines."""
    found = cost(parcel("FR", SHIRT, WATCH))
    assert euros(found.duty_fen) == Fraction("7.20")
    assert euros(found.fees_fen) == 4
    assert euros(cost(parcel("FR", SHIRT, WATCH), date(2026, 2, 28)).fees_fen) == 0  # the day before it began


def test_romania_takes_25_ron_a_parcel() -> None:
    """25 RON are 40 CNY here; nothing on the last day of 2025."""
    assert cost(parcel("RO", SHIRT)).fees_fen == 4000
    assert cost(parcel("RO", SHIRT), date(2025, 12, 31)).fees_fen == 0


def test_what_is_not_confirmed_is_told_and_not_summed() -> None:
    """Italy's fee and the EU's handling fee stand beside the sum."""
    found = cost(parcel("IT", SHIRT))
    assert found.fees_fen == 0
    assert {step.code for step in found.steps if step.doubtful} == {"IT_CONSIGNMENT_FEE", "EU_HANDLING_FEE"}
    assert not any(step.doubtful for step in cost(parcel("IT", SHIRT), date(2026, 9, 30)).steps)


def test_the_day_before_the_duty_nothing_is_owed() -> None:
    """Relief up to 150 EUR until 2026-06-30 (Regulation 1186/2009)."""
    found = cost(parcel("DE", SHIRT), date(2026, 6, 30))
    assert (found.duty_fen, found.fees_fen, found.steps, found.open) == (0, 0, (), ())


def test_over_150_euros_the_tariff_counts_and_is_not_held() -> None:
    """Unknown is told, never 0: the value of the goods lifts the parcel over the limit."""
    assert not cost(parcel("DE", SHIRT, worth=150)).open
    found = cost(parcel("DE", SHIRT, worth=151))
    assert found.duty_fen is None
    assert Reason("door.tariff_unknown", place="DE") in found.open


def test_a_missing_code_leaves_the_sum_open_and_names_the_article() -> None:
    """No code is padded: five digits are no class."""
    found = cost(parcel("DE", SHIRT, None, "61091"))
    assert found.duty_fen is None
    assert Reason("door.hs_code_missing", articles=("sku2", "sku3")) in found.open


def test_two_readings_of_origin_are_both_told() -> None:
    """Two shirts of two origins: 3 EUR by the Commission's reading, 6 by the others'."""
    items = (Item("a", 1, 10_000, SHIRT, "CN"), Item("b", 1, 10_000, SHIRT, "VN"))
    found = cost(Consignment("DE", "EUR", items, vat_collected=True))
    assert euros(found.duty_fen) == Fraction("3.57")
    assert [(step.amount, step.doubtful) for step in found.steps if step.code == "EU_DUTY_BY_ORIGIN"] == [
        (Fraction(6), True)
    ]


@pytest.mark.parametrize(
    ("place", "owed"),
    [
        ("ES-CN", "3"),  # customs area, no VAT area: the duty alone
        ("AX", "3"),
        ("RE", "3"),
        ("MC", "3.60"),  # as France: 20 % on it
        ("PT-30", "3.66"),  # Madeira: 22 %
    ],
)
def test_territories_have_their_own_rules(place: str, owed: str) -> None:
    """European Commission, Territorial status: who belongs to the customs area, who to the VAT area."""
    steps = {step.code: step.cny for step in cost(parcel(place, SHIRT)).steps if not step.doubtful}
    assert sum(steps.values()) == Fraction(owed) * 8


@pytest.mark.parametrize("place", ["ES-CE", "IT-LIVIGNO", "DE-BUESINGEN"])
def test_outside_both_areas_nothing_is_known(place: str) -> None:
    """Ceuta, Livigno, Büsingen: no EU rule holds, and no other is recorded."""
    found = cost(parcel(place, SHIRT))
    assert Reason("door.no_fact", kind="duty", place=place) in found.open


def test_northern_ireland_is_not_guessed() -> None:
    """EU VAT holds for goods; the duty of a parcel from outside is not confirmed."""
    assert Reason("door.area_not_confirmed", place="GB-NIR", area="EU_CUSTOMS") in cost(parcel("GB-NIR", SHIRT)).open


def test_vat_that_nobody_collected_is_owed_at_the_door() -> None:
    """20 EUR of goods to Germany without IOSS: 3 duty, 3.80 VAT on the goods, 0.57 on the duty."""
    assert euros(cost(parcel("DE", SHIRT, paid=False)).duty_fen) == Fraction("7.37")
    assert Reason("door.vat_payer_unknown") in cost(parcel("DE", SHIRT, paid=None)).open


def test_who_pays_goes_by_the_card() -> None:
    """Collected: the buyer is asked; included: nobody is; the handling fee comes with what is prepaid alone."""
    shirt = parcel("DE", SHIRT)
    collected = cost(shirt, terms=DoorTerms(Arrangement.COLLECTED))
    assert (collected.duty_fen, collected.fees_fen, collected.buyer_cny) == (0, 0, Fraction("3.57") * 8)
    assert cost(shirt, terms=DoorTerms(Arrangement.INCLUDED)).duty_fen == 0
    handled = cost(shirt, terms=DoorTerms(Arrangement.PREPAID, Fraction(2), "USD"))
    assert handled.fees_fen == 1400
    assert cost(shirt, date(2026, 6, 30), DoorTerms(Arrangement.PREPAID, Fraction(2))).fees_fen == 0
    assert Reason("door.payer_unknown") in cost(shirt, terms=DoorTerms()).open


def test_the_united_states_are_open() -> None:
    """HTS base, Section 301 and 232 from the first cent: no tariff is held."""
    assert Reason("door.tariff_unknown", place="US") in cost(parcel("US", SHIRT)).open


def test_without_a_rate_of_exchange_the_sum_is_open() -> None:
    """The limit is in EUR, the order in JPY."""
    items = (Item("a", 1, 10_000_000, SHIRT),)
    found = cost(Consignment("DE", "JPY", items, vat_collected=True))
    assert found.open == (Reason("door.no_rate", currencies=("JPY",)),)


def test_merged_parcels_count_a_class_once() -> None:
    """Two parcels with a shirt each owe 6 EUR apart and 3 together."""
    one, two = parcel("DE", SHIRT), parcel("DE", SHIRT)
    together = cost(merged((one, two)))
    assert (cost(one).duty_fen or 0) + (cost(two).duty_fen or 0) == 2 * (together.duty_fen or 0)
    with pytest.raises(ValueError, match="one place"):
        merged((one, parcel("FR", SHIRT)))


def test_what_nobody_told_leaves_the_sum_open() -> None:
    """No value, no rate for the fee, no rate for the order, no rate of VAT on record: each is named."""
    nothing = Consignment("DE", "EUR", (Item("a", 1, None, SHIRT),), vat_collected=True)
    assert (nothing.value_e4, nothing.value_in("USD", RATES, NOVEMBER)) == (None, None)
    assert Consignment("DE", "EUR", (), vat_collected=True).value_e4 is None
    assert cost(nothing).open == (Reason("door.value_unknown"),)
    yen = DoorTerms(Arrangement.PREPAID, Fraction(2), "JPY")
    assert cost(parcel("DE", SHIRT), terms=yen).open == (Reason("door.no_rate", currencies=("JPY",)),)
    unpaid = parcel("DE", SHIRT, paid=False)
    lacking = door_cost(unpaid, PREPAID, door_facts(), ExchangeRates(), NOVEMBER).open
    assert lacking == (Reason("door.no_rate", currencies=("EUR",)),)
    early = date(2024, 6, 1)
    assert cost(unpaid, early).open == (Reason("door.no_vat_rate", place="DE"),)


def test_a_total_counts_where_lines_tell_no_value() -> None:
    """20 USD for two lines; Mexico's courier rate of 33.5 % on them is 6.70 USD, 46.90 CNY at 7."""
    items = (Item("a", 1, None, SHIRT), Item("b", 1, None, WATCH))
    found = cost(Consignment("MX", "USD", items, total_e4=20_0000))
    assert (found.duty_fen, found.open) == (4690, ())
    assert merged((Consignment("MX", "USD", (Item("a"),)),)).value_e4 is None


@pytest.mark.parametrize(
    ("place", "rule", "start"),
    [
        ("DE", "EU_DUTY_PER_CLASS", date(2026, 7, 1)),  # Regulation (EU) 2026/382
        ("DE", "EU_VAT_ON_DUTY", date(2026, 7, 1)),  # merchants.glopal.com
        ("FR", "FR_LINE_FEE", date(2026, 3, 1)),  # passportglobal.com
        ("RO", "RO_PARCEL_TAX", date(2026, 1, 1)),  # businessforum.ro 2026-01-21
        ("IT", "IT_CONSIGNMENT_FEE", date(2026, 10, 1)),  # put off to that day; not confirmed
        ("DE", "EU_HANDLING_FEE", date(2026, 11, 1)),  # expected; not confirmed
    ],
)
def test_a_rule_begins_on_its_day_and_not_the_day_before(place: str, rule: str, start: date) -> None:
    """The day before gives the old answer: no such step."""
    on, before = (cost(parcel(place, SHIRT, WATCH), day) for day in (start, start - timedelta(days=1)))
    (step,) = [step for step in on.steps if step.code == rule]
    assert step.since == start
    assert rule not in {step.code for step in before.steps}


def test_thailand_takes_duty_and_vat_from_the_first_baht() -> None:
    """Since 2026-01-01: by its tariff, which is not held; of the day before nothing is recorded."""
    one = Consignment("TH", "EUR", (Item("a", 1, 10_000, SHIRT),), vat_collected=False)
    assert Reason("door.tariff_unknown", place="TH") in cost(one, date(2026, 1, 1)).open
    assert Reason("door.no_fact", kind="duty", place="TH") in cost(one, date(2025, 12, 31)).open


def test_a_step_tells_how_many_classes_it_counts() -> None:
    """Two classes, whatever the pieces; a parcel's tax is of one parcel."""
    counts = {step.code: step.count for step in cost(parcel("FR", SHIRT, WATCH, SHIRT)).steps}
    assert (counts["EU_DUTY_PER_CLASS"], counts["FR_LINE_FEE"], counts["EU_VAT_ON_DUTY"]) == (2, 2, None)


def test_every_fact_has_source_and_day() -> None:
    """No figure without where it is from."""
    facts = door_facts()
    known: list[Membership | VatRate | Charge] = [*facts.memberships, *facts.vat_rates, *facts.charges]
    assert all(fact.source and fact.source_date for fact in known)
