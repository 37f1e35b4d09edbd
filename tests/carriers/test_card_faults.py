"""One broken card per fault: each is refused, and the message names the place and the way out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from told import refused

from carriers.cards.catalogue import load_services
from routing.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Write = Callable[..., Path]
    FaultsOf = Callable[[Path], list[str]]
    Refused = Callable[..., list[str]]
    Good = dict[str, str]

LINE = "one,1,0,2000,16,0,1,0.08\n"
VOLUMETRIC = '\n[[service.volumetric]]\ndivisor = 6000\nsource = "test"\n'
SURCHARGE = '\n[[service.surcharge]]\nname = "fee"\namount = "5"\nper = "parcel"\nsource = "test"\n'
FUEL = '\n[[service.fuel]]\npercent = "10 %"\nsource = "test"\n'

CARD_FAULTS = [
    # folder, text of the good card.toml, what replaces it, the fault
    ("name_missing", 'name = "Test card"\n', "", "card.toml, name: is missing. Write a text in quotes."),
    ("name_empty", '"Test card"', '""', "card.toml, name: is empty. Say it in words."),
    ("name_number", '"Test card"', "7", 'card.toml, name: 7 is not a text in quotes. Write name = "7".'),
    (
        "basis_unknown",
        '"contract"',
        '"guess"',
        "card.toml, basis: 'guess' is not allowed. Allowed: published, contract, illustrative.",
    ),
    (
        "currency_unknown",
        '"CNY"',
        '"RENMINBI"',
        (
            "card.toml, currency: 'RENMINBI': 'RENMINBI' is no currency code. "
            "Write the ISO 4217 code, like USD, EUR or CNY."
        ),
    ),
    (
        "source_missing",
        'source = "made up for a test"\n',
        "",
        "card.toml, source: is missing. Write a text in quotes.",
    ),
    (
        "date_missing",
        "valid_from = 2026-01-01\n",
        "",
        "card.toml, valid_from: is missing. Write a date like 2026-01-31, without quotes.",
    ),
    (
        "date_quoted",
        "2026-01-01",
        '"2026-01-01"',
        "card.toml, valid_from: '2026-01-01' is not a date like 2026-01-31, without quotes.",
    ),
    (
        "ends_before_it_begins",
        "valid_from = 2026-01-01",
        "valid_from = 2026-01-01\nvalid_to = 2025-12-31",
        "card.toml, valid_to: 2025-12-31 lies before valid_from 2026-01-01.",
    ),
    (
        "key_unknown",
        'currency = "CNY"',
        'currency = "CNY"\ncurrancy = "CNY"',
        "card.toml, currancy: is no key that is known here. Did you mean currency?",
    ),
    (
        "class_unknown",
        '"registered"',
        '"tracked"',
        "card.toml, service[1].class: 'tracked' is not allowed. Allowed: economy, registered, express_post, courier.",
    ),
    (
        "tracked_in_words",
        "tracked = true",
        'tracked = "yes"',
        "card.toml, service[1].tracked: 'yes' is not true or false.",
    ),
    (
        "transit_backwards",
        "[7, 20]",
        "[20, 7]",
        "card.toml, service[1].transit_days: write the least and the most, like [7, 20].",
    ),
    (
        "goods_unknown",
        '["general"]',
        '["general", "fireworks"]',
        (
            "card.toml, service[1].goods: 'fireworks' not allowed. Allowed: general, battery, battery_pure, liquid, "
            "powder, magnet, food, cosmetic, blade, textile, document."
        ),
    ),
    (
        "goods_no_list",
        '["general"]',
        '"general"',
        "card.toml, service[1].goods: 'general' is not a list of texts in quotes. Write goods = [\"general\"].",
    ),
    (
        "goods_empty",
        '["general"]',
        "[]",
        'card.toml, service[1].goods: is empty: the service would take nothing. Name what it takes, like ["general"].',
    ),
    (
        "goods_missing",
        'goods = ["general"]\n',
        "",
        "card.toml, service[1].goods: is missing. Write a list of texts in quotes.",
    ),
    (
        "limit_without_unit",
        '"weight <= 2 kg"',
        '"weight <= 2"',
        "card.toml, service[1].limits: '2' has no unit. Write a weight like 350 g, 1.2 kg or 12 oz.",
    ),
    (
        "limit_of_no_measure",
        '"weight <= 2 kg"',
        '"mass <= 2 kg"',
        (
            "card.toml, service[1].limits: 'mass <= 2 kg': 'mass' is no measure. Allowed: weight, chargeable_weight, "
            "longest_side, second_side, shortest_side, sides_sum, length_girth, roll_length, roll_sum, value."
        ),
    ),
    (
        "limit_twice",
        '"weight <= 2 kg"',
        '"weight <= 2 kg", "weight <= 3 kg"',
        "card.toml, service[1].limits: 'weight <= 3 kg' and 'weight <= 2000 g' bound the same measure twice. Keep one.",
    ),
    (
        "limits_exclude_each_other",
        '"weight <= 2 kg"',
        '"weight <= 2 kg", "weight > 2 kg"',
        "card.toml, service[1].limits: nothing can meet both 'weight <= 2000 g' and 'weight > 2 kg'.",
    ),
    (
        "limit_no_text",
        '["weight <= 2 kg"]',
        "[2000]",
        "card.toml, service[1].limits: holds something else than texts in quotes.",
    ),
    (
        "discount_without_sign",
        'limits = ["weight',
        'discount = "15"\nlimits = ["weight',
        (
            "card.toml, service[1].discount: '15' is no percentage. Write it with its sign, like 15 %. "
            "It is what comes off: 15 % leaves 0.85 of the price."
        ),
    ),
    (
        "discount_above_all",
        'limits = ["weight',
        'discount = "150 %"\nlimits = ["weight',
        "card.toml, service[1].discount: '150 %' is more than the whole price. Write a percentage up to 100 %.",
    ),
    (
        "rounding_unknown",
        'limits = ["weight',
        'rounding = "0.01 down"\nlimits = ["weight',
        "card.toml, service[1].rounding: '0.01 down' is no rounding. Write step and mode, like 0.01 half_up or 1 up.",
    ),
    (
        "rounding_to_nothing",
        'limits = ["weight',
        'rounding = "0 up"\nlimits = ["weight',
        "card.toml, service[1].rounding: '0' is no step to round to. Write it like 0.01.",
    ),
    (
        "pickup_days_in_words",
        'limits = ["weight',
        'pickup_days = "Mon-Fri"\nlimits = ["weight',
        (
            "card.toml, service[1].pickup_days: 'Mon-Fri' is no week. "
            "Write seven digits from Monday on, 1 for a day with pickup, like 1111110."
        ),
    ),
    (
        "no_service",
        "[[service]]\n",
        "[[services]]\n",
        "card.toml, services: is no key that is known here. Did you mean service?",
    ),
    (
        "service_in_one_bracket",
        "[[service]]\n",
        "[service]\n",
        "card.toml, service: a table is not a list of tables. Write it with two brackets, [[service]].",
    ),
    (
        "day_with_a_time",  # would otherwise be no day at all, and the card in force from the beginning of time
        "2026-01-01",
        "2026-01-01T00:00:00",
        "card.toml, valid_from: 2026-01-01 00:00:00 has a time of day. Write the day alone, like 2026-01-01.",
    ),
    (
        "class_misspelt",
        '"registered"',
        '"registerd"',
        (
            "card.toml, service[1].class: 'registerd' is not allowed. Did you mean registered? "
            "Allowed: economy, registered, express_post, courier."
        ),
    ),
    (
        "measure_misspelt",
        '"weight <= 2 kg"',
        '"wieght <= 2 kg"',
        (
            "card.toml, service[1].limits: 'wieght <= 2 kg': 'wieght' is no measure. Did you mean weight? Allowed: "
            "weight, chargeable_weight, longest_side, second_side, shortest_side, sides_sum, length_girth, "
            "roll_length, roll_sum, value."
        ),
    ),
    (
        "text_empty",
        'limits = ["weight',
        'discount = ""\nlimits = ["weight',
        "card.toml, service[1].discount: is empty. Say it, or leave the key out.",
    ),
    (
        "amount_without_quotes",
        'limits = ["weight',
        'minimum = 20\nlimits = ["weight',
        'card.toml, service[1].minimum: 20 is not a text in quotes. Write minimum = "20".',
    ),
]

ADDED_FAULTS = [
    # folder, what is added at the end of the good card.toml, the fault
    (
        "divisor_zero",
        VOLUMETRIC.replace("6000", "0"),
        (
            "card.toml, service[1].volumetric[1].divisor: "
            "0 is no divisor from 500 to 1000000 cubic centimetres per kg. Write it like 6000."
        ),
    ),
    (
        "divisor_missing",
        VOLUMETRIC.replace("divisor = 6000\n", ""),
        "card.toml, service[1].volumetric[1].divisor: is missing. Write a whole number.",
    ),
    (
        "volumetric_source_missing",
        VOLUMETRIC.replace('source = "test"\n', ""),
        "card.toml, service[1].volumetric[1].source: is missing. Write a text in quotes.",
    ),
    (
        "volumetric_side_from_above",
        VOLUMETRIC + 'side = "longest_side <= 40 cm"\n',
        'card.toml, service[1].volumetric[1].side: write it like "longest_side >= 40 cm".',
    ),
    (
        "volumetric_rules_clash",
        VOLUMETRIC + VOLUMETRIC,
        "card.toml, service[1].volumetric: two rules hold from 2026-01-01 on for the same countries. Close one.",
    ),
    (
        "fuel_clash",
        FUEL + FUEL + "valid_from = 2026-06-01\n",
        "card.toml, service[1].fuel: two percentages hold from 2026-06-01 on. Close one.",
    ),
    (
        "fuel_without_sign",
        FUEL.replace("10 %", "0.1"),
        "card.toml, service[1].fuel[1].percent: '0.1' is no percentage. Write it with its sign, like 15 %.",
    ),
    (
        "surcharge_per_pallet",
        SURCHARGE.replace('"parcel"', '"pallet"'),
        "card.toml, service[1].surcharge[1].per: 'pallet' is not allowed. Allowed: parcel, kg, piece, item, value.",
    ),
    (
        "surcharge_below_zero",
        SURCHARGE.replace('"5"', '"-5"'),
        "card.toml, service[1].surcharge[1].amount: '-5' is not a number from zero up. Write it like 12.50.",
    ),
    (
        "surcharge_too_fine",
        SURCHARGE.replace('"5"', '"0.0001"').replace('"parcel"', '"kg"'),
        (
            "card.toml, service[1].surcharge[1].amount: per kg times the step is finer than a millionth. "
            "Use a coarser step or amount."
        ),
    ),
    (
        "surcharge_condition",
        SURCHARGE + 'some = ["heavy"]\n',
        (
            "card.toml, service[1].surcharge[1].some: 'heavy' is no condition. "
            "Write measure, comparison and figure, like weight <= 2 kg."
        ),
    ),
    (
        "surcharge_most_below_least",
        SURCHARGE + 'minimum = "20"\nmaximum = "10"\n',
        "card.toml, service[1].surcharge[1].maximum: lies below the minimum.",
    ),
    (
        "surcharge_places_elsewhere",
        SURCHARGE + 'places = "../other/remote.csv"\n',
        (
            "card.toml, service[1].surcharge[1].places: '../other/remote.csv' is no plain file name. "
            "The list lies in the card's own folder."
        ),
    ),
    (
        "surcharge_date",
        SURCHARGE + "valid_to = 2025-01-01\n",
        "card.toml, service[1].surcharge[1].valid_to: 2025-01-01 lies before valid_from 2026-01-01.",
    ),
    (
        "limits_for_nobody",
        '\n[[service.limits_for]]\nlimits = ["weight <= 3 kg"]\n',
        "card.toml, service[1].limits_for[1].countries: is missing. Name the countries these limits are for.",
    ),
    (
        "limits_for_names",
        '\n[[service.limits_for]]\ncountries = ["Russia"]\n',
        "card.toml, service[1].limits_for[1].countries: 'Russia' is no ISO 3166 alpha-2 code. Write RU.",
    ),
    (
        "limits_for_as_text",
        'limits_for = ["RU"]\n',
        "card.toml, service[1].limits_for[1]: is not a table. Write it as [[service.limits_for]].",
    ),
    (
        "minimum_billed_key",
        '\n[[service.minimum_billed_when]]\nweight = "40 kg"\nevry = []\nsource = "test"\n',
        "card.toml, service[1].minimum_billed_when[1].evry: is no key that is known here. Did you mean every?",
    ),
]

ZONE_FAULTS = [
    # folder, zones.csv, the fault
    (
        "country_unknown",
        "service,zone,country\none,1,UK\none,2,DE\n",
        "zones.csv, row 2: column country: 'UK' is no ISO 3166 alpha-2 code. Write GB.",
    ),
    (
        "country_twice",
        "service,zone,country\none,1,US\none,2,US\n",
        "zones.csv, row 3: US is claimed twice: row 2 has it too. Keep one.",
    ),
    (
        "postcodes_overlap",
        "service,zone,country,postcode_from,postcode_to\none,1,US,96700,96899\none,2,US,968,969\n",
        "zones.csv, row 3: US is claimed twice: row 2 has it too. Keep one.",
    ),
    (
        "postcode_half",
        "service,zone,country,postcode_from,postcode_to\none,1,US,96700,\none,2,DE,,\n",
        "zones.csv, row 2: a postcode range needs both ends: postcode_from and postcode_to.",
    ),
    (
        "postcodes_backwards",
        "service,zone,country,postcode_from,postcode_to\none,1,US,968,967\none,2,DE,,\n",
        "zones.csv, row 2: postcode_from 968 comes after postcode_to 967.",
    ),
    (
        "column_missing",
        "service,zone\none,1\n",
        (
            "zones.csv, row 1: column 'country' is missing. Columns: service, zone, country, postcode_from, "
            "postcode_to, source."
        ),
    ),
    (
        "column_unknown",
        "service,zone,country,remark\none,1,US,\none,2,DE,\n",
        (
            "zones.csv, row 1: column 'remark' is not known. Columns: service, zone, country, postcode_from, "
            "postcode_to, source."
        ),
    ),
    ("row_ragged", "service,zone,country\none,1\none,2,DE\n", "zones.csv, row 2: has 2 cells; the header has 3."),
    ("zone_empty", "service,zone,country\none,,US\none,2,DE\none,1,CA\n", "zones.csv, row 2: column zone is empty."),
    (
        "zone_without_rates",
        "service,zone,country\none,1,US\none,2,DE\none,3,FR\n",
        "rates.csv: zone 3 of service one has countries but no rates. Add its rates or drop the zone.",
    ),
    (
        "rates_without_zone",
        "service,zone,country\none,1,US\n",
        "zones.csv: zone 2 of service one has rates but no country. Add its countries or drop the rates.",
    ),
    (
        "service_unknown",
        "service,zone,country\none,1,US\none,2,DE\ntwo,1,US\n",
        "zones.csv: service two is not in card.toml.",
    ),
    (
        "service_misspelt",
        "service,zone,country\none,1,US\none,2,DE\nonne,1,US\n",
        "zones.csv: service onne is not in card.toml. Did you mean one?",
    ),
    (
        "semicolons",
        "service;zone;country\none;1;US\n",
        "zones.csv, row 1: its cells are parted by semicolons. Save the file with commas between them.",
    ),
    (
        "empty_file",
        "",
        "zones.csv, row 1: is empty. Columns: service, zone, country, postcode_from, postcode_to, source.",
    ),
    (
        "column_misspelt",
        "service,zone,contry\none,1,US\n",
        (
            "zones.csv, row 1: column 'country' is missing; column 'contry' is not known. Did you mean country? "
            "Columns: service, zone, country, postcode_from, postcode_to, source."
        ),
    ),
    (
        "country_shared",
        "service,zone,country\none,1,Korea\none,2,DE\n",
        (
            "zones.csv, row 2: column country: 'Korea' may be South Korea (KR) or North Korea (KP). "
            "Write the two-letter code."
        ),
    ),
    ("no_country", "service,zone,country\n", "zones.csv: has no country for service one."),
    ("quote_open", 'service,zone,country\none,1,"US\n', "zones.csv, row 2: is not CSV: unexpected end of data."),
]

RATE_FAULTS = [
    # folder, line of zone 1 in the good rates.csv is replaced by, the fault
    (
        "gap",
        "one,1,0,500,16,0,1,0.08\none,1,600,2000,16,0,1,0.08\n",
        "rates.csv, row 3: zone 1: the band over 600 g leaves a gap: 500 g to 600 g has no price. Bands must meet.",
    ),
    (
        "overlap",
        "one,1,0,500,16,0,1,0.08\none,1,400,2000,16,0,1,0.08\n",
        "rates.csv, row 3: zone 1: the band over 400 g overlaps the band up to 500 g. Bands must meet.",
    ),
    ("band_empty", "one,1,500,500,16,0,1,0.08\n", "rates.csv, row 2: upto_g 500 is not above over_g 500."),
    (
        "step_zero",
        "one,1,0,2000,16,0,0,0.08\n",
        "rates.csv, row 2: step_g is 0. Write the grams of one step; 1 where the price goes by the gram.",
    ),
    (
        "weight_in_kg",
        "one,1,0,2.0,16,0,1,0.08\n",
        "rates.csv, row 2: column upto_g: '2.0' is not a whole number of grams. Write 2000 for 2.0 kg.",
    ),
    (
        "price_words",
        "one,1,0,2000,ask,0,1,0.08\n",
        ("rates.csv, row 2: column base: 'ask' is not a number from zero up. Write it like 12.50."),
    ),
    (
        "price_too_fine",
        "one,1,0,2000,16,0,1,0.00000001\n",
        "rates.csv, row 2: column per_step: '0.00000001' has more than six decimals.",
    ),
    (
        "price_too_large",
        "one,1,0,2000,1000000000,0,1,0.08\n",
        "rates.csv, row 2: column base: '1000000000' is more than 100 million.",
    ),
    ("rate_zone_empty", "one,,0,2000,16,0,1,0.08\n", "rates.csv, row 2: column zone is empty."),
]

DATED_FAULTS = [
    # folder, validity of two rows of one band, the fault
    (
        "dates_overlap",
        ("2026-01-01,2026-06-30", "2026-06-30,"),
        "rates.csv, row 3: zone 1: the band over 0 g overlaps the band up to 2000 g. Bands must meet.",
    ),
    (
        "dates_backwards",
        ("2026-01-01,2025-12-31", "2026-01-01,"),
        "rates.csv, row 2: valid_to 2025-12-31 lies before valid_from 2026-01-01.",
    ),
    (
        "date_no_date",
        ("2026-13-01,", "2027-01-01,"),
        "rates.csv, row 2: column valid_from: '2026-13-01' is not in the calendar. Check day and month.",
    ),
]


@pytest.mark.parametrize("case", CARD_FAULTS, ids=lambda case: case[0])
def test_a_key_at_fault_is_named(refused: Refused, good: Good, case: tuple[str, str, str, str]) -> None:
    """A wrong key of card.toml is refused by its place."""
    folder, old, new, said = case
    assert old in good["card"]
    assert said in refused(folder, card=good["card"].replace(old, new, 1))


@pytest.mark.parametrize("case", ADDED_FAULTS, ids=lambda case: case[0])
def test_a_table_at_fault_is_named(refused: Refused, good: Good, case: tuple[str, str, str]) -> None:
    """A wrong rule, surcharge or override is refused by its number and key, alone."""
    folder, added, said = case
    assert refused(folder, card=good["card"] + added) == [said]


@pytest.mark.parametrize("case", ZONE_FAULTS, ids=lambda case: case[0])
def test_a_zone_line_at_fault_is_named(refused: Refused, case: tuple[str, str, str]) -> None:
    """A wrong line of zones.csv is refused by its row, alone."""
    folder, zones, said = case
    assert refused(folder, zones=zones) == [said]


@pytest.mark.parametrize("case", RATE_FAULTS, ids=lambda case: case[0])
def test_a_rate_line_at_fault_is_named(refused: Refused, good: Good, case: tuple[str, str, str]) -> None:
    """A wrong line of rates.csv is refused by its row, alone."""
    folder, line, said = case
    assert refused(folder, rates=good["rates"].replace(LINE, line)) == [said]


@pytest.mark.parametrize("case", DATED_FAULTS, ids=lambda case: case[0])
def test_dates_of_rates_at_fault_are_named(refused: Refused, case: tuple[str, tuple[str, str], str]) -> None:
    """Two prices of one weight on one day, or days that are none, are refused by row."""
    folder, days, said = case
    head = "service,zone,over_g,upto_g,base,base_covers_g,step_g,per_step,valid_from,valid_to\n"
    rates = head + "".join(f"one,1,0,2000,16,0,1,0.08,{span}\n" for span in days)
    assert said in refused(folder, rates=rates, zones="service,zone,country\none,1,US\n")


def test_all_faults_of_all_files_come_at_once(refused: Refused, good: Good) -> None:
    """Three faults in three files are told in one go, not one a run."""
    found = refused(
        "three",
        card=good["card"].replace("[7, 20]", "7"),
        zones=good["zones"].replace("US", "Narnia"),
        rates=good["rates"].replace("one,1,0,2000", "one,1,0,many"),
    )
    assert {said.split(",")[0] for said in found} >= {"card.toml", "zones.csv", "rates.csv"}


def test_a_list_of_places_without_a_place_is_refused(refused: Refused, good: Good) -> None:
    """A remote-area fee whose list is empty is no fee for everybody."""
    card = good["card"] + SURCHARGE + 'places = "remote.csv"\n'
    said = "the file names no place. Add its countries or postcodes, or drop the surcharge."
    assert refused("no_place", card=card, remote="country\n") == [f"card.toml, service[1].surcharge[1].places: {said}"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'name = "\xff"', "byte 8: is not UTF-8. Save the file as UTF-8."),
        (b"name = ", "is not valid TOML: Invalid value (at end of document)."),
        (b"# one\nname = one", 'Invalid value (at line 2, column 8). Put a text in quotes, like key = "text".'),
        (
            "name = \N{LEFT DOUBLE QUOTATION MARK}one\N{RIGHT DOUBLE QUOTATION MARK}".encode(),
            'Invalid value (at line 1, column 8). Write straight quotes, like key = "text".',
        ),
        (b'name = "one"\nname = "two"\n', "is not valid TOML: the key in line 2 is given a second time. Keep one."),
        (b'name = "one"\nname = "two"', "the key in the last line is given a second time. Keep one."),
        (
            b"name = 1 2",
            "is not valid TOML: Expected newline or end of document after a statement (at line 1, column 10).",
        ),
    ],
    ids=["no_utf8", "no_toml", "no_quotes", "turned_quotes", "key_twice", "key_twice_at_end", "other"],
)
def test_a_card_that_is_no_text_is_refused(write_card: Write, faults_of: FaultsOf, content: bytes, said: str) -> None:
    """A card.toml that cannot be read at all is one fault with its place."""
    path = write_card()
    (path / "card.toml").write_bytes(content)
    (found,) = faults_of(path)
    assert found.endswith(said)


def test_a_table_in_another_encoding_is_refused(write_card: Write, faults_of: FaultsOf) -> None:
    """A zones.csv saved as GBK is told by its first wrong byte."""
    path = write_card()
    (path / "zones.csv").write_bytes("service,zone,country\none,区,US\n".encode("gbk"))
    assert "zones.csv, byte 25: is not UTF-8. Save the file as CSV UTF-8." in faults_of(path)


def test_a_table_that_is_missing_is_refused(write_card: Write, faults_of: FaultsOf) -> None:
    """A card without rates.csv is refused by the name of the file."""
    path = write_card()
    (path / "rates.csv").unlink()
    assert "rates.csv: cannot be read: No such file or directory." in faults_of(path)


def test_a_folder_without_cards_is_refused(tmp_path: Path) -> None:
    """A folder given by mistake is refused and the form of a card told."""
    with refused(InputError, r"holds no card\. A card is a folder with card\.toml, zones\.csv"):
        load_services([tmp_path])


def test_a_code_in_force_twice_is_refused(write_card: Write, good: Good) -> None:
    """Two cards for the same days cannot both hold a service: which price would count?"""
    old = write_card("old")
    new = write_card("new", card=good["card"].replace("2026-01-01", "2026-07-01"))
    with refused(InputError, r"service one is in force twice from 2026-07-01 on") as caught:
        load_services([old, new])
    assert len(caught.value.faults) == 1


def test_a_price_of_zero_is_refused_unless_it_is_meant(write_card: Write, good: Good) -> None:
    """0 would win over every service; free = true says that it is a price."""
    rates = good["rates"].replace("one,2,0,500,30,500,1,0", "one,2,0,500,0,500,1,0")
    with refused(InputError, r"rates\.csv, row 3: costs 0, and would win over every other service"):
        load_services([write_card("zero", rates=rates)])
    free = good["card"].replace("limits =", "free = true\nlimits =")
    assert load_services([write_card("free", rates=rates, card=free)])
