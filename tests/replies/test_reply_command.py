"""`sampan reply` as a customer-service agent uses it: what is printed, where, and the exit code."""

# ruff: noqa: E501 - a case a line, and files as they are written

from __future__ import annotations

import csv
import io
import json
import time
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from reply_run import TRACKING, write_run

from cli.main import COMMANDS
from cli.reply.reply import command

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

NOW = ("--now", "2026-11-20T10:00+08:00")
SHIPPED = ("--event", "arrive_dest@2026-11-18T09:00-06:00@Chicago", "--dispatched", "2026-11-03")


def sampan(*words: object, text: str | None = None) -> Result:
    """`sampan reply ...` run in this process."""
    return CliRunner().invoke(command, [str(word) for word in words], input=text)


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run folder."""
    return write_run(tmp_path / "out")


def test_the_command_is_registered_with_a_sentence() -> None:
    """`sampan --help` lists it without importing it."""
    assert COMMANDS["reply"].endswith(".")


@pytest.mark.parametrize("name", ["list", "search", "show", "suggest", "render", "lint"])
def test_every_command_has_help_that_begins_with_a_sentence_and_an_example(name: str) -> None:
    """The first line is a sentence and the last one an example."""
    result = sampan(name, "--help")
    assert result.exit_code == 0
    lines = [line.strip() for line in result.stdout.splitlines() if line.strip()]
    assert "." in "".join(lines[1:4])
    assert "Example: sampan reply " + name in " ".join(lines[-2:])


def test_the_daily_question_gets_the_situation_the_why_and_the_letter(run: Path) -> None:
    """Where is my parcel: the class with its reason, the trigger values, and the text ready to copy."""
    result = sampan("suggest", "--run", run, "1001", "--says", "where is my parcel", *SHIPPED, *NOW)
    assert result.exit_code == 0, result.output
    assert 'asks where the parcel is (class where), because of "where is my"' in result.stdout
    assert "Situation: in_transit.normal - The parcel is on its way" in result.stdout
    assert "last scan arrive_dest on 2026-11-18 (2 days ago)" in result.stdout
    assert "window 20 to 60 days" in result.stdout
    letter = result.stdout.partition("Hello Anna Kowalska,\n\n")[2].partition("\n-----")[0]
    assert letter == (
        "Thank you for asking. We have just looked up your parcel.\n\n"
        "It left with Cainiao on 3 November 2026. The latest scan is from 18 November 2026: arrived in the destination "
        "country (Chicago). Delivery usually takes 20 to 60 days after dispatch, so it is still within its normal "
        "time. The last day of that time is 2 January 2027.\n"
        "Order number: 1001\n\n"
        "You don't need to do anything. If the tracking stops moving, please write to us here and we will ask the "
        "carrier.\n\nKind regards,\nCustomer Service"
    )


OWN = ("--platform", "own", "--service", "cainiao-economy", "--carrier", "Cainiao", "--to", "US", "--var", "order_id=1")
LATE = ("--event", "origin@2026-09-01", "--tracked")


@pytest.mark.parametrize(
    ("words", "told", "untold"),
    [
        # no scan at all is not "no new scan"
        (("--dispatched", "2026-11-10", "--msg", "where", "--var", "tracking_no=LX1"), "The tracking has shown no scan since the parcel left us on 10 November 2026", "new scan"),
        # late by the window, and out for delivery this morning
        ((*LATE, "--event", "out@2026-11-20T08:00+08:00@Chicago", "--msg", "where"), "took it out for delivery on 20 November 2026 (Chicago)", "late"),
        # held on leaving: nothing shows that it has arrived
        ((*LATE, "--event", "customs_hold@2026-11-18@Shanghai", "--msg", "where"), "It has been with customs (Shanghai) since 18 November", "reached"),
        ((*LATE, "--event", "arrive_dest@2026-11-17", "--event", "customs_hold@2026-11-18", "--msg", "where"), "It has reached the United States and has been with customs since 18 November", "Shanghai"),
        # the inquiry came back early: the parcel is lost, but not late
        (("--dispatched", "2026-11-10", "--var", "inquiry=lost", "--var", "refund_amount=12 USD", "--msg", "where", "--untracked"), "Cainiao has told us that the parcel is lost", "far past"),
        # the marketplace may give longer than the shop's seven days
        (("--event", "delivered@2026-11-18", "--msg", "unwanted"), "until 25 November 2026, unused and in its packing. Where the marketplace gives you longer, its terms apply", "extra"),
    ],
)  # fmt: skip
def test_a_letter_says_no_more_than_the_facts_prove(words: tuple[str, ...], told: str, untold: str) -> None:
    """What a scan, an inquiry or a date does not show is not said."""
    result = sampan("suggest", *OWN, *NOW, *words)
    assert result.exit_code == 0, result.output
    letter = result.stdout.partition("--- reply")[2]
    assert told in letter
    assert untold not in letter


def test_a_date_that_is_still_to_come_was_not_missed(run: Path) -> None:
    """A forecast of a late dispatch says that the date cannot be kept, not that it was not."""
    words = ("suggest", "--run", run, "1002", "--status", "paid", "--msg", "when", "--var", "new_date=2026-11-27")
    letter = sampan(*words, *NOW).stdout
    assert (
        "was due to leave by 23 November 2026, and we cannot keep to that date. The new date is 27 November" in letter
    )
    later = sampan(*words, "--now", "2026-11-25T10:00+08:00").stdout
    assert "and we did not keep to that date. The new date is 27 November" in later
    assert "on 23 November 2026" in sampan(*words[:-1], "new_date=2026-11-23", *NOW).stdout


def test_an_unknown_state_is_asked_for_with_the_exact_options(run: Path) -> None:
    """Nothing is guessed: exit code 1, and the options that settle it."""
    result = sampan("suggest", "--run", run, "1001", "--says", "when do you ship it", *NOW)
    assert result.exit_code == 1
    assert "Has the parcel left?" in result.stdout
    assert "--status paid" in result.stdout
    assert "Hello" not in result.stdout


def test_missing_facts_are_named_with_their_column_and_option(run: Path) -> None:
    """A letter on customs papers needs the day until which they are wanted, a pickup notice the tracking number."""
    result = sampan("suggest", "--run", run, "1001", "--event", "customs_docs@2026-11-18", *NOW)
    assert result.exit_code == 1
    assert 'missing documents_by (from given.documents_by); give --var documents_by="2026-11-28"' in result.stdout
    result = sampan("suggest", "--run", run, "1001", "--event", "pickup@2026-11-18", *NOW)
    assert result.exit_code == 1
    assert "missing tracking_no (from tracking.tracking_no)" in result.stdout


def test_an_ambiguous_message_lists_its_classes_and_an_agent_decides(run: Path) -> None:
    """Two classes: both are shown with their words; --msg settles it."""
    words = ("suggest", "--run", run, "1001", "--says", "it is broken, I will leave a bad review", *NOW)
    result = sampan(*words)
    assert result.exit_code == 1
    assert "fit several classes" in result.stdout
    assert "after.damaged" in result.stdout  # the letter that each of them would get
    assert "feedback.negative" in result.stdout
    assert "damage" in result.stdout
    assert "threat" in result.stdout
    settled = sampan(*words, "--msg", "damage")
    assert settled.exit_code == 0
    assert "after.damaged" in settled.stdout
    assert "one photo of the item" in settled.stdout


def test_words_without_a_class_list_all_classes(run: Path) -> None:
    """A greeting alone decides nothing."""
    result = sampan("suggest", "--run", run, "1001", "--says", "hello", *NOW)
    assert result.exit_code == 1
    assert "fit no class" in result.stdout
    assert "missing_part" in result.stdout


def test_a_tracking_file_gives_the_scans(run: Path, tmp_path: Path) -> None:
    """The carrier's own words are read as event classes."""
    file = tmp_path / "events.csv"
    file.write_text(TRACKING, encoding="utf-8")
    result = sampan("suggest", "--run", run, "1001", "--msg", "where", "--tracking", file, *NOW)
    assert result.exit_code == 0, result.output
    assert "Tracking number: LX123456789CN" in result.stdout
    assert "arrived in the destination country (Chicago, US)" in result.stdout


def test_a_suppressed_letter_names_the_rule(run: Path) -> None:
    """Amazon sends its own dispatch notice, and asks for the buyer's language."""
    result = sampan("render", "order.dispatched", "1003", "--run", run, *SHIPPED, *NOW)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "not sent on amazon: D:" in result.stderr
    german = sampan("suggest", "--run", run, "1003", "--msg", "where", *SHIPPED, "--buyer-locale", "de-DE", *NOW)
    assert german.exit_code == 1
    assert "G: Amazon asks for the buyer's language, de-DE" in german.stdout


def test_render_prints_the_text_alone_and_remarks_aside(run: Path) -> None:
    """The text can be piped to the clipboard; a name that is none is told on standard error."""
    slow = ("--service", "cainiao-economy")
    result = sampan("render", "in_transit.normal", "1003", "--run", run, *SHIPPED, *slow, *NOW)
    assert result.exit_code == 0
    assert result.stdout.startswith("Hello,\n\nThank you for asking.")
    assert result.stdout.endswith("Customer Service\n")
    assert "buyer_name '{{ 7*7 }}' is not fit for a greeting" in result.stderr


def test_render_as_json_has_the_promised_keys(run: Path) -> None:
    """The shape of the contract."""
    result = sampan("render", "in_transit.normal", "1001", "--run", run, *SHIPPED, "--format", "json", *NOW)
    shape = json.loads(result.stdout)
    assert list(shape)[:7] == ["situation", "platform", "verdict", "text", "missing", "why", "runners_up"]
    assert (shape["situation"], shape["platform"], shape["verdict"]) == ("in_transit.normal", "ebay", "allow")
    assert shape["text"].startswith("Hello Anna Kowalska,")
    missing = sampan("render", "order.unpaid", "1001", "--run", run, "--format", "json", *NOW)
    assert missing.exit_code == 1
    lacking = json.loads(missing.stdout)
    assert lacking["text"] is None
    assert [(row["field"], row["column"]) for row in lacking["missing"]] == [("hold_until", "given.hold_until")]
    suppressed = sampan("render", "order.dispatched", "1003", "--run", run, *SHIPPED, "--format", "json", *NOW)
    assert json.loads(suppressed.stdout)["verdict"] == "suppress"


def test_suggest_as_json_tells_what_it_would_print(run: Path) -> None:
    """Asks, classes, resolution and the letter."""
    asked = json.loads(
        sampan("suggest", "--run", run, "1001", "--says", "when do you ship it", "--format", "json", *NOW).stdout
    )
    assert asked["situation"] is None
    assert [row["fact"] for row in asked["asks"]] == ["status"]
    words = ("--dispute", "damaged", "--dispute-opened", "2026-11-19T10:00Z", *SHIPPED, "--format", "json", *NOW)
    disputed = json.loads(sampan("suggest", "--run", run, "1001", *words).stdout)
    assert disputed["situation"] == "dispute.opened"
    assert disputed["resolution"]["freight_payer"] == "seller"
    assert "21 November 2026, 05:00 (UTC-5)" in disputed["text"]  # 48 hours after 10:00 UTC


def test_the_morning_round_tells_for_each_order_whether_a_text_is_ready(run: Path, tmp_path: Path) -> None:
    """One line an order: ready, only if asked, what is needed, or why it is not sent."""
    file = tmp_path / "events.csv"
    more = (
        "1002,China Post,LX2CN,origin,,2026-11-03T20:00+08:00\n1002,China Post,LX2CN,pickup,,2026-11-18T20:00+08:00\n"
        "1003,DHL,LX3CN,origin,,2026-11-01T20:00+08:00\n"
    )
    file.write_text(TRACKING + more, encoding="utf-8")
    result = sampan("suggest", "--run", run, "--all", "--tracking", file, "--format", "csv", *NOW)
    rows = {row["order_id"]: (row["situation"], row["text"]) for row in csv.DictReader(io.StringIO(result.stdout))}
    assert rows == {
        "1001": ("in_transit.normal", "only if asked"),
        "1002": ("delivery.pickup_waiting", "ready"),
        "1003": ("in_transit.past_window", "ready"),
        "A-1004": ("", "needs status"),
    }
    assert result.exit_code == 1
    shapes = [
        json.loads(line)
        for line in sampan("suggest", "--run", run, "--all", "--format", "jsonl", *NOW).stdout.splitlines()
    ]
    assert [shape["order_id"] for shape in shapes] == list(rows)
    single = sampan("suggest", "--run", run, "1003", "--tracking", file, "--format", "csv", *NOW).stdout
    assert [row["text"] for row in csv.DictReader(io.StringIO(single))] == ["ready"]
    assert sampan("suggest", "--all").exit_code == 2


def test_a_batch_renders_every_order_of_the_run_as_json_lines(run: Path) -> None:
    """One line an order, good ones also when another lacks a fact; exit code 1 because one does."""
    words = ("--event", "origin@2026-11-18", "--dispatched", "2026-11-17", "--format", "jsonl", *NOW)
    result = sampan("render", "order.dispatched", "--run", run, "--all", *words)
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(line["order_id"], line["verdict"], line["text"] is None) for line in lines] == [
        ("1001", "allow", False),
        ("1002", "allow", False),
        ("1003", "suppress", True),
        ("A-1004", "allow", True),  # no channel, so no carrier
    ]
    assert result.exit_code == 1
    table = sampan("render", "order.dispatched", "1001", "1002", "--run", run, *words[:4], *NOW)
    assert table.exit_code == 0
    assert table.stdout.count("=== ") == 2
    rows = list(
        csv.DictReader(
            io.StringIO(
                sampan("render", "order.dispatched", "--run", run, "--all", *words[:4], "--format", "csv", *NOW).stdout
            )
        )
    )
    assert [row["order_id"] for row in rows] == ["1001", "1002", "1003", "A-1004"]


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("suggest", "--run", "RUN", "10001"), 2, "Did you mean 1001"),
        (("suggest", "--run", "RUN", "1009"), 2, "was rejected: orders.csv row 9"),
        (("suggest", "--run", "RUN"), 2, "Name the order after --run"),
        (("suggest", "--run", "nowhere", "1001"), 3, "has no run.json"),
        (("show", "in_transit.norml"), 2, "Did you mean 'in_transit.normal'?"),
        (("render", "order.unpaid", "--run", "RUN"), 2, "--all"),
        (("render", "order.unpaid", "--all"), 2, "--all takes --run DIR"),
        (("suggest", "--msg", "wher"), 2, "is no class of message"),
        (("suggest", "--platform", "lazada", "--msg", "price"), 2, "is not a platform whose rules are known"),
        (("suggest", "--var", "x"), 2, "is not NAME=VALUE"),
        (("suggest", "--var", "hold_untill=2026-11-28"), 2, "Did you mean 'hold_until'?"),
        (("render", "order.unpaid", "--var", "hold_untill=2026-11-28"), 2, "Did you mean 'hold_until'?"),
        (("suggest", "--now", "2026-11-20T10:00"), 2, "has no zone"),
        (("suggest", "--zone", "China"), 2, "is no time zone"),
        (("suggest", "--event", "transit"), 2, "has no time"),
        (("suggest", "--event", "flown@2026-11-18"), 2, "is no event that is known"),
        (("suggest", "--dispatched", "2099-01-01"), 2, "still to come"),
        (("suggest", "--shop", "nowhere.toml"), 3, "Check the path after --shop"),
        (("suggest", "--tracking", "nowhere.csv"), 3, "nowhere.csv: there is no such file"),
        (("lint", "--platform", "lazada"), 2, "is not a platform"),
        (("frobnicate",), 2, "There are list, search, show"),
    ],
)
def test_wrong_use_and_unusable_files_say_what_to_do(
    run: Path, words: tuple[str, ...], code: int, message: str
) -> None:
    """Exit code 2 or 3, a sentence with the way out, and no traceback."""
    result = sampan(*(run if word == "RUN" else word for word in words))
    assert result.exit_code == code, result.output
    assert message in result.stderr
    assert result.exception is None or isinstance(result.exception, SystemExit)


def test_without_now_the_clock_is_asked() -> None:
    """The next update is promised from the clock's time on."""
    words = (
        "--var",
        "issue=the bag is late",
        "--var",
        "step=we ask the carrier",
        "--msg",
        "complaint",
        "--var",
        "order_id=1001",
    )
    shape = json.loads(sampan("suggest", *words, "--format", "json").stdout)
    tomorrow = time.strftime("%Y", time.gmtime(time.time() + 86_400))
    assert shape["situation"] == "feedback.negative"
    assert tomorrow in shape["text"]


def test_lint_finds_what_an_agent_should_not_send(tmp_path: Path) -> None:
    """Findings on standard output, the count on standard error, exit code 1; a clean draft passes."""
    bad = sampan(
        "lint", "-", text="Dear friend, give us 5 stars and close the dispute, my WhatsApp is +86 138 1234 5678."
    )
    assert bad.exit_code == 1
    found = json.loads(sampan("lint", "-", "--format", "json", text="Dear friend, give us 5 stars on WhatsApp.").stdout)
    assert [row["code"] for row in found if row["level"] == "block"] == ["C", "F", "T10"]
    assert "to mend" in bad.stderr
    draft = tmp_path / "draft.txt"
    draft.write_text(
        "Hello Anna,\n\nThank you for waiting. Please tell us here if it arrives.\n\nKind regards,\nLily", "utf-8"
    )
    good = sampan("lint", draft, "--platform", "ebay")
    assert (good.exit_code, good.stdout) == (0, "")
    assert "0 to mend" in good.stderr
    assert sampan("lint").exit_code == 0  # the bundled catalogue


def test_a_shop_file_signs_and_settles(run: Path, tmp_path: Path) -> None:
    """Names, local carriers, windows and freight of the shop reach the letter and the options."""
    shop = tmp_path / "shop.toml"
    shop.write_text(
        '[shop]\nshop_name = "Ocean Lantern"\nagent_name = "Lily"\nreturn_freight = "4.00 USD"\nresend_freight = "5.00 USD"\n'
        '[local_carriers]\nUS = "USPS"\n'
        '[[window]]\nservice = "cnpost-registered"\nto = ["BR"]\nmin_days = 15\nmax_days = 25\nunit = "working days"\n'
        'source = "our own deliveries, spring 2026"\nread_on = 2026-06-01\n',
        encoding="utf-8",
    )
    brazil = sampan("suggest", "--run", run, "1002", "--msg", "delivery", "--shop", shop, *NOW)
    assert "15 to 25 working days" in brazil.stdout
    assert "Lily\nOcean Lantern" in brazil.stdout
    damaged = sampan(
        "suggest", "--run", run, "1001", "--msg", "damage", "--shop", shop, "--var", "compensation_amount=6 USD",
        "--var", "reason=it was packed badly", "--var", "approved_by=Chen", *NOW,
    )  # fmt: skip
    options = [line for line in damaged.stdout.splitlines() if line.strip().startswith("- ")]
    assert ["return" in line for line in options].index(True) == 0  # 4 USD of freight is the least loss
    assert "costs up to USD 4.00" in options[0]


def test_own_texts_replace_bundled_ones_and_pass_the_same_checks(run: Path, tmp_path: Path) -> None:
    """A shop's text is used; one with a forbidden phrase, an unknown id or an undeclared name is refused with its file."""
    folder = tmp_path / "texts" / "order"
    folder.mkdir(parents=True)
    head = '+++\nid = "{id}"\ntitle = "t"\nwhen = "w"\nkind = "information"\ntags = []\npolicy = []\n\n[variables]\norder_id = {{ type = "code", source = "orders.order_id" }}\n+++\n'
    body = "## acknowledge\nThank you for order {{ order_id }}.\n\n## next\nPlease write to us here.\n"
    (folder / "change.md").write_text(head.format(id="order.change") + body, encoding="utf-8")
    words = ("render", "order.change", "1001", "--run", run, "--texts", folder.parent, *NOW)
    assert "Thank you for order 1001." in sampan(*words).stdout
    (folder / "bad.md").write_text(
        head.format(id="order.unpaid") + body.replace("Please", "You must"), encoding="utf-8"
    )
    (folder / "odd.md").write_text(head.format(id="order.odd") + body, encoding="utf-8")
    refused = sampan(*words)
    assert refused.exit_code == 3
    assert "order/bad.md, T3" in refused.stderr
    assert "order/odd.md, id: 'order.odd' is no situation" in refused.stderr


@pytest.mark.parametrize("form", ["table", "csv", "json", "jsonl"])
def test_lists_print_in_every_format(form: str) -> None:
    """81 situations, a search and a text in table, CSV, JSON and JSON lines."""
    listed = sampan("list", "--format", form)
    assert listed.exit_code == 0
    counts: dict[str, Any] = {
        "table": lambda text: text.count("\npre.") + text.count("\norder.") > 25,
        "csv": lambda text: len(list(csv.DictReader(io.StringIO(text)))) == 81,
        "json": lambda text: len(json.loads(text)) == 81,
        "jsonl": lambda text: len(text.splitlines()) == 81,
    }
    assert counts[form](listed.stdout)
    assert "pre.price.bargain" in sampan("search", "discount", "--format", form).stdout
    shown = sampan("show", "delivered.not_received", "--format", form).stdout
    assert "delivered_on" in shown
    assert "tracking.at" in shown


def test_a_search_without_a_hit_says_so() -> None:
    """Nothing on standard output, a remark on standard error."""
    result = sampan("search", "zzzzqqqq")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "Nothing fits" in result.stderr
