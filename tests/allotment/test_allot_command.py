"""`sampan allot` over a run of four orders whose prices are worked out by hand, and over the bundled day."""

from __future__ import annotations

import csv
import json
import re
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from in_process import Done, run

from carriers.allotment.caps_file import read_caps
from routing.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

DOCS = Path(__file__).parents[2] / "docs"
CARD = """
name = "Two services"
currency = "CNY"
basis = "contract"
valid_from = 2026-01-01
source = "invented for this test"

[[service]]
code = "near"
carrier = "Near"
name = "near"
class = "registered"
tracked = true
transit_days = [7, 20]
goods = ["general"]

[[service]]
code = "far"
carrier = "Far"
name = "far"
class = "registered"
tracked = true
transit_days = [7, 20]
goods = ["general"]

[[service]]
code = "late"
carrier = "Far"
name = "late"
class = "courier"
tracked = true
transit_days = [7, 20]
goods = ["general"]
"""
ZONES = "service,zone,country\nnear,1,US\nfar,1,US\nlate,1,US\n"
RATES = (
    "service,zone,over_g,upto_g,base,base_covers_g,step_g,per_step\n"
    "near,1,0,2000,5,0,1,0.01\nfar,1,0,2000,3,0,1,0.02\nlate,1,0,2000,30,0,1,0.01\n"
)
POLICY = """
name = "two tiers"
source = "invented for this test"
[[tier]]
name = "small"
classes = ["registered"]
[[tier]]
name = "any"
classes = ["registered", "courier"]
"""
ORDERS = (
    "order_id,paid_at,country,weight_g,value,currency\n"
    "A,2026-11-19T10:00:00+08:00,US,100,12,USD\n"
    "B,2026-11-19T10:00:00+08:00,US,300,12,USD\n"
    "C,2026-11-19T10:00:00+08:00,US,400,12,USD\n"
    "D,2026-11-20T10:00:00+08:00,US,300,,\n"
)
"""near: 5 + g / 100; far: 3 + g / 50.  A 6.00 or 5.00, B and D 8.00 or 9.00, C 9.00 or 11.00; late: 31, 33, 34, 33."""


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run of the four orders: A by far, the others by near, for 5 + 8 + 9 + 8 = 30.00."""
    folder = tmp_path_factory.mktemp("allot")
    card = folder / "cards" / "two"
    card.mkdir(parents=True)
    for name, text in (("card.toml", CARD), ("zones.csv", ZONES), ("rates.csv", RATES)):
        (card / name).write_text(text, encoding="utf-8")
    (folder / "policy.toml").write_text(POLICY, encoding="utf-8")
    (folder / "orders.csv").write_text(ORDERS, encoding="utf-8")
    done = run(
        "route", folder / "orders.csv", "--cards", folder / "cards", "--policy", folder / "policy.toml",
        "--now", "2026-11-19T12:00:00+08:00", "--out", folder / "run",
    )  # fmt: skip
    assert done.code == 0, done.err
    return folder


@pytest.fixture
def asked(day: Path, tmp_path: Path) -> Callable[..., Done]:
    """Allots the run under caps of this text; the new run is `new` beside them."""

    def allot(caps: str, *more: object, out: bool = True) -> Done:
        (tmp_path / "caps.toml").write_text(caps, encoding="utf-8")
        where = ("--out", tmp_path / "new") if out else ()
        return run("allot", day / "run", "--caps", tmp_path / "caps.toml", *where, *more)

    return allot


def _lines(folder: Path) -> dict[str, dict[str, str]]:
    with (folder / "assignments.csv").open(encoding="utf-8-sig", newline="") as file:
        return {line["order_id"]: line for line in csv.DictReader(file)}


def _told(done: Done) -> dict[str, Any]:
    assert done.code == 0, done.err
    told: dict[str, Any] = json.loads(done.out)
    return told


def test_the_orders_that_lose_least_move(asked: Callable[..., Done], tmp_path: Path, day: Path) -> None:
    """Two places at near for three: B or D moves for 1.00, the later of the two; one more place saves that."""
    told = _told(asked('[[cap]]\nservices = ["near"]\nmost = 2\n', "--format", "json"))
    assert (told["before_cny"], told["cost_cny"], told["bound_cny"], told["optimal"]) == (
        "30.00",
        "31.00",
        "31.00",
        True,
    )
    assert told["moved"] == [
        {"order_id": "D", "from": "near", "to": "far", "from_cny": "8.00", "to_cny": "9.00", "more_cny": "1.00"}
    ]
    cap = told["caps"][0]
    assert (cap["without_caps"], cap["used"], cap["one_more_saves_cny"], cap["exact"]) == (3, 2, "1.00", True)
    before, after = _lines(day / "run"), _lines(tmp_path / "new")
    assert {name: line for name, line in after.items() if name != "D"} == {
        name: line for name, line in before.items() if name != "D"
    }
    moved = after["D"]
    assert (moved["service"], moved["price_cny"], moved["runner_up"], moved["saving_cny"]) == (
        "far",
        "9.00",
        "near",
        "-1.00",
    )
    assert moved["flags"].split(";")[-1] == "MOVED_BY_CAP"


def test_the_new_run_is_read_like_any_other(asked: Callable[..., Done], tmp_path: Path) -> None:
    """It verifies, explains the move, and its totals are the sums of its lines; the same caps give the same bytes."""
    asked('[[cap]]\nservices = ["near"]\nmost = 1\n')
    new = tmp_path / "new"
    assert run("verify", new).code == 0
    told = run("explain", "D", "--run", new).out
    assert "Moved by a cap from near, which costs 1.00 CNY less." in told
    manifest = json.loads((new / "run.json").read_text(encoding="utf-8"))
    assert {one["service"]: (one["orders"], one["price_cny"]) for one in manifest["services"]} == {
        "far": (3, "23.00"), "near": (1, "9.00"),
    }  # fmt: skip
    assert manifest["allotment"]["cost_cny"] == "32.00"
    assert (new / "inputs" / "allotment.csv").read_text(encoding="utf-8") == "order_id,service\nB,far\nD,far\n"
    first = {one.name: one.read_bytes() for one in new.iterdir() if one.is_file()}
    asked('[[cap]]\nservices = ["near"]\nmost = 1\n')
    assert {one.name: one.read_bytes() for one in new.iterdir() if one.is_file()} == first


def test_a_line_that_was_changed_is_found(asked: Callable[..., Done], tmp_path: Path) -> None:
    """`verify` holds moved orders to the exact path, too."""
    asked('[[cap]]\nservices = ["near"]\nmost = 2\n')
    path = tmp_path / "new" / "assignments.csv"
    path.write_text(path.read_text(encoding="utf-8-sig").replace("9.00", "8.50"), encoding="utf-8-sig")
    assert run("verify", tmp_path / "new").code == 1


def test_a_run_is_read_in_pieces(asked: Callable[..., Done], monkeypatch: pytest.MonkeyPatch) -> None:
    """Orders by twos come to the same."""
    caps = '[[cap]]\nservices = ["near"]\nmost = 1\n'
    whole = asked(caps, "--format", "json", out=False).out
    monkeypatch.setattr("cli.allot.gather._CHUNK", 2)
    assert asked(caps, "--format", "json", out=False).out == whole


def test_an_allotted_run_can_be_allotted_again(asked: Callable[..., Done], tmp_path: Path) -> None:
    """Under wider caps the orders that had moved go back."""
    asked('[[cap]]\nservices = ["near"]\nmost = 1\n')
    (tmp_path / "wide.toml").write_text('[[cap]]\nservices = ["near"]\nmost = 9\n', encoding="utf-8")
    done = run("allot", tmp_path / "new", "--caps", tmp_path / "wide.toml", "--out", tmp_path / "again")
    assert done.code == 0, done.err
    assert run("verify", tmp_path / "again").code == 0
    assert {name: line["service"] for name, line in _lines(tmp_path / "again").items()} == {
        "A": "far", "B": "near", "C": "near", "D": "near",
    }  # fmt: skip


@pytest.mark.parametrize(("caps", "cost", "used"), [
    # B, C and D weigh 300 + 400 + 300 g: they have room
    ('[[cap]]\ncarriers = ["Near"]\nby = "kg"\nmost = 1\n', "30.00", [1]),
    # of 19 Nov only: B or C leaves near, B for 1.00
    ('[[cap]]\nservices = ["near"]\nday = 2026-11-19\nmost = 1\n', "31.00", [1]),
    ('[[cap]]\nservices = ["near"]\nday = "each"\nmost = 1\n', "31.00", [1, 1]),
    # at most 16 yuan at near: B and D (16.00) cost 5 + 8 + 11 + 8 = 32.00, C alone 5 + 9 + 9 + 9 = 32.00
    ('[[cap]]\nservices = ["near"]\nby = "freight_cny"\nmost = 16\n', "32.00", [9, 16]),
    # three must go by far: A, B and D do
    ('[[cap]]\nservices = ["far"]\nleast = 3\n', "32.00", [3]),
    ('[[cap]]\ncountries = ["US"]\nmost = 4\n', "30.00", [4]),
    # 20 % off from three on: far costs 4.00 + 7.20 + 9.00 (C by near) + 7.20 = 27.40; from four on 27.20 with C at 8.80
    ('[[rebate]]\nservices = ["far"]\n[[rebate.step]]\nfrom = 3\npercent = "20"\n', "27.20", []),
    # 3.00 less for each beyond two: all four by far, 5 + 9 + 11 + 9 - 2 x 3 = 28.00
    ('[[rebate]]\nservices = ["far"]\n[[rebate.step]]\nfrom = 2\ncny_per_parcel = "3"\nfurther = true\n', "28.00", []),
])  # fmt: skip
def test_what_caps_and_rebates_come_to(asked: Callable[..., Done], caps: str, cost: str, used: list[int | str]) -> None:
    """Each worked out by hand from the eight prices."""
    told = _told(asked(caps, "--format", "json", out=False))
    assert (told["cost_cny"], told["optimal"]) == (cost, True)
    assert [one["used"] for one in told["caps"]] == used or told["caps"][0]["used"] in used


def test_one_more_place_may_earn_a_rebate(asked: Callable[..., Done]) -> None:
    """One place by far: A, for 5 + 8 + 9 + 8 = 30.00.  With two each costs 3.00 less: 2 + 6 + 9 + 8 = 25.00."""
    rebate = '[[rebate]]\nservices = ["far"]\n[[rebate.step]]\nfrom = 2\ncny_per_parcel = "3"\n'
    told = _told(asked('[[cap]]\nservices = ["far"]\nmost = 1\n' + rebate, "--format", "json"))
    assert (told["cost_cny"], told["rebates"]) == ("30.00", [])
    assert [(one["one_more_saves_cny"], one["exact"]) for one in told["caps"]] == [("5.00", True)]


def test_nobody_moves_for_a_rebate_that_gains_nothing(asked: Callable[..., Done]) -> None:
    """A and B by far at 0.50 less are 4.50 + 8.50, just what A by far and B by near cost without it."""
    rebate = '[[rebate]]\nservices = ["far"]\n[[rebate.step]]\nfrom = 2\ncny_per_parcel = "0.50"\n'
    told = _told(asked(rebate, "--format", "json"))
    assert (told["cost_cny"], told["orders_moved"], told["rebates"]) == ("30.00", 0, [])


def test_an_order_keeps_to_the_carrier_it_asks_for(day: Path, tmp_path: Path) -> None:
    """E asks for Far, which has two services: without room at far it goes by late, for 31.00, and not by near."""
    (tmp_path / "orders.csv").write_text(
        "order_id,paid_at,country,weight_g,requested_service\nE,2026-11-19T10:00:00+08:00,US,100,Far\n",
        encoding="utf-8",
    )
    done = run(
        "route", tmp_path / "orders.csv", "--cards", day / "cards", "--policy", day / "policy.toml",
        "--now", "2026-11-19T12:00:00+08:00", "--out", tmp_path / "run",
    )  # fmt: skip
    assert done.code == 0, done.err
    (tmp_path / "caps.toml").write_text('[[cap]]\nservices = ["far"]\nmost = 0\n', encoding="utf-8")
    done = run("allot", tmp_path / "run", "--caps", tmp_path / "caps.toml", "--out", tmp_path / "new")
    assert done.code == 0, done.err
    line = _lines(tmp_path / "new")["E"]
    assert [line[name] for name in ("service", "tier", "price_cny")] == ["late", "requested", "31.00"]
    assert run("verify", tmp_path / "new").code == 0


def test_later_tiers_take_what_has_no_room(asked: Callable[..., Done], tmp_path: Path) -> None:
    """One place at near, one at far: two go by the courier of the later tier, and the cheapest two stay."""
    caps = '[[cap]]\nservices = ["near"]\nmost = 2\n[[cap]]\nservices = ["far"]\nmost = 1\n'
    short = asked(caps)
    assert short.code == 3
    assert "no fewer of them contradict each other" in short.err
    assert "- near: at most 2 parcels" in short.err
    assert "- far: at most 1 parcels" in short.err
    assert not (tmp_path / "new").exists()
    told = _told(asked(caps, "--later-tiers", "--format", "json"))
    assert [(one["order_id"], one["to"]) for one in told["moved"]] == [("D", "late")]
    assert told["cost_cny"] == "55.00"
    assert _lines(tmp_path / "new")["D"]["tier"] == "any"
    assert run("verify", tmp_path / "new").code == 0


def test_a_cap_on_value_needs_every_value(asked: Callable[..., Done]) -> None:
    """D tells none: it is named, and nothing is counted as nothing."""
    done = asked('[[cap]]\nby = "value_cny"\nmost = 5000\n')
    assert done.code == 3
    assert "among them D" in done.err


def test_a_rate_that_lacks_is_a_value_that_is_not_known(day: Path, tmp_path: Path) -> None:
    """Without a rate of exchange nobody knows what an order is worth in yuan."""
    (tmp_path / "fx.csv").write_text("currency,cny,valid_from,source\nEUR,8,2026-01-01,test\n", encoding="utf-8")
    done = run(
        "route", day / "orders.csv", "--cards", day / "cards", "--policy", day / "policy.toml", "--fx",
        tmp_path / "fx.csv", "--now", "2026-11-19T12:00:00+08:00", "--out", tmp_path / "run",
    )  # fmt: skip
    assert done.code == 0, done.err
    (tmp_path / "caps.toml").write_text('[[cap]]\nby = "value_cny"\nmost = 5000\n', encoding="utf-8")
    done = run("allot", tmp_path / "run", "--caps", tmp_path / "caps.toml")
    assert done.code == 3
    assert "among them A, B, C, D" in done.err


def test_rebates_of_too_many_ways_are_refused(asked: Callable[..., Done]) -> None:
    """Nine agreements of a step each can be claimed in 512 ways."""
    one = '[[rebate]]\nservices = ["far"]\n[[rebate.step]]\nfrom = 3\npercent = "1"\n'
    done = asked(one * 9, out=False)
    assert done.code == 3
    assert "512 ways" in done.err


def test_the_picture_shows_the_cost_against_the_cap(asked: Callable[..., Done], tmp_path: Path) -> None:
    """From three places at near on the day costs 30.00, with none 5 + 9 + 11 + 9 = 34.00."""
    done = asked('[[cap]]\nservices = ["near"]\nmost = 2\n', "--picture", tmp_path / "caps.svg")
    assert done.code == 0, done.err
    drawn = (tmp_path / "caps.svg").read_text(encoding="utf-8")
    assert ">34.00<" in drawn
    assert ">30.00<" in drawn


def test_a_run_is_not_written_onto_itself(day: Path, tmp_path: Path) -> None:
    """The run that is read stays."""
    (tmp_path / "caps.toml").write_text("[[cap]]\nmost = 4\n", encoding="utf-8")
    done = run("allot", day / "run", "--caps", tmp_path / "caps.toml", "--out", day / "run")
    assert done.code == 2


@pytest.mark.parametrize(("text", "told"), [
    ("", "caps.none"),
    ("[[cap]]\n", "caps.no_bound"),
    ("[[cap]]\nmost = 1\nleast = 2\n", "caps.least_above_most"),
    ("[[cap]]\nmost = -1\n", "caps.whole_range"),
    ('[[cap]]\nmost = 1\nservices = ["cnpost-epackt"]\n', "caps.unknown_near"),
    ('[[cap]]\nmost = 1\ncarriers = ["somebody else"]\n', "caps.unknown"),
    ('[[cap]]\nmost = 1\nday = "Monday"\n', "caps.day"),
    ("[[cap]]\nmost = 1\nmsot = 1\n", "toml_key.unknown_near"),
    ("[[rebate]]\n", "caps.steps"),
    ('[[rebate]]\n[[rebate.step]]\npercent = "3"\n', "caps.no_from"),
    ("[[rebate]]\n[[rebate.step]]\nfrom = 3\n", "caps.one_of_both"),
    ('[[rebate]]\n[[rebate.step]]\nfrom = 3\npercent = "101"\n', "caps.percent_range"),
    ('[[rebate]]\n[[rebate.step]]\nfrom = 3\ncny_per_parcel = "0"\n', "caps.amount_range"),
    ('[[rebate]]\nby = "kg"\n[[rebate.step]]\nfrom = 3\ncny_per_parcel = "1"\nfurther = true\n', "caps.further"),
])  # fmt: skip
def test_faulty_files_are_told(text: str, told: str, tmp_path: Path) -> None:
    """Each with what is wrong."""
    assert told in _faults(text, tmp_path)


@pytest.mark.parametrize("text", [
    '[[cap]]\nby = "kg"\nmost = 0.5\n', "[[cap]]\nmost = true\n", '[[cap]]\nmost = "5"\n',
    "[[rebate]]\n[[rebate.step]]\nfrom = 3\npercent = 3\n",
    '[[rebate]]\n[[rebate.step]]\nfrom = 0.5\npercent = "3"\n',
])  # fmt: skip
def test_a_value_of_another_kind_is_one_fault(text: str, tmp_path: Path) -> None:
    """It is not told to be missing too."""
    assert _faults(text, tmp_path) == ["toml_key.other_kind"]


def _faults(text: str, folder: Path) -> list[str]:
    """The codes of what is wrong with a file of caps."""
    from cli.options.facts import FactPaths  # noqa: PLC0415 - cards are wanted here alone

    path = folder / "caps.toml"
    path.write_text(text, encoding="utf-8")
    services = FactPaths.named((), "handbook", None).load().services
    with pytest.raises(InputError) as refused:
        read_caps(path, services)
    return [fault.reason.code for fault in refused.value.faults]


def test_the_manual_s_samples_are_read(tmp_path: Path) -> None:
    """The files of docs/ALLOTMENT.md, by the bundled cards: a cap, and a cap with a rebate of two steps."""
    from cli.options.facts import FactPaths  # noqa: PLC0415 - as above

    services = FactPaths.named((), "handbook", None).load().services
    samples = re.findall(r"```toml\n(.*?)```", (DOCS / "ALLOTMENT.md").read_text(encoding="utf-8"), re.DOTALL)
    read = []
    for sample in samples:
        (tmp_path / "caps.toml").write_text(sample, encoding="utf-8")
        read.append(read_caps(tmp_path / "caps.toml", services))
    first, second = read
    assert (first.caps[0].most, first.rebates) == (20, ())
    assert (second.caps[0].least, second.caps[0].most) == (500, 2000)
    assert [(step.at_least, step.share, step.fen, step.further) for step in second.rebates[0].steps] == [
        (1000, Fraction(3, 100), 0, False), (2000, None, 80, True),
    ]  # fmt: skip
