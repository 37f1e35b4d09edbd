"""Quote: one parcel before every service, worked out anew as the form is filled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click
from starlette.responses import HTMLResponse
from starlette.routing import Route

from carriers.cards.catalogue import card_folders
from cli.day.quote import command, quoted
from cli.desk.pages.answers import answers_of
from cli.desk.serve.asked import desk_of
from cli.desk.serve.render import fault_text, fragment, page
from cli.desk.work.folder import CARDS, FX, POLICY
from cli.options.facts import folders_of
from cli.output.answers import parcel_json, size_text
from cli.words import sentence
from routing.errors import SampanError
from routing.values.goods import GOODS

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from cli.desk.work.folder import DeskFolder

_FIELDS: Final = ("to", "weight", "size", "value", "goods", "platform", "postcode", "pieces", "service", "item", "on")
"""The options of `sampan quote` that the form has a field for."""
_SWITCHES: Final = ("tracked", "po-box")
_MAX: Final = 200


def quote(request: Request) -> Response:
    """The page; with `part` in the address only what the script puts anew."""
    words = {
        name: request.query_params.get(name, "").strip()[:_MAX] for name in (*_FIELDS, *_SWITCHES, "cards", "policy")
    }
    told: dict[str, Any] = {"fault": "", "field": ""}
    if words["to"] and words["weight"]:
        try:
            told |= _quoted(desk_of(request), words)
        except click.BadParameter as error:
            told |= {"fault": error.message, "field": _field(error)}
        except (click.UsageError, SampanError) as error:
            told["fault"] = fault_text(error)
    if "part" in request.query_params:
        return HTMLResponse(fragment(request, "quoted.html", run=None, **told))
    desk = desk_of(request)
    own = {name: desk.fact(name) is not None for name in (CARDS, POLICY)}
    return page(request, "quote.html", run=None, words=words, goods=GOODS, own=own, **told)


def _quoted(desk: DeskFolder, words: dict[str, str]) -> dict[str, Any]:
    """What `sampan quote` tells, by the facts of the desk's folder."""
    typed = [f"--{name}={words[name]}" for name in _FIELDS if words[name]]
    typed += [f"--{name}" for name in _SWITCHES if words[name]]
    typed += _facts(desk, words)
    with command.make_context("quote", typed) as context:
        asked = {name: value for name, value in context.params.items() if name not in {"steps", "output_format"}}
    found = quoted(**asked)
    folders = [card for folder in folders_of(asked["cards"]) for card in card_folders(folder)]
    return {
        "parcel": parcel_json(found.parcel),
        "size": size_text(found.parcel),
        "on": found.day,
        "doubts": [sentence(one) for one in found.doubts],
        **answers_of(found.choice, folders),
    }


def _facts(desk: DeskFolder, words: dict[str, str]) -> list[str]:
    """The options that name the facts of the desk's folder."""
    found = []
    if (own := desk.fact(CARDS)) is not None and words["cards"] != "bundled":
        found += [f"--cards={own}", *(["--cards=bundled"] if words["cards"] == "both" else [])]
    if words["policy"] == "cheapest":
        found.append("--policy=cheapest")
    elif words["policy"] != "handbook" and (path := desk.fact(POLICY)) is not None:
        found.append(f"--policy={path}")
    if (path := desk.fact(FX)) is not None:
        found.append(f"--fx={path}")
    return found


def _field(error: click.BadParameter) -> str:
    """The field of the form that a fault speaks of."""
    hint = error.param_hint if isinstance(error.param_hint, str) else ""
    if not hint and error.param is not None:
        hint = error.param.opts[0]
    return hint.removeprefix("--")


ROUTES: Final = (Route("/quote", quote),)
