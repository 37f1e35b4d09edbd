"""The verbs: one function behind each, whether a command, Python or a program far away asks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cli.run.found import runs_in
from cli.verbs import VERBS, Verb, VerbError, cards, deadline, explain, labels, quote, route, suggest
from cli.verbs.place import Place
from cli.verbs.problem import OWN_FAULT, UNUSABLE_INPUT, WRONG_USE
from cli.words.language import CHINESE, speaking

if TYPE_CHECKING:
    from in_process import Sampan

PARCEL = {"to": "US", "weight": "350g", "size": "20x15x10cm", "value": "12 USD", "on": "2026-11-20"}
NOWHERE = Place()


def _problem(verb: Verb, arguments: dict[str, Any], place: Place = NOWHERE) -> dict[str, Any]:
    with pytest.raises(VerbError) as refused:
        verb.ask(arguments, place)
    return refused.value.problem.shape()


def test_a_verb_answers_what_its_command_prints(sampan: Sampan, demo: Path) -> None:
    """Quote, explain, deadline, suggest and list: the same JSON, key by key."""
    typed = [f"--{name}={value}" for name, value in PARCEL.items()]
    assert quote(**PARCEL) == json.loads(sampan("quote", *typed, "--format", "json").out)
    asked = sampan("explain", "7001", "--run", demo, "--format", "json").out
    assert explain(order_id="7001", run=demo) == json.loads(asked)
    when = "2026-09-30T17:20+08:00"
    assert deadline(times=[when]) == json.loads(sampan("deadline", when, "--format", "json").out)
    says = ("--says", "where is my parcel", "--now", "2026-11-20T10:00+08:00")
    asked = sampan("reply", "suggest", "7001", "--run", demo, *says, "--format", "json").out
    told = suggest(order_id="7001", run=demo, says="where is my parcel", now="2026-11-20T10:00+08:00")
    assert told == json.loads(asked)
    assert cards(on="2026-11-20") == json.loads(sampan("cards", "list", "--on", "2026-11-20", "--format", "json").out)


def test_routing_and_label_files(one_order: Path, tmp_path: Path) -> None:
    """A file routed to a run, and the run's upload file: what stands on the disk is what was told."""
    run = tmp_path / "runs" / "today"
    manifest = route(files=[one_order], out=run, now="2026-11-19T12:00+08:00")
    assert manifest["counts"]["assigned"] == 1
    assert manifest["counts"] == json.loads((run / "run.json").read_text("utf-8"))["counts"]
    written = labels.ask({"layout": "address-list"}, Place((run.parent,)))
    assert (written["orders"], written["written"] + written["held"]) == (1, 1)
    assert [Path(one["file"]).is_file() for one in written["files"]] == [True] * len(written["files"])


@pytest.mark.parametrize(
    ("arguments", "field", "reason"),
    [
        ({"to": "US"}, "weight", None),
        ({"to": "US", "weight": "350"}, "weight", "quantity.no_unit"),
        ({"to": "US", "weight": 350}, "weight", "quantity.no_unit"),
        ({"to": "Nowhere", "weight": "350g"}, "to", "country.unknown"),
        ({"to": "US", "wieght": "350g"}, "wieght", None),
        ({"to": "US", "weight": "350g", "shape": "ball"}, "shape", None),
        ({"to": "US", "weight": "350g", "pieces": 0}, "pieces", None),
        ({"to": "US", "weight": "350g", "pieces": True}, "pieces", None),
        ({"to": "US", "weight": "350g", "tracked": "yes"}, "tracked", None),
        ({"to": "US", "weight": "350g", "service": "dhll"}, "service", None),
        ({"to": "US", "weight": "350g", "item": ["610910:5:50 EUR", "6:1:2 USD"]}, "item", "item.several_currencies"),
        ({"to": {"a": 1}, "weight": "350g"}, "to", None),
        ({"to": ["US"], "weight": "350g"}, "to", None),
        ({"to": "US", "weight": "\ud800"}, "weight", None),
        ({"to": "--help", "weight": "350g"}, "to", "country.unknown"),
        ({"to": "US", "weight": "350g\0"}, "weight", None),
        ({"to": "US", "weight": "9" * 200_000}, "weight", None),
    ],
)
def test_what_cannot_be_asked_is_refused_by_its_parameter(
    arguments: dict[str, Any], field: str, reason: str | None
) -> None:
    """A code, the parameter, and the reason behind it; in Chinese a sentence of its own."""
    told = _problem(quote, arguments)
    assert (told["code"], told["field"], told["reason"]) == (WRONG_USE, field, reason)
    with speaking(CHINESE):
        chinese = _problem(quote, arguments)["message"]
    assert chinese != told["message"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("cards", ["/etc"]), ("policy", "/etc/passwd"), ("fx", "/etc/passwd"), ("policy", "../policy.toml")],
)
def test_a_program_far_away_names_no_path(name: str, value: Any) -> None:
    """Cards, policy and rates are settled where the server was started."""
    assert _problem(quote, {**PARCEL, name: value})["code"] == WRONG_USE


def test_no_offered_parameter_is_a_path() -> None:
    """Whatever is offered is a text, a number or a yes: no parameter that click reads as a file; each is described."""
    for verb in VERBS.values():
        parameters = verb._parameters()
        paths = {name for name, one in parameters.items() if one.type.name in {"path", "file", "directory", "filename"}}
        assert paths & set(verb.offers) <= {"run"}
        schema = verb.schema()
        assert list(schema["properties"]) == list(verb.offers)
        assert all(told["description"] for told in schema["properties"].values()), verb.name


@pytest.mark.parametrize("name", ["../demo-run", "/etc", "demo-run/../demo-run", "", ".", "demo-ru"])
def test_a_run_is_named_and_never_a_path(name: str, demo: Path) -> None:
    """Only names of the runs that are there."""
    told = _problem(explain, {"order_id": "7001", "run": name}, Place((demo.parent,)))
    assert (told["code"], told["field"]) == (WRONG_USE, "run")


def test_runs_of_a_folder(demo: Path, tmp_path: Path) -> None:
    """Folders with a manifest; a link out of the folder is none of its runs, and a folder may be a run itself."""
    (tmp_path / "away").symlink_to(demo)
    (tmp_path / "empty").mkdir()
    assert runs_in([tmp_path]) == {}
    assert runs_in([demo]) == {demo.name: demo.resolve()}
    assert list(runs_in([demo.parent, demo])) == [demo.name]
    assert explain.ask({"order_id": "7001"}, Place((demo,)))["order_id"] == "7001"
    assert _problem(explain, {"order_id": "7001"}, Place((tmp_path,)))["field"] == "run"


def test_the_standard_input_is_not_read(demo: Path) -> None:
    """`-` means the standard input to a command, and two dashes to nobody else."""
    assert deadline.ask({"times": ["-"]}, NOWHERE)[0]["status"] == "unknown"
    assert suggest.ask({"order_id": "7001", "says": "-"}, Place((demo,)))["order_id"] == "7001"


def test_a_spoiled_card_is_told_with_all_its_faults(tmp_path: Path) -> None:
    """An input that cannot be used: its file, place, code and sentence."""
    (tmp_path / "card").mkdir()
    (tmp_path / "card" / "card.toml").write_text("name = 1\n", encoding="utf-8")
    with pytest.raises(VerbError) as refused:
        quote(**PARCEL, cards=[tmp_path / "card"])
    told = refused.value.problem.shape()
    assert told["code"] == UNUSABLE_INPUT
    assert told["faults"]
    assert all(fault["file"] and fault["code"] and fault["message"] for fault in told["faults"])


_ONE = st.sampled_from([True, False, 0, -1, 10**30, 0.5, float("nan")]) | st.text("a0-:=@.;, \0\ud800美", max_size=9)
_JSON = _ONE | st.lists(_ONE, max_size=3) | st.dictionaries(st.just("a"), _ONE)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([quote, deadline, suggest, cards]), st.data())
def test_whatever_is_asked_is_answered_or_refused(verb: Verb, data: st.DataObject) -> None:
    """Any JSON for any parameter: an answer, or a problem that is not sampan's own fault."""
    arguments = {name: data.draw(_JSON) for name in data.draw(st.sets(st.sampled_from(verb.offers), max_size=3))}
    try:
        json.dumps(verb.ask(arguments, NOWHERE))
    except VerbError as error:
        told = error.problem.shape()
        assert told["code"] != OWN_FAULT, told
