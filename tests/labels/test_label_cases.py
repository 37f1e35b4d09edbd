"""Orders as sellers export them, routed and written: what stands in the file, what is held, what is warned of.

The inputs in tests/data/label_cases are invented persons in real shapes; each expected value is said beside its test.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from written_labels import CASES, HUALEI, YANWEN, Labels, labelled, routed

if TYPE_CHECKING:
    from pathlib import Path

from carriers.labels.numbers.s10 import check_digit
from cli.day.demo import command as demo
from cli.labels.labels import command


@pytest.mark.parametrize(
    ("order", "number"),
    [  # European Commission, Territorial status of EU countries and certain territories
        ("FR-OK", "IM3720000224"),
        ("ES-CANARY", ""),
        ("ES-CEUTA", ""),
        ("FR-REUNION", ""),
        ("IT-LIVIGNO", ""),
        ("DE-BUSINGEN", ""),
        ("FI-ALAND", ""),
        ("GR-ATHOS", ""),
        ("MC-MONACO", "IM3720000224"),
    ],
)
def test_the_ioss_number_stands_where_vat_of_the_eu_is_charged(order: str, number: str, ioss: Labels) -> None:
    """IOSS follows the territory, not the country code; where it does not hold, that is said."""
    (row,) = ioss.rows[order]
    assert row["IOSS税号"] == number
    assert ("IOSS_LEFT_OUT" in ioss.warned.get(order, [])) == (number == "")


@pytest.mark.parametrize(
    ("order", "rules"),
    [  # the same list, its columns "customs territory" and "VAT territory"
        ("FR-OK", {"EU_VAT", "EU_DUTY_PER_HS_LINE"}),
        ("MC-MONACO", {"EU_VAT", "EU_DUTY_PER_HS_LINE"}),
        ("ES-CANARY", {"EU_DUTY_PER_HS_LINE"}),
        ("FR-REUNION", {"EU_DUTY_PER_HS_LINE"}),
        ("FI-ALAND", {"EU_DUTY_PER_HS_LINE"}),
        ("GR-ATHOS", {"EU_DUTY_PER_HS_LINE"}),
        ("ES-CEUTA", set()),
        ("DE-BUSINGEN", set()),
    ],
)
def test_notes_on_tax_follow_the_territory(order: str, rules: set[str], ioss: Labels) -> None:
    """Nobody is told that IOSS may be used where VAT of the EU is not charged, nor of duty outside its customs."""
    with (ioss.run / "labels" / "label_notes.csv").open(encoding="utf-8-sig", newline="") as file:
        told = {row["rule"] for row in csv.DictReader(file) if row["order"] == order}
    assert {rule for rule in told if rule.startswith("EU_")} == rules


def test_the_summary_keeps_reasons_of_one_rule_apart(ioss: Labels) -> None:
    """Two of nine parcels lack a column for the number, seven go where it does not count: two lines, not one."""
    hualei = labelled(ioss.run, *HUALEI)
    assert "warning 2 x IOSS_LEFT_OUT, ioss: VAT was collected and the layout has no column" in hualei.err
    assert "warning 7 x IOSS_LEFT_OUT, ioss: VAT of the EU is not charged in" in hualei.err


def test_an_eori_number_serves_its_own_customs_territory(ioss: Labels) -> None:
    """The shop's EORI is of Great Britain: it is told on no parcel to the EU, and that is said."""
    assert {row["发件人税号信息"] for rows in ioss.rows.values() for row in rows} == {""}
    assert "EORI_LEFT_OUT" in ioss.warned["FR-OK"]
    assert "EORI_LEFT_OUT" not in ioss.warned["ES-CEUTA"]  # outside the customs territory


@pytest.fixture(scope="module")
def ioss(tmp_path_factory: pytest.TempPathFactory) -> Labels:
    """The parcels of case 10 in Yanwen's layout."""
    run = routed(tmp_path_factory.mktemp("ioss") / "run", "10_ioss_territories.csv", "--policy", "cheapest")
    return labelled(run, *YANWEN)


def test_a_layout_without_a_place_for_the_ioss_number_says_so(tmp_path: Path) -> None:
    """Hualei's 46 columns hold no IOSS number: the parcel goes, with a warning that names the number."""
    labels = labelled(routed(tmp_path / "run", "19_ioss_column_missing.csv"), *HUALEI)
    assert labels.warned["DE-1"] == ["IOSS_LEFT_OUT"]
    assert "IM3720000224" in labels.ways_out["DE-1", "IOSS_LEFT_OUT"]


def test_words_that_name_no_goods_are_held(tmp_path: Path) -> None:
    """All fourteen descriptions are on the Commission's list of unacceptable terms, or name as little."""
    labels = labelled(routed(tmp_path / "run", "16_vague_descriptions.csv"), *HUALEI)
    assert labels.rows == {}
    assert labels.held == {f"DE-{number}": ["DESCRIPTION_VAGUE"] for number in range(1, 15)}


def test_goods_to_the_united_states_need_ten_digits(tmp_path: Path) -> None:
    """392690 has six: it passes nowhere since 2026-07-24."""
    run = routed(tmp_path / "run", "18_us_hts6.csv")
    labels = labelled(run, *YANWEN)
    assert (labels.rows, labels.held) == ({}, {"US-HTS6": ["HS_CODE_SHORT"]})
    assert "HS_CODE_SHORT" in labelled(run, *HUALEI).warned["US-HTS6"]  # its file cannot tell a code


def test_articles_heavier_than_their_parcel_are_held_everywhere(tmp_path: Path) -> None:
    """Three pieces of 60 g in a parcel of 160 g: one of the two weights is wrong."""
    run = routed(tmp_path / "run", "14_net_above_gross.csv")
    assert labelled(run, *HUALEI).held == {"NET-1": ["NET_ABOVE_GROSS"]}
    done = CliRunner().invoke(command, ["pdf", str(run), "--fx", str(CASES / "fx.csv")])
    assert (done.exit_code, "1 held back" in done.stderr) == (1, True)


def test_a_reason_names_the_article_and_its_line(tmp_path: Path) -> None:
    """Of three lines the second, article NOHS, has no HS code (and to the United States it needs ten digits)."""
    labels = labelled(routed(tmp_path / "run", "07_shopify_line_not_named.csv"), *YANWEN)
    assert "HS_CODE_MISSING" in labels.held["#L3"]
    assert labels.ways_out["#L3", "HS_CODE_MISSING"].startswith("Line 2, NOHS: ")


@pytest.mark.parametrize(
    ("case", "order", "rule", "products"),
    [
        ("08_shopify_partly_refunded.csv", "#PR", "PARTLY_REFUNDED", "products.csv"),
        ("21_tiktok_cancel_asked.csv", "580000000000000001", "CANCEL_ASKED", "21_products.csv"),
    ],
)
def test_what_intake_flagged_is_asked_first(case: str, order: str, rule: str, products: str, tmp_path: Path) -> None:
    """Money paid back or an asked cancellation holds the label until a person says it was checked."""
    run = routed(tmp_path / "run", case, "--currency", "MYR", products=products)
    labels = labelled(run, *HUALEI)
    assert (labels.rows, rule in labels.held[order]) == ({}, True)
    checked = labelled(run, *HUALEI, "--checked", order)
    assert (rule in checked.held.get(order, []), rule in checked.warned[order]) == (False, True)


def test_an_address_that_is_no_email_is_left_out(tmp_path: Path) -> None:
    """A text without @ is no address, and one that begins with + would be run by a spreadsheet; the parcels go."""
    labels = labelled(routed(tmp_path / "run", "22_email.csv"), *HUALEI)
    assert {order: rows[0]["收件人邮箱"] for order, rows in labels.rows.items()} == {"EM-1": "", "EM-2": ""}
    assert all("EMAIL_LEFT_OUT" in labels.warned[order] for order in ("EM-1", "EM-2"))


def test_names_that_a_table_can_only_guess_are_left_to_a_person(tmp_path: Path) -> None:
    """Japanese and Arabic are not guessed in a file of Latin letters, in no column; a flag is no letter."""
    labels = labelled(routed(tmp_path / "run", "11_scripts.csv"), *HUALEI)
    assert set(labels.held) == {"JP-STATE", "JP-ALL", "JP-COMPANY", "AE-ALL"}
    assert {rule for rules in labels.held.values() for rule in rules} == {"SCRIPT_GUESSED"}
    (row,) = labels.rows["US-FLAG"]
    assert row["收件人姓名"] == "Ann Lee"


def test_declared_amounts_add_up_to_what_was_paid(tmp_path: Path) -> None:
    """3 pieces for 10.00 USD, 100 for 1.01 USD and 7 for 150.00 EUR are told as just those sums, by hand."""
    run = routed(tmp_path / "run", "04_rounding.csv", "--policy", "cheapest")
    yanwen = labelled(run, *YANWEN)
    told = {
        order: [
            (row[f"出口国申报单价{n}"], row[f"单票数量{n}"]) for (row,) in [rows] for n in (1, 2) if row[f"单票数量{n}"]
        ]
        for order, rows in yanwen.rows.items()
    }
    assert told["RND-7EUR"] == [("21.42", "1"), ("21.43", "6")]  # 21.42 + 6 x 21.43 = 150.00
    (row,) = yanwen.rows["RND-7EUR"]
    assert row["IOSS税号"] == "IM3720000224"  # up to 150 EUR, 150.00 included
    hualei = labelled(run, *HUALEI)
    prices = {
        order: [(row[f"申报价值{n}"], row[f"申报品数量{n}"]) for n in (1, 2, 3) if row[f"申报品数量{n}"]]
        for order, (row,) in hualei.rows.items()
    }
    assert prices["RND-3"] == [("3.33", "2"), ("3.34", "1")]
    assert prices["RND-100"] == [("0.01", "99"), ("0.02", "1")]
    assert "declared 184.25 USD" in hualei.err  # 10.00 + 1.01 + 150 x 8.2 / 7.1 = 173.239...


def test_states_are_codes_where_carriers_want_codes(tmp_path: Path) -> None:
    """Texas is TX and British Columbia BC to Shippo; Hualei's forwarders take the name."""
    run = routed(tmp_path / "run", "13_state_names.csv")
    shippo = labelled(run, "shippo", "Order Number")
    assert {order: rows[0]["State/Province"] for order, rows in shippo.rows.items()} == {"ST-US": "TX", "ST-CA": "BC"}
    assert {rows[0]["州,省"] for rows in labelled(run, *HUALEI).rows.values()} == {"Texas", "British Columbia"}


def test_a_service_that_is_none_is_a_mistake(tmp_path: Path) -> None:
    """A misspelt service is wrong use; one that no order goes by today is an empty file."""
    run = routed(tmp_path / "run", "13_state_names.csv")
    done = CliRunner().invoke(command, [str(run), "--layout", "hualei", "--service", "cnpost-registred"])
    assert (done.exit_code, "Did you mean cnpost-registered?" in done.stderr) == (2, True)
    done = CliRunner().invoke(command, [str(run), "--layout", "hualei", "--service", "dhl-express"])
    assert (done.exit_code, "No assigned order was found" in done.stderr) == (0, True)


def pool_file(path: Path, letters: str, count: int) -> Path:
    """A pool file of so many numbers of China Post, with the check digits of UPU S10."""
    serials = [f"{70000000 + 7 * at:08d}" for at in range(count)]
    path.write_text("".join(f"{letters}{serial}{check_digit(serial)}CN\n" for serial in serials), encoding="utf-8")
    return path


def test_two_shops_with_one_order_id_get_two_numbers(tmp_path: Path) -> None:
    """Both shops' #1001 were paid at the same moment; they go to Boston and to Berlin."""
    pool = pool_file(tmp_path / "pool.txt", "RB", 9)
    numbers = []
    for case in ("01_shop_a.csv", "01_shop_b.csv"):
        run = routed(tmp_path / case, case)
        labels = labelled(run, *HUALEI, "--tracking-pool", str(pool))
        numbers += [rows[0]["转单号"] for rows in labels.rows.values()]
    assert (len(numbers), len(set(numbers)), "" in numbers) == (2, 2, False)


def test_orders_keep_their_numbers_when_the_pool_is_a_new_file(tmp_path: Path) -> None:
    """Four orders have numbers of the first file; written again with the second, and routed again, they keep them."""
    first, second = pool_file(tmp_path / "first.txt", "LK", 4), pool_file(tmp_path / "second.txt", "LM", 9)
    given = []
    for folder, pool in (("a", first), ("a", second), ("b", second)):
        run = tmp_path / folder
        if not run.exists():
            routed(run, "02_orders.csv")
        labels = labelled(run, *HUALEI, "--tracking-pool", str(pool))
        given.append({order: rows[0]["转单号"] for order, rows in labels.rows.items()})
    assert given[0] == given[1] == given[2]
    assert all(number.startswith("LK") for number in given[0].values())


def test_a_day_of_many_carriers_spends_the_numbers_on_one(tmp_path: Path) -> None:
    """On the bundled day 202 orders are assigned, 112 of them to China Post: no other takes a number of its pool."""
    run = tmp_path / "run"
    assert CliRunner().invoke(demo, ["--out", str(run)], standalone_mode=False).exception is None
    pool = pool_file(tmp_path / "pool.txt", "RB", 300)
    result = CliRunner().invoke(
        command,
        ["pdf", str(run), "--tracking-pool", str(pool), "--fx", str(CASES / "fx.csv")],
    )
    assert result.exit_code in {0, 1}, result.output
    ledger = list(csv.DictReader((tmp_path / "pool.txt.used.csv").read_text(encoding="utf-8").splitlines()))
    with (run / "assignments.csv").open(encoding="utf-8-sig", newline="") as file:
        service = {row["order_id"].lstrip("'"): row["service"] for row in csv.DictReader(file)}
    assert {service[row["order_id"]] for row in ledger} == {"cnpost-registered", "cnpost-epacket"}


@pytest.mark.parametrize("nothing", ["0", "0.0", "0 g", "000"])
def test_an_article_that_weighs_nothing_refuses_itself(nothing: str, tmp_path: Path) -> None:
    """One weight of 0 in the product master refuses the orders of that article; the others are routed."""
    products, orders = tmp_path / "products.csv", tmp_path / "orders.csv"
    heads = "sku,name_en,hs_code,origin,weight_g,length_cm,width_cm,height_cm"
    good = "Silicone phone case,392690,CN"
    products.write_text(f"{heads}\nA,{good},{nothing},10,10,1\nB,{good},50,10,10,1\n", encoding="utf-8")
    paid = "2026-11-19T09:00+08:00,FR"
    lines = (f"1,{paid},A,1,12 EUR", f"2,{paid},B,1,12 EUR")
    orders.write_text("\n".join(("order_id,paid_at,country,sku,quantity,value", *lines)), encoding="utf-8")
    run = routed(tmp_path / "run", str(orders), products=str(products))
    problems = list(csv.DictReader((run / "problems.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [(one["order_id"], one["column"]) for one in problems] == [("1", "sku")]
    assert "2,assigned" in (run / "assignments.csv").read_text(encoding="utf-8-sig")
