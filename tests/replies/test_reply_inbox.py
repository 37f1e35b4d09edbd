"""A day's messages answered in one call."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from reply_run import TRACKING, write_run

from cli.reply.reply import command

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

NOW = ("--now", "2026-11-20T10:00+08:00")
KEYS = [
    "message_id", "order_id", "language", "classes", "red_flags", "situation", "verdict", "text", "missing", "do_first",
    "also_fits",
]  # fmt: skip


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """Four orders: 1001 is under way, the others wait."""
    return write_run(tmp_path / "run")


def inbox(run: Path, *rows: str, head: str = "message_id,order_id,text", more: tuple[str, ...] = ()) -> Result:
    """`sampan reply inbox` for those lines, with the small run's tracking."""
    sheet, tracking = run.parent / "messages.csv", run.parent / "tracking.csv"
    sheet.write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")
    tracking.write_text(TRACKING, encoding="utf-8")
    words = ["inbox", str(sheet), "--run", str(run), "--tracking", str(tracking), *NOW, "--format", "jsonl", *more]
    return CliRunner().invoke(command, words)


def answers(*args: Any, **kwargs: Any) -> list[dict[str, Any]]:
    """The answers of those lines."""
    return [json.loads(line) for line in inbox(*args, **kwargs).stdout.splitlines()]


def test_each_message_has_one_answer_with_the_promised_keys(run: Path) -> None:
    """The keys are a promise; a ready letter has its text and asks for nothing."""
    result = inbox(run, "m1,1001,where is my parcel")
    (shape,) = [json.loads(line) for line in result.stdout.splitlines()]
    assert list(shape) == KEYS
    assert shape["classes"] == ["where"]
    assert shape["situation"] == "in_transit.normal"
    assert shape["text"].startswith("Hello Anna Kowalska,\n\n")
    assert shape["missing"] == []
    assert result.exit_code == 0
    assert "1 messages: 1 ready, 0 for a person." in result.stderr


def test_the_order_is_found_in_the_text(run: Path) -> None:
    """With or without a mark before it; a number that is no order's is passed over."""
    rows = answers(run, "m1,,Where is order #1001? It is the 3rd time I ask", "m2,,my order a-1004 arrived broken")
    assert [row["order_id"] for row in rows] == ["1001", "A-1004"]


def test_two_things_in_one_message_are_answered_under_one_greeting_the_graver_first(run: Path) -> None:
    """A broken item and a question of the invoice: one greeting, one sign-off, both letters."""
    both = "Can you send me an invoice please? The bag arrived damaged."
    line = f'm1,1001,"{both}"'
    (shape,) = answers(run, line, head="message_id,order_id,text")
    assert shape["classes"] == ["damage", "invoice"]
    assert shape["situation"] == "after.damaged; pre.invoice"
    line = f'm1,1001,"{both}","document=an invoice; document_available=yes"'
    (shape,) = answers(run, line, head="message_id,order_id,text,facts")
    text = shape["text"]
    assert text.count("Hello Anna Kowalska,") == 1
    assert text.count("Kind regards,") == 1
    assert text.index("good condition") < text.index("We can provide an invoice")


def test_a_message_that_fits_no_class_surely_is_asked_about(run: Path) -> None:
    """The nearest classes are named, and no letter is marked ready; the person's choice in the sheet settles it."""
    (shape,) = answers(run, "m1,1001,blue seven window maybe")
    assert shape["verdict"] == "ask"
    assert shape["text"] is None
    assert shape["missing"][0]["field"] == "message"
    (settled,) = answers(run, "m1,1001,blue seven window maybe,where", head="message_id,order_id,text,msg")
    assert settled["situation"] == "in_transit.normal"


def test_an_order_that_the_run_does_not_hold_is_asked_for(run: Path) -> None:
    """No letter is written for an order that nobody knows."""
    (shape,) = answers(run, "m1,77777,where is my parcel")
    assert (shape["verdict"], shape["text"], shape["missing"][0]["field"]) == ("ask", None, "order_id")


def test_a_danger_gets_the_safety_letter_and_what_to_do_first(run: Path) -> None:
    """Smoke and burns: stop using it, and record."""
    (shape,) = answers(run, "m1,1001,the charger started smoking and burned my hand")
    assert {"injury", "fire"} <= set(shape["red_flags"])
    assert shape["situation"] == "after.safety"
    assert "Please stop using" in shape["text"]
    assert any("product safety" in step for step in shape["do_first"])


def test_words_of_despair_are_left_to_a_person(run: Path) -> None:
    """No letter is ready, whatever else is asked."""
    (shape,) = answers(run, "m1,1001,where is my parcel I want to kill myself")
    assert shape["red_flags"] == ["self_harm"]
    assert (shape["verdict"], shape["text"]) == ("ask", None)


def test_amazon_demands_the_buyer_s_language(run: Path) -> None:
    """A German buyer of Amazon gets no English letter (Amazon communication guidelines)."""
    (shape,) = answers(run, "m1,1003,Die Tasche ist kaputt angekommen")
    assert (shape["language"], shape["verdict"], shape["text"]) == ("de", "suppress", None)


def test_the_answered_sheet_goes_back_in(run: Path) -> None:
    """The CSV holds the message and the answer beside it, and is read again as a sheet."""
    result = inbox(run, "m1,1001,where is my parcel", "m2,1002,cancel please", more=("--format", "csv"))
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [row["text"] for row in rows] == ["where is my parcel", "cancel please"]
    assert rows[0]["reply"].startswith("Hello Anna Kowalska,")
    (run.parent / "messages.csv").write_text(result.stdout, encoding="utf-8")
    again = CliRunner().invoke(
        command, ["inbox", str(run.parent / "messages.csv"), "--run", str(run), *NOW, "--format", "csv",
                  "--tracking", str(run.parent / "tracking.csv")],
    )  # fmt: skip
    assert again.stdout == result.stdout


def test_the_answers_go_to_a_file(run: Path) -> None:
    """With --out the lines stand in the file, and nothing on standard output."""
    out = run.parent / "answers.jsonl"
    result = inbox(run, "m1,1001,where is my parcel", more=("--out", str(out)))
    assert (result.exit_code, result.stdout) == (0, "")
    assert json.loads(out.read_text(encoding="utf-8"))["situation"] == "in_transit.normal"


def test_a_sheet_without_its_columns_is_refused(run: Path) -> None:
    """The columns are named."""
    result = inbox(run, "m1,hello", head="id,text")
    assert result.exit_code == 3
    assert (
        "there is no column message_id, order_id. The sheet has the columns message_id, order_id, text."
        in result.stderr
    )


def test_a_class_that_does_not_exist_is_wrong_use(run: Path) -> None:
    """A slip in the column msg is not dropped in silence."""
    result = inbox(run, "m1,1001,hello,wheer", head="message_id,order_id,text,msg")
    assert result.exit_code == 2
    assert "'wheer' is no class of message" in result.stderr


def test_two_things_in_one_sentence_are_two_letters(run: Path) -> None:
    """A cracked screen is not passed over because an invoice is asked for after "and"."""
    (shape,) = answers(run, "m1,1001,The screen is cracked and also can I get an invoice please")
    assert shape["classes"] == ["damage", "invoice"]
    assert shape["situation"] == "after.damaged; pre.invoice"


def test_the_day_that_a_buyer_names_is_computed_and_shown_for_a_check(run: Path) -> None:
    """1001 left on 3 November with Cainiao's economy service, which takes 20 to 60 days (its own card)."""
    head = "message_id,order_id,text,facts"
    (shape,) = answers(run, "m1,1001,I need it by 5 Dec please,dispatched=2026-11-03", head=head)
    assert shape["situation"] == "pre.needed_by"
    assert "5 December 2026" in shape["text"]
    assert "The day 2026-12-05 was read from the message: check it." in shape["do_first"]


def test_what_the_plan_alone_says_is_told_before_the_letter_goes_out(run: Path) -> None:
    """The planned day of 1001 is over and no scan speaks of it: the letter says that it left, the person makes sure."""
    (run.parent / "none.csv").write_text("order_id,carrier,tracking_no,event,place,at\n", encoding="utf-8")
    (shape,) = answers(run, "m1,1001,please cancel my order", more=("--tracking", str(run.parent / "none.csv")))
    assert shape["situation"] == "order.cancel.after_dispatch"
    assert any("make sure that it left on 2026-11-03" in step for step in shape["do_first"])


def test_a_message_without_words_or_without_its_order_says_what_is_missing(run: Path) -> None:
    """A smiley is no request; and a question about a parcel needs its order."""
    smiley, nobody = answers(run, "m1,1001,\U0001f642", "m2,,where is my parcel")
    assert (smiley["classes"], smiley["text"]) == ([], None)
    assert "no words" in smiley["missing"][0]["how"]
    assert [row["field"] for row in nobody["missing"]] == ["order_id"]


def test_amazon_says_why_no_letter_goes_out(run: Path) -> None:
    """What the marketplace demands is told to the person."""
    (shape,) = answers(run, "m1,1003,Die Tasche ist kaputt angekommen")
    assert any("Amazon asks for the buyer's language" in step for step in shape["do_first"])


def test_a_message_is_read_whole_or_refused(run: Path) -> None:
    """Commas without quotes are the message's own where it is the last cell; elsewhere they are told with the row."""
    (shape,) = answers(run, "m1,1001,Hello, I want an invoice, please")
    assert shape["classes"] == ["invoice"]
    told = inbox(run, "m1,1001,en,hello", "m2,Hello, where is it,en,1001", head="message_id,text,locale,order_id")
    assert told.exit_code == 3
    assert "row 3: has 5 cells, the header 4" in told.stderr


@pytest.mark.parametrize("sign", ["\x85", "\u2028", "\x0b", "\x0c"])
def test_signs_that_some_call_line_ends_are_in_a_message(sign: str, run: Path) -> None:
    """As they are pasted from chats: the row goes on behind them."""
    (shape,) = answers(run, f"m1,1001,hello{sign}where is my parcel")
    assert shape["classes"] == ["where"]


def test_a_mark_that_is_never_closed_swallows_no_message(run: Path) -> None:
    """A message that begins with a quotation mark; the next ones would be taken for parts of it."""
    told = inbox(run, 'm1,1001,"where is my parcel', "m2,1002,cancel my order", 'm3,1003,"an invoice please"')
    assert told.exit_code == 3
    assert "Write it as CSV in UTF-8" in told.stderr


def test_heads_with_blanks_are_heads(run: Path) -> None:
    """As people type them: a column that is found is read, too."""
    (shape,) = answers(run, "m1,1001,where is my parcel", head="message_id, order_id, text")
    assert (shape["order_id"], shape["classes"]) == ("1001", ["where"])
