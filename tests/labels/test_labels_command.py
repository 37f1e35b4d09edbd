from __future__ import annotations

import csv
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result
from finished_run import FX
from finished_run import label_run as make_run

from carriers.finding import HELD
from carriers.labels.file_check import check_file
from carriers.labels.layouts.read import load, names
from cli.labels import files
from cli.labels.labels import command
from cli.output.files import locked
from cli.words import sentence
from routing.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path
    from types import SimpleNamespace


@pytest.fixture
def run(tmp_path: Path, desk: SimpleNamespace) -> Path:
    """A run of the orders A and B, with a shop file and exchange rates beside it."""
    (tmp_path / "fx.csv").write_text(FX, encoding="utf-8")
    (tmp_path / "shop.toml").write_text(desk.shop_text, encoding="utf-8")
    (tmp_path / "pool.txt").write_text("RR473124829GB\nRR287043775IN\n", encoding="utf-8")
    return make_run(tmp_path / "run", [desk.a, desk.b])


def sampan(run: Path, *words: str) -> Result:
    """What `sampan labels WORDS` does, with the shop file and the rates."""
    more = ["--fx", str(run.parent / "fx.csv"), "--shop", str(run.parent / "shop.toml")]
    return CliRunner().invoke(command, [*words, *(more if words[0] not in {"layouts", "check"} else [])])


NEED_NUMBERS = ("cnpost-small-packet", "customs-9610-list", "customs-9610-manifest", "customs-9610-waybills")
PLAIN = [
    name for name in names() if name not in NEED_NUMBERS and not (load(name).template or load(name).per_order)
]  # fmt: skip


@pytest.mark.parametrize("name", PLAIN)
def test_what_was_written_is_found_right(name: str, run: Path, desk: SimpleNamespace) -> None:
    """For each layout the file is written by one command, and `labels check` finds nothing wrong with it."""
    if name == "yunexpress-2014":  # it takes capital letters and digits only
        make_run(run, [{**desk.a, "order_id": "A1"}, {**desk.b, "order_id": "B2"}])
    result = sampan(run, str(run), "--layout", name, "--service", "cnpost-registered")
    assert result.exit_code == 0, result.output
    path = next(path for path in (run / "labels").iterdir() if path.stem == name)
    assert str(path) in result.stdout
    checked = sampan(run, "check", str(path), "--layout", name)
    assert (checked.exit_code, checked.stdout) == (0, "")


def test_held_orders_are_listed_with_their_way_out(run: Path, desk: SimpleNamespace) -> None:
    """Exit code 1 when orders were held back; label_problems.csv says which, why and what to do."""
    make_run(run, [desk.a, {**desk.b, "phone": "000"}])
    result = sampan(run, str(run), "--layout", "hualei")
    assert result.exit_code == 1
    assert "2 orders: 1 written" in result.stderr
    with (run / "labels" / "label_problems.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["order"], row["field"], row["value"], row["rule"], row["level"]) for row in rows] == [
        ("8190012345678901", "ioss", "IM3720000224", "IOSS_LEFT_OUT", "warning"),  # nor for that
        ("#1002", "收件人电话", "000", "PHONE_IMPOSSIBLE", "held"),
        ("#1002", "goods", "battery", "BATTERY_LEFT_OUT", "warning"),  # the layout has no column for it
    ]
    assert rows[1]["way out"].endswith(".")
    with (run / "labels" / "label_notes.csv").open(encoding="utf-8-sig", newline="") as file:
        assert {row["rule"] for row in csv.DictReader(file)} == {
            "CUSTOMS_FORM", "EU_VAT", "EU_DUTY_PER_HS_LINE", "PRODUCT_ID_MISSING",
        }  # fmt: skip


def test_reports_of_other_layouts_stay(run: Path, desk: SimpleNamespace) -> None:
    """Writing a second layout keeps the first one's lines, and writing one again replaces its own."""
    make_run(run, [{**desk.b, "phone": "000", "goods": "general"}])
    for name in ("hualei", "4px", "hualei"):
        assert sampan(run, str(run), "--layout", name).exit_code == 1
    with (run / "labels" / "label_problems.csv").open(encoding="utf-8-sig", newline="") as file:
        assert sorted(row["layout"] for row in csv.DictReader(file)) == ["4px", "hualei"]


def test_numbers_come_from_the_pool_once_and_are_remembered(run: Path, desk: SimpleNamespace) -> None:
    """Each order has its own number, again the same on a second run, and another run gets none that was used."""
    make_run(run, [desk.b, {**desk.c, "paid_at": desk.b["paid_at"], "value_e4": 10_0200}])  # three pieces of 3.34 USD
    pool = ("--tracking-pool", str(run.parent / "pool.txt"))
    for _ in range(2):
        assert sampan(run, str(run), "--layout", "cnpost-small-packet", *pool).exit_code == 0
        rows = (run / "labels" / "cnpost-small-packet.csv").read_bytes().decode("gbk").splitlines()[1:]
        assert [row[:13] for row in rows] == ["RR473124829GB", "RR287043775IN"]
    ledger = (run.parent / "pool.txt.used.csv").read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[:3] for line in ledger[1:]] == [
        ["RR473124829GB", "#1002", "shopify"],
        ["RR287043775IN", "TT-7", "own"],
    ]
    assert (run / "labels" / "tracking.csv").read_text(encoding="utf-8").splitlines() == ledger
    other = make_run(run.parent / "other", [{**desk.b, "order_id": "9"}])
    result = sampan(other, str(other), "--layout", "cnpost-small-packet", *pool)
    assert (result.exit_code, list((other / "labels").glob("cnpost*"))) == (1, [])
    assert not (run.parent / "pool.txt.lock").exists()


def test_a_pool_in_use_is_not_touched(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second run on the same pool waits, and stops before it could take a number twice."""
    monkeypatch.setattr(files, "PATIENCE_S", 0)
    pool = run.parent / "pool.txt"
    with locked(pool.with_name(".pool.txt.lock"), pool):
        result = sampan(run, str(run), "--layout", "hualei", "--tracking-pool", str(pool))
    assert isinstance(result.exception, InputError)
    assert "being written by another run" in sentence(result.exception)
    assert not (run / "labels").exists()


def test_a_lock_left_behind_blocks_nobody(run: Path) -> None:
    """After kill -9 the files of the locks may stay: the system has let go of them."""
    (run / "labels").mkdir()
    for left in (run.parent / ".pool.txt.lock", run.parent / "pool.txt.lock", run / "labels" / ".lock"):
        left.touch()
    pool = ("--tracking-pool", str(run.parent / "pool.txt"))
    assert sampan(run, str(run), "--layout", "hualei", *pool).exit_code == 0


def test_two_commands_at_once_keep_both_their_lines(run: Path, desk: SimpleNamespace) -> None:
    """Two layouts written at the same time: both files stand, and the report has the lines of both."""
    make_run(run, [{**desk.b, "phone": "000", "goods": "general"}])
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda name: write_alone(run, name), ("hualei", "4px")))
    with (run / "labels" / "label_problems.csv").open(encoding="utf-8-sig", newline="") as file:
        assert sorted(row["layout"] for row in csv.DictReader(file)) == ["4px", "hualei"]


def write_alone(run: Path, layout: str) -> None:
    """Writes a layout in a process of its own."""
    words = [sys.executable, "-m", "cli.main", "labels", str(run), "--layout", layout]
    subprocess.run([*words, "--fx", str(run.parent / "fx.csv")], check=False, capture_output=True)


def test_a_stopped_command_leaves_nothing_and_a_plan_is_carried_out(run: Path) -> None:
    """What was made out of sight goes at the next start; what was about to be named gets its names."""
    (run / "labels").mkdir()
    for name, plan in ((".labels-dead", False), (".labels-done", True)):
        left = run / "labels" / name
        left.mkdir()
        (left / "4px.csv").write_text("Ann Alpha", encoding="utf-8")
        if plan:
            moves = [[str(left / "4px.csv"), str(run / "labels" / "4px.csv")]]
            (left / "plan.json").write_text(json.dumps({"moves": moves, "gone": []}), encoding="utf-8")
    assert sampan(run, str(run), "--layout", "hualei").exit_code == 0
    assert sorted(path.name for path in (run / "labels").iterdir()) == [
        ".label_problems.jsonl",
        "4px.csv", "hualei.csv", "label_notes.csv", "label_problems.csv",
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_a_report_saved_by_a_spreadsheet_is_read(encoding: str, run: Path, desk: SimpleNamespace) -> None:
    """A report that a spreadsheet saved as GBK, or without its mark, keeps its lines of other layouts."""
    make_run(run, [{**desk.b, "phone": "000", "goods": "general"}])
    assert sampan(run, str(run), "--layout", "hualei").exit_code == 1
    path = run / "labels" / "label_problems.csv"
    path.write_bytes(path.read_text(encoding="utf-8-sig").encode(encoding))
    assert sampan(run, str(run), "--layout", "4px").exit_code == 1
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert sorted((row["layout"], row["field"]) for row in csv.DictReader(file)) == [
            ("4px", "收件人电话"),
            ("hualei", "收件人电话"),
        ]


def test_a_report_that_is_none_is_kept_aside(run: Path) -> None:
    """A file that only bears the report's name stops nothing, and is lost in no silence."""
    (run / "labels").mkdir()
    (run / "labels" / "label_problems.csv").write_bytes(b"\x00\xff\xfe shopping list")
    result = sampan(run, str(run), "--layout", "hualei")
    assert (result.exit_code, "kept as label_problems.csv.1" in result.stderr) == (0, True)
    assert (run / "labels" / "label_problems.csv.1").read_bytes() == b"\x00\xff\xfe shopping list"


def test_a_new_pool_file_keeps_the_numbers_given_before(run: Path, desk: SimpleNamespace) -> None:
    """The carrier sends a second file: orders keep their numbers, in this run and in the next, and none is doubled."""
    make_run(run, [desk.b])
    numbers = {"old.txt": "RR473124829GB", "new.txt": "RR473124829GB\nRR287043775IN"}
    for name, text in numbers.items():
        (run.parent / name).write_text(text, encoding="utf-8")
        pool = ("--tracking-pool", str(run.parent / name))
        assert sampan(run, str(run), "--layout", "cnpost-small-packet", *pool).exit_code == 0
    assert (run / "labels" / "cnpost-small-packet.csv").read_bytes().splitlines()[1].startswith(b"RR473124829GB")
    next_day = make_run(run.parent / "next", [desk.b, {**desk.b, "order_id": "9"}])
    pool = ("--tracking-pool", str(run.parent / "new.txt"))
    assert sampan(next_day, str(next_day), "--layout", "cnpost-small-packet", *pool).exit_code == 0
    rows = (next_day / "labels" / "cnpost-small-packet.csv").read_bytes().splitlines()[1:]
    assert [row[:13] for row in rows] == [b"RR473124829GB", b"RR287043775IN"]


def test_a_layout_of_one_carrier_takes_its_own_orders(run: Path, desk: SimpleNamespace) -> None:
    """China Post's layout passes FedEx's orders over, says so, and takes them when the service is named."""
    make_run(run, [desk.b], service="fedex-ip", carrier="FedEx")
    pool = ("--tracking-pool", str(run.parent / "pool.txt"))
    result = sampan(run, str(run), "--layout", "cnpost-small-packet", *pool)
    assert (result.exit_code, "1 order of other carriers passed over (fedex-ip 1)" in result.stderr) == (0, True)
    assert not (run.parent / "pool.txt.used.csv").exists()
    named = sampan(run, str(run), "--layout", "cnpost-small-packet", "--service", "fedex-ip", *pool)
    assert (named.exit_code, "1 written" in named.stderr) == (0, True)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--layout", "hualie"), "Did you mean hualei?"),
        (("--layout", "cnpost-small-packet"), "--tracking-pool"),
        (("--layout", "shippo", "--type", "xlsx"), "uploaded as csv, not as xlsx"),
        (("--layout", "shippo", "-o", "x.xlsx"), "uploaded as csv, not as xlsx"),
        ((), "Missing option '--layout'"),
    ],
)
def test_wrong_use_says_what_is_right(words: tuple[str, ...], message: str, run: Path) -> None:
    """A wrong name, type or missing number file is wrong use: exit code 2 and the way out."""
    result = sampan(run, str(run), *words)
    assert (result.exit_code, message in " ".join(result.stderr.split())) == (2, True)


def test_missing_shop_facts_are_named(run: Path) -> None:
    """A layout that needs the sender says which keys are missing, before it writes anything."""
    result = CliRunner().invoke(command, [str(run), "--layout", "dhl-ecommerce-ap"])
    assert result.exit_code == 2
    assert "pickup_account in [layout.dhl-ecommerce-ap]" in " ".join(result.stderr.split())


def test_older_parts_do_not_stay(run: Path, desk: SimpleNamespace) -> None:
    """A shorter second run leaves no part of the longer first run to be uploaded twice."""
    make_run(run, [{**desk.b, "order_id": f"N{number}"} for number in range(251)])
    assert sampan(run, str(run), "--layout", "ups-batch").exit_code == 0
    assert sorted(path.name for path in (run / "labels").glob("ups*")) == ["ups-batch-2.csv", "ups-batch.csv"]
    make_run(run, [desk.b])
    assert sampan(run, str(run), "--layout", "ups-batch").exit_code == 0
    assert [path.name for path in (run / "labels").glob("ups*")] == ["ups-batch.csv"]


def test_a_failing_run_leaves_no_file(run: Path) -> None:
    """An assignment of no order stops the run: nothing half written is left behind."""
    with (run / "assignments.csv").open("a", encoding="utf-8", newline="") as file:
        file.write("GHOST,assigned,cnpost-registered,China Post,2026-11-23\r\n")
    result = sampan(run, str(run), "--layout", "hualei")
    assert isinstance(result.exception, InputError)
    assert "row 4" in sentence(result.exception)
    assert list((run / "labels").iterdir()) == []


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("assignments.csv", b"order_id,status\r\n", "lacks the columns service, carrier"),
        ("assignments.csv", b"\xb6\xa9\xb5\xa5", "cannot be read: 'utf-8' codec"),
        ("orders.parquet", b"no parquet", "cannot be read: "),
    ],
)
def test_a_damaged_run_is_named(file: str, content: bytes, message: str, run: Path) -> None:
    """A file that is none of a run's is named with what is wrong about it."""
    (run / file).write_bytes(content)
    result = sampan(run, str(run), "--layout", "hualei")
    assert isinstance(result.exception, InputError)
    assert message in sentence(result.exception)


def test_rows_may_be_taken_out_of_the_assignments(run: Path) -> None:
    """A packer who deletes a line of assignments.csv gets the file without that order."""
    path = run / "assignments.csv"
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    path.write_text("\n".join([lines[0], lines[2]]) + "\n", encoding="utf-8")
    assert sampan(run, str(run), "--layout", "hualei").exit_code == 0
    rows = (run / "labels" / "hualei.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [row.split(",")[0] for row in rows[1:]] == ["#1002"]


def test_service_takes_only_its_orders(run: Path) -> None:
    """--service of a service the run knows nothing of writes nothing and names those it knows."""
    result = sampan(run, str(run), "--layout", "hualei", "--service", "dhl-express")
    assert (result.exit_code, "Known are cnpost-registered." in result.stderr) == (2, True)
    assert not (run / "labels" / "hualei.csv").exists()


def test_a_misspelt_service_leaves_the_file_that_is_there(run: Path) -> None:
    """A service that no order has takes away nothing that an earlier call wrote."""
    assert sampan(run, str(run), "--layout", "hualei").exit_code == 0
    before = (run / "labels" / "hualei.csv").read_bytes()
    assert sampan(run, str(run), "--layout", "hualei", "--service", "cnpost-registred").exit_code == 2
    assert (run / "labels" / "hualei.csv").read_bytes() == before


def test_a_day_is_read_as_everywhere(run: Path) -> None:
    """--on takes the same form of a day as every other command, and says so."""
    result = sampan(run, str(run), "--layout", "hualei", "--on", "23/11/2026")
    assert (result.exit_code, "'23/11/2026' is no day. Write it like 2026-11-20." in result.stderr) == (2, True)
    assert sampan(run, str(run), "--layout", "hualei", "--on", "2026-11-23").exit_code == 0


def test_a_file_can_be_printed(run: Path) -> None:
    """-o - sends the file to stdout and nothing else."""
    result = sampan(run, str(run), "--layout", "shippo", "-o", "-")
    assert result.stdout.startswith("Order Number,Order Date,")
    assert len(result.stdout.splitlines()) == 4


@pytest.mark.parametrize("order_id", ["'=1", "=1", "'1", '"1"', "a,b"])
def test_odd_order_ids_block_no_label(order_id: str, run: Path, desk: SimpleNamespace) -> None:
    """An id that looks like a guarded formula stands for itself; one that a spreadsheet would run is held alone."""
    make_run(run, [{**desk.b, "order_id": order_id}, desk.a])
    result = sampan(run, str(run), "--layout", "hualei")
    assert result.exit_code == (1 if order_id == "=1" else 0), result.output
    rows = list(csv.DictReader((run / "labels" / "hualei.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [row["客户单号"] for row in rows] == ([] if order_id == "=1" else [order_id]) + [desk.a["order_id"]]


def test_a_layout_of_ones_own(run: Path) -> None:
    """A forwarder's variant in a TOML file writes and checks as a bundled layout does."""
    own = run.parent / "mine.toml"
    own.write_text(
        'name = "mine"\ntitle = "t"\ncarrier = "c"\nseen = "2026"\nconfidence = "high"\nsources = ["s"]\n'
        '[[group]]\ncolumns = [{ header = "No", field = "order_id" }]\n'
        '[[group]]\nitems = [1, 2]\ncolumns = [{ header = "HS{n}", field = "item.hs_code" }]\n',
        encoding="utf-8",
    )
    assert sampan(run, str(run), "--layout", str(own)).exit_code == 0
    written = run / "labels" / "mine.csv"
    assert written.read_bytes() == b"No,HS1,HS2\r\n8190012345678901,940521,392690\r\n#1002,841451,\r\n"
    assert sampan(run, "check", str(written), "--layout", str(own)).exit_code == 0


def test_summary_as_json(run: Path) -> None:
    """--format json tells files, counts and totals."""
    result = sampan(run, str(run), "--layout", "hualei", "--format", "json")
    told = json.loads(result.stdout)
    assert (told["orders"], told["written"], told["held"], told["weight_g"]) == (2, 2, 0, 501)
    assert told["files"] == [{"file": str(run / "labels" / "hualei.csv"), "orders": 2, "rows": 2}]


def test_every_layout_is_listed_with_its_source(run: Path) -> None:
    """`labels layouts` lists all, and one layout with its columns; each has a source, an age and a confidence."""
    listed = json.loads(sampan(run, "layouts", "--format", "json").stdout)
    assert [row["layout"] for row in listed] == names()
    assert {row["layout"]: row["columns"] for row in listed}.items() >= {"hualei": 46, "yanwen": 79, "4px": 59}.items()
    for name in names():
        one = json.loads(sampan(run, "layouts", name, "--format", "json").stdout)
        assert all(one[key] for key in ("sources", "seen", "confidence"))


@pytest.mark.parametrize(
    ("find", "put", "rule", "field"),
    [
        (",DE,", ",Germany,", "COUNTRY", "目的国家"),
        (",4930901820,", ",+49 30 901820,", "FORMULA", "收件人电话"),
        (",0.320,", ",0.32,", "NUMBER", "重量"),
        (",12.00,", ",0.00,", "ZERO", "申报价值1"),
        (",Juergen Mueller,", ",,", "REQUIRED", "收件人姓名"),
        (",Juergen Mueller,", ",Jürgen Müller,", "CHARSET", "收件人姓名"),
        ("8190012345678901,,", "8190012345678901,RR473124828GB,", "TRACKING_NUMBER", "转单号"),
        ("#1002,", "8190012345678901,", "TWICE", "客户单号"),
    ],
)
def test_check_names_a_broken_cell(find: str, put: str, rule: str, field: str, run: Path) -> None:
    """One cell changed by hand is found, with its column and the rule it breaks."""
    assert sampan(run, str(run), "--layout", "hualei").exit_code == 0
    path = run / "labels" / "hualei.csv"
    path.write_text(path.read_text(encoding="utf-8-sig").replace(find, put, 1), encoding="utf-8-sig")
    result = sampan(run, "check", str(path), "--layout", "hualei", "--format", "json")
    assert result.exit_code == 1
    assert (rule, field) in [(row["rule"], row["field"]) for row in json.loads(result.stdout)]


PLANTED = [  # layout, row (0: the first order), header, what a hand put there, the rule that finds it
    ("hualei", 0, "客户单号", "8.19E+15", "ID_MANGLED"),
    ("hualei", 0, "客户单号", "", "REQUIRED"),
    ("hualei", 1, "客户单号", "8190012345678901", "TWICE"),
    ("hualei", 0, "转单号", "RR473124828GB", "TRACKING_NUMBER"),
    ("hualei", 1, "转单号", "RR473124829GB", "NUMBER_TWICE"),
    ("hualei", 0, "目的国家", "Germany", "COUNTRY"),
    ("hualei", 0, "目的国家", "ZZ", "COUNTRY"),
    ("hualei", 0, "收件人姓名", "J***r", "MASKED"),
    ("hualei", 0, "收件人姓名", "unknown", "NAME_VAGUE"),
    ("hualei", 0, "收件人姓名", "Jürgen", "CHARSET"),
    ("hualei", 0, "收件人姓名", "=cmd", "FORMULA"),
    ("hualei", 0, "联系地址", "Ros** 12", "MASKED"),
    ("hualei", 0, "联系地址", "", "REQUIRED"),
    ("hualei", 0, "城市", "Ber\nlin", "CONTROL_SIGN"),
    ("hualei", 0, "收件人电话", "12", "PHONE"),
    ("hualei", 0, "收件人电话", "15550", "PHONE_IMPOSSIBLE"),
    ("hualei", 0, "收件人邮箱", "not an email", "EMAIL"),
    ("hualei", 0, "重量", "0.32", "NUMBER"),
    ("hualei", 0, "重量", "0.000", "ZERO"),
    ("hualei", 0, "海关报关品名1", "gift", "DESCRIPTION_VAGUE"),
    ("hualei", 0, "海关报关品名2", "accessories", "DESCRIPTION_VAGUE"),
    ("hualei", 0, "海关报关品名1", "", "REQUIRED"),
    ("hualei", 0, "配货信息1", "1E5", "ID_MANGLED"),
    ("hualei", 0, "申报价值1", "0.00", "ZERO"),
    ("hualei", 0, "申报价值1", "12.5", "NUMBER"),
    ("hualei", 0, "申报品数量1", "1.5", "NUMBER"),
    ("hualei", 0, "申报品数量1", "0", "ZERO"),
    ("hualei", 1, "申报品数量2", "1", "REQUIRED"),
    ("yanwen", 0, "IOSS税号", "IM37", "PATTERN"),
    ("yanwen", 0, "收件人国家", "瑞士", "IOSS_NOT_THERE"),
    ("yanwen", 0, "币种类型", "卢布", "PATTERN"),
    ("yanwen", 0, "是否含电", "maybe", "YES_NO"),
    ("yanwen", 0, "收款到账日期", "20/11/2026", "DATE"),
    ("yanwen", 0, "商品海关编码1", "39269", "HS_CODE_WRONG"),
    ("yanwen", 0, "商品海关编码1", "770000", "HS_CODE_WRONG"),
    ("yanwen", 0, "收件人国家", "美国", "HS_CODE_SHORT"),
    ("yanwen", 0, "英文品名1", "LED台灯", "CHARSET"),
    ("ups-batch", 0, "State/Prov/Other", "Bavaria", None),  # no state of Germany is coded
    ("shippo", 0, "Order Amount", "26.50", "SUM_DIFFERS"),
    ("shippo", 0, "Item Price", "13.00", "SUM_DIFFERS"),
    ("shippo", 0, "Item Weight", "900", "NET_ABOVE_GROSS"),
    ("shippo", 1, "Recipient Name", "Somebody Else", "ORDER_DIFFERS"),
    ("shippo", 0, "Order Currency", "DOLLAR", "CURRENCY"),
    ("ups-batch", 0, "Unit of Measure", "LB", "FIXED"),
    ("ups-batch", 0, "Description of Goods", "toys", "DESCRIPTION_VAGUE"),
    ("ups-batch", 0, "Company or Name", "x" * 36, "TOO_LONG"),
]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, a_and_b: list[dict[str, Any]], shop_text: str) -> Path:
    """A run of the orders A and B with its files in four layouts."""
    folder = tmp_path_factory.mktemp("written")
    (folder / "fx.csv").write_text(FX, encoding="utf-8")
    (folder / "shop.toml").write_text(shop_text, encoding="utf-8")
    (folder / "pool.txt").write_text("RR473124829GB\nRR287043775IN\n", encoding="utf-8")
    run = make_run(folder / "run", a_and_b)
    for layout in ("hualei", "yanwen", "shippo", "ups-batch"):
        pool = ("--tracking-pool", str(folder / "pool.txt"))
        assert sampan(run, str(run), "--layout", layout, "--type", "csv", *pool).exit_code == 0
    return run / "labels"


@pytest.mark.parametrize(("layout", "row", "header", "text", "rule"), PLANTED)
def test_check_finds_what_a_hand_planted(
    layout: str, row: int, header: str, text: str, rule: str | None, written: Path, tmp_path: Path
) -> None:
    """The check holds a file to the rules it is written by: each fault put into a right file is found."""
    columns = load(layout)
    with (written / f"{layout}.csv").open(encoding=columns.encoding, newline="") as file:
        rows = list(csv.reader(file))
    at = next(at for at, column in enumerate(columns.columns) if column.header == header)
    rows[row + columns.header][at] = text
    path = tmp_path / f"{layout}.csv"
    with path.open("w", encoding=columns.encoding, newline="") as file:
        csv.writer(file).writerows(rows)
    findings = list(check_file(path, columns, date(2026, 11, 23)))
    if rule is None:
        assert not [one for one in findings if one.level == HELD]
    else:
        assert rule in {one.rule for one in findings if one.level == HELD}, [one.rule for one in findings]


def test_check_refuses_a_file_of_another_layout(run: Path) -> None:
    """Headers of another layout are no findings but an unusable file."""
    assert sampan(run, str(run), "--layout", "shippo").exit_code == 0
    result = sampan(run, "check", str(run / "labels" / "shippo.csv"), "--layout", "shippingeasy")
    assert isinstance(result.exception, InputError)
    assert "Order Date" in sentence(result.exception)


def test_slips_use_the_numbers_given_before(run: Path) -> None:
    """`labels pdf` prints a page per order, with the numbers a label file took from the pool."""
    pool = ("--tracking-pool", str(run.parent / "pool.txt"))
    assert sampan(run, str(run), "--layout", "hualei", *pool).exit_code == 0
    result = sampan(run, "pdf", str(run), "--size", "100x100")
    assert result.exit_code == 0
    assert (run / "labels" / "slips.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[sender]\nnam = 'x'", "sender.nam"),
        ("[sender]\npostcode = 310000", "sender.postcode"),
        ("[sender]\ncountry = 'China'", "sender.country"),
        ("[sender]\nphone = '000'", "sender.phone"),
        ("[ioss]\naliexpress = 'IM372'", "ioss.aliexpress"),
        ("[customs]\ncategory = 'gift'", "what a buyer paid for is no gift"),
        ("[customs]\ncategory = 'goods'", "is not one of"),
        ("[shops]\nname = 'x'", "is not a section"),
        ("sender = 'Li Na'", "write [sender]"),
        ("[layout]\nhualei = 1", "write [layout.hualei]"),
        ("[sender", "is not valid TOML"),
    ],
)
def test_shop_file_faults(text: str, message: str, run: Path) -> None:
    """A shop file that says something unknown or wrong is refused with the place; a gift is refused by design."""
    (run.parent / "shop.toml").write_text(text, encoding="utf-8")
    result = sampan(run, str(run), "--layout", "hualei")
    assert isinstance(result.exception, InputError)
    assert message in sentence(result.exception)


def test_every_command_has_an_example() -> None:
    """Help opens with a sentence and closes with an example."""
    for words in ([], ["write"], ["check"], ["layouts"], ["pdf"]):
        text = CliRunner().invoke(command, [*words, "--help"]).output
        assert "Example: sampan labels" in text
