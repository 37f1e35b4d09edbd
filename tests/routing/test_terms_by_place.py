"""Terms that differ by band, zone, country or postcode: hand-calculated, the same by both paths."""

from __future__ import annotations

from fractions import Fraction

from handmade import answer, band, choice, codes, conditions, fen, parcel, service, shown

from routing.services.service import BilledMinimum, TransitDays, Zone

ZONES = (Zone("1", "US"), Zone("2", "DE"), Zone("2", "FR"))


def test_a_discount_and_a_least_price_by_band() -> None:
    """Zone 2 pays 70 % of the list, its light band 30.00 at least; zone 1 the service's 90 % and 5.00 at least."""
    one = service(
        zones=ZONES,
        bands=(
            band("1", base=10),
            band("2", upto=500, base=20, minimum_micro=30_000_000),
            band("2", over=500, base=100, discount=Fraction("0.7")),
        ),
        discount=Fraction("0.9"),
        minimum_micro=5_000_000,
    )
    assert fen(parcel(500), one) == 900  # 10 x 0.9
    assert fen(parcel(500, country="DE"), one) == 3000  # 20 x 0.9 = 18, raised to 30
    assert fen(parcel(501, country="DE"), one) == 7000  # 100 x 0.7
    assert [step.label.code for step in answer(parcel(500, country="DE"), one).steps][-1] == "price.minimum"


def test_a_least_weight_for_a_country_goes_before_the_one_for_all() -> None:
    """美国50克起，其他国家10克起; a rule for large parcels holds beside both."""
    least = (
        BilledMinimum(10),
        BilledMinimum(50, (), frozenset({"US"})),
        BilledMinimum(5, (), frozenset({"FR"})),
        BilledMinimum(2_000, conditions("longest_side > 50 cm")),
        BilledMinimum(3_000, conditions("longest_side > 50 cm"), frozenset({"DE"})),
    )
    bands = tuple(band(zone, base=0, covers=0, per_step=0.1) for zone in "12")
    one = service(zones=ZONES, bands=bands, billed_minimums=least)
    small, long = (200, 150, 100), (600, 150, 100)
    charged = {
        (to, sides): answer(parcel(3, sides, country=to), one).chargeable_g
        for to in ("US", "DE", "FR")
        for sides in (small, long)
    }
    assert [charged[to, small] for to in ("US", "DE", "FR")] == [50, 10, 5]
    assert [charged[to, long] for to in ("US", "DE", "FR")] == [2_000, 3_000, 2_000]
    assert codes(answer(parcel(3, None), one)) == ["SIZE_UNKNOWN"]


def test_places_that_are_not_served() -> None:
    """Postcodes in a list are refused though the zone holds the country; without a postcode nobody can tell."""
    one = service(zones=ZONES, bands=(band("1"), band("2")), not_served=(Zone("", "US", "995", "997"), Zone("", "FR")))
    assert fen(parcel(postcode="99401"), one) == 1000
    for refused in (parcel(postcode="99501"), parcel(postcode="99799"), parcel(), parcel(country="FR")):
        assert codes(answer(refused, one)) == ["NOT_SERVED"]
    told = [answer(to, one).refusals[0].message for to in (parcel(postcode="99501"), parcel(country="FR"))]
    assert [shown(message) for message in told] == [
        "US 99501 is among the places it does not serve",
        "FR is among the places it does not serve",
    ]
    assert fen(parcel(country="DE"), one) == 1000


def test_of_equal_prices_the_faster_to_the_country_wins() -> None:
    """`a` is faster in general, `b` to Germany."""
    both = {"zones": ZONES, "bands": (band("1"), band("2"))}
    quick = service("a", transit_days=(5, 9), **both)
    other = service("b", transit_days=(5, 12), transit_for=(TransitDays(frozenset({"DE"}), (3, 8)),), **both)
    for country, wins, loses in (("US", "a", "b"), ("DE", "b", "a"), ("FR", "a", "b")):
        told = choice(parcel(country=country), [quick, other])
        assert told.chosen is not None
        assert told.runner_up is not None
        assert (told.chosen.service.code, told.runner_up.service.code) == (wins, loses)
