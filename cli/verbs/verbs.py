"""The verbs: which command each is, and what a program far away may give it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from carriers.labels.layouts.read import names as layout_names
from cli.cards.list import command as cards_command
from cli.cards.list import listed
from cli.day.deadline import command as deadline_command
from cli.day.deadline import deadlines
from cli.day.explain import command as explain_command
from cli.day.explain import explained
from cli.day.quote import command as quote_command
from cli.day.quote import quoted
from cli.day.route import command as route_command
from cli.day.route import job_of
from cli.labels.summary import files_json
from cli.labels.write import command as labels_command
from cli.labels.write import label_file
from cli.options.types import PROFILES
from cli.reply.reply import suggest as suggest_command
from cli.reply.reply import suggested
from cli.reply.suggest import shape
from cli.run.run import run
from cli.verbs.verb import Verb
from cli.words import said

if TYPE_CHECKING:
    from pathlib import Path

_HOW_PRINTED: Final = "output_format"
_POLICIES: Final = ("handbook", "cheapest")
_PARTS: Final = ("workers", "cluster", "keep_parts", "resume", "tls_ca", "tls_cert", "tls_key")


def _quote(**options: Any) -> dict[str, Any]:
    return quoted(**options).shape()


def _explain(order_id: str, run: Path, *, door: bool) -> dict[str, Any]:
    return explained(run, order_id, door=door).shape()


def _deadline(times: tuple[str, ...], **options: Any) -> list[dict[str, Any]]:
    return deadlines(times, **options)


def _suggest(order_id: str | None, texts: Path | None, **options: Any) -> dict[str, Any]:
    return shape(*suggested(order_id, texts, **options))


def _route(**options: Any) -> dict[str, Any]:
    manifest, _ = run(job_of(**options))
    return manifest


def _labels(run_dir: Path, **options: Any) -> dict[str, Any]:
    told = label_file(run_dir, **options)
    return {"layout": told.layout.name, **files_json(told.result, told.paths)}


quote: Final = Verb(
    name="quote",
    command=quote_command,
    answer=_quote,
    offers=(
        "to", "weight", "size", "value", "goods", "pieces", "items", "platform", "postcode", "po_box", "shape", "item",
        "vat_collected", "tracked", "service", "on", "policy", "deliver_by", "target",
    ),
    drops=frozenset({_HOW_PRINTED, "steps"}),
    words={"policy": _POLICIES},
)  # fmt: skip
deadline: Final = Verb(
    name="deadline",
    command=deadline_command,
    answer=_deadline,
    offers=(
        "times", "zone", "cutoff", "weekmask", "holidays", "closed", "open", "cutoff_on", "input_zone", "platform",
        "handling_days", "platform_cutoff", "pickup", "ship_by",
    ),
    described={"times": lambda: said("When the orders were paid, each with its offset: 2026-11-20T17:20+08:00.")},
)  # fmt: skip
explain: Final = Verb(
    name="explain",
    command=explain_command,
    answer=_explain,
    offers=("order_id", "run", "door"),
    drops=frozenset({_HOW_PRINTED, "steps"}),
    described={"order_id": lambda: said("The order's number, as in the order file.")},
    run_as="run",
)
suggest: Final = Verb(
    name="reply suggest",
    command=suggest_command,
    answer=_suggest,
    offers=(
        "order_id", "run", "says", "msg", "status", "dispatched", "event", "tracked", "dispute", "dispute_opened",
        "rating", "platform", "service", "class", "carrier", "to", "var", "buyer_locale", "message_type", "zone", "now",
    ),
    drops=frozenset({_HOW_PRINTED, "every"}),
    described={
        "order_id": lambda: said("The order's number; leave it out where the other parameters tell all."),
        "says": lambda: said("What the buyer wrote."),
    },
    run_as="run",
    run_with="order_id",
)  # fmt: skip
cards: Final = Verb(name="cards list", command=cards_command, answer=listed, offers=("on",))
route: Final = Verb(
    name="route",
    command=route_command,
    answer=_route,
    offers=("from", "now", "on", "input_zone", "currency", "cash_on_delivery", "door", "policy"),
    drops=frozenset({_HOW_PRINTED, *_PARTS}),
    words={"from": PROFILES, "policy": _POLICIES},
)
labels: Final = Verb(
    name="labels write",
    command=labels_command,
    answer=_labels,
    offers=("run", "layout", "service", "checked", "type", "strict", "on"),
    words={"layout": tuple(layout_names())},
    run_as="run_dir",
)
VERBS: Final = {one.name: one for one in (quote, route, explain, deadline, suggest, labels, cards)}
"""Name -> verb, in the order of a working day."""
