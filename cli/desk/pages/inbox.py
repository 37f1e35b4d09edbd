"""Inbox: a day's messages, each beside its order and its letter; what is copied is noted, and nothing is sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.routing import Route

from cli.desk.serve.asked import Words, desk_of, run_named, run_of, taking_form
from cli.desk.serve.render import page, see
from cli.desk.serve.uploads import received
from cli.desk.work.folder import SHOP
from cli.desk.work.inbox import COPIED, DROPPED, OPEN, TEXTS, TRACKING, Entry, Inbox
from cli.desk.work.lists import page_number
from cli.desk.work.runs import now
from cli.reply.fields import CLASS, ORDER, Field, classes, fact_text, fields_of, state_fields, unfillable
from cli.reply.reply import catalogue_of
from cli.words import said
from cli.words.catalogue import NAME, translated
from templates_en.lint import utf16_units
from templates_en.platforms import OWN, SUPPRESS, platforms

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from cli.desk.work.runs import Run
    from cli.reply.inbox import Answer

_ROWS: Final = 50
_ORDER: Final = ("id", "status", "service", "carrier", "country", "platform", "price_fen", "dispatch_on", "latest_at")
_FORM: Final = "fact."
"""How the fields of facts are called in the form."""


def inbox(request: Request) -> Response:
    """The page."""
    run = run_of(request)
    if run is None:
        return page(request, "no_run.html", run=None)
    box = _box(request, run)
    asked = request.query_params
    entries = box.entries()
    shown = [one for one in entries if _fits(one, asked.get("q", ""), asked.get("show", ""))]
    pages = max(1, -(-len(shown) // _ROWS))
    number = min(page_number(asked.get("page", "1")), pages)
    on_page = shown[(number - 1) * _ROWS : number * _ROWS]
    opened = next((one for one in entries if one.key == asked.get("m")), on_page[0] if on_page else None)
    answers = dict(zip((one.key for one in on_page), box.answers(on_page), strict=True))
    return page(
        request,
        "inbox.html",
        run=run,
        rows=[(one, _state(answers[one.key])) for one in on_page],
        total=len(shown),
        messages=len(entries),
        answered=sum(bool(one.copied_at) for one in entries),
        number=number,
        pages_n=pages,
        words={"run": run.name, "q": asked.get("q", ""), "show": asked.get("show", "")},
        opened=opened,
        following=_following(on_page, opened),
        fault=asked.get("fault", ""),
        **(_letter(box, opened) if opened else {}),
    )


def _fits(entry: Entry, words: str, show: str) -> bool:
    if (show == OPEN and entry.copied_at) or (show == COPIED and not entry.copied_at):
        return False
    sought = words.strip().casefold()
    message = entry.message
    return not sought or any(sought in text.casefold() for text in (message.text, message.order_id, message.message_id))


def _following(on_page: list[Entry], opened: Entry | None) -> str:
    """The key of the message below the opened one; "" where it is the last."""
    keys = [one.key for one in on_page]
    at = keys.index(opened.key) + 1 if opened is not None and opened.key in keys else len(keys)
    return keys[at] if at < len(keys) else ""


def _state(answer: Answer | str) -> str:
    """Whether there is a letter: `ready`, `suppress`, `lacks` or `person`."""
    if isinstance(answer, str):
        return "lacks"
    if answer.text is not None:
        return "ready"
    if answer.verdict == SUPPRESS:
        return "suppress"
    return "lacks" if answer.missing else "person"


def _letter(box: Inbox, entry: Entry) -> dict[str, Any]:
    """What the page tells of the opened message: its order, its letter, or the fields that it lacks."""
    answer = box.answers([entry])[0]
    order_id = entry.message.order_id if isinstance(answer, str) else answer.order_id
    found: dict[str, Any] = {
        "answer": None, "told_fault": "", "fields": (), "classes": classes(), "state": _state(answer), "limit": 0,
        "units": 0, "order": _order(box.run, order_id or ""), "order_field": ORDER, "class_field": CLASS,
        "fact_text": fact_text, "stands": (), "titles": (), "also": (), "prefix": _FORM,
        "state_fields": state_fields(),
    }  # fmt: skip
    if isinstance(answer, str):
        return {**found, "told_fault": answer}
    catalogue = catalogue_of(box.options["texts"])
    return {
        **found,
        "answer": answer,
        "first": [_named(one) for one in answer.do_first],
        "fields": fields_of(answer, catalogue),
        "stands": unfillable(answer),
        "titles": [(name, _named(catalogue[name].title)) for name in answer.situations],
        "also": [(name, _named(catalogue[name].title)) for name in answer.also_fits],
        "limit": _limit(found["order"], answer),
        "units": utf16_units(answer.text or ""),
    }


def _named(text: str) -> str:
    """A title or a step of the letters' data, in the reader's language."""
    return translated(NAME, text)


def _limit(order: dict[str, Any] | None, answer: Answer) -> int:
    """How many characters a message may have where it is sent; 0 where that is not known."""
    named = answer.message.platform or (order or {}).get("platform") or OWN
    where = platforms().get(named.lower())
    return where.limit() if where is not None else 0


def _order(run: Run, order_id: str) -> dict[str, Any] | None:
    """The order that a message is about, as the lists have it, with its consignee and articles."""
    at = run.at(order_id)
    if at is None:
        return None
    line = run.table.row(at, named=True)
    row = run.orders([line["id"]]).get(line["id"], {})
    return {name: line[name] for name in _ORDER} | {"name": row.get("name"), "articles": _articles(row)}


def _articles(row: dict[str, Any]) -> list[str]:
    found = [(one.get("quantity"), one.get("title") or one.get("sku")) for one in row.get("items") or ()]
    return [f"{count or 1} × {title}" for count, title in found if title] or [text for text in [row.get("sku")] if text]


def _box(request: Request, run: Run) -> Inbox:
    """The inbox of the run, with the shop's settings, scans and letters that lie in the desk's folder."""
    desk = desk_of(request)
    return Inbox(
        run,
        {
            "run": run.path,
            "tracking": desk.fact(TRACKING),
            "platform": None,
            "shop": desk.fact(SHOP),
            "buyer_locale": None,
            "zone": None,
            "now": now().isoformat(timespec="seconds"),
            "texts": desk.fact(TEXTS),
        },
    )


async def drop(request: Request) -> Response:
    """Takes a sheet of messages."""
    run = _run(request, request.query_params.get("run", ""))
    box = _box(request, run)
    box.folder.mkdir(exist_ok=True)
    sent = await received(request, lambda _: box.folder / DROPPED)
    if not sent.files:
        raise HTTPException(400, said("No file came. Choose one, then send it."))
    await run_in_threadpool(box.take, box.folder / DROPPED)
    return see("/inbox", run=run.name)


def settle(request: Request, words: Words) -> Response:
    """Notes what a person filled in for a message, where it can be read."""
    run = _run(request, words.get("run", ""))
    box = _box(request, run)
    entry = _entry(box, words.get("m", ""))
    facts = {name.removeprefix(_FORM): text.strip() for name, text in words.items() if name.startswith(_FORM)}
    known = {CLASS, ORDER, *(one.name for one in _fields(box, entry))}
    box.settle(entry.key, {name: text for name, text in facts.items() if name in known})
    return see("/inbox", **_place(run, entry, words))


def _fields(box: Inbox, entry: Entry) -> list[Field]:
    """The fields that the page showed, and those filled in before."""
    answer = box.answers([entry])[0]
    now_asked = () if isinstance(answer, str) else fields_of(answer, catalogue_of(box.options["texts"]))
    return [*now_asked, *state_fields(), *(Field(name) for name in entry.message.given)]


def copied(request: Request, words: Words) -> Response:
    """Notes that the letter of a message was copied."""
    run = _run(request, words.get("run", ""))
    box = _box(request, run)
    entry = _entry(box, words.get("m", ""))
    answer = box.answers([entry])[0]
    if isinstance(answer, str) or answer.text is None:
        raise HTTPException(409, said("There is no letter to this message any more. Load the page anew."))
    box.note_copied(entry.key, answer.text, now())
    return see("/inbox", **_place(run, entry, words))


def take_back(request: Request, words: Words) -> Response:
    """Takes back the note that a message was answered."""
    run = _run(request, words.get("run", ""))
    box = _box(request, run)
    entry = _entry(box, words.get("m", ""))
    box.take_back(entry.key)
    return see("/inbox", **_place(run, entry, words))


def _run(request: Request, name: str) -> Run:
    run = run_named(request, name)
    if run is None:
        raise HTTPException(404, said("There is no run of that name."))
    return run


def _entry(box: Inbox, key: str) -> Entry:
    found = next((one for one in box.entries() if one.key == key), None)
    if found is None:
        raise HTTPException(404, said("There is no such message in the inbox any more. Load the page anew."))
    return found


def _place(run: Run, entry: Entry, words: Words) -> dict[str, str]:
    """The words of the address that shows the message in the same list."""
    of_list = {name: words.get(name, "") for name in ("q", "show", "page")}
    return {"run": run.name, "m": entry.key, **{name: text for name, text in of_list.items() if text}}


ROUTES: Final = (
    Route("/inbox", inbox),
    Route("/inbox/messages", drop, methods=["POST"]),
    Route("/inbox/facts", taking_form(settle), methods=["POST"]),
    Route("/inbox/copied", taking_form(copied), methods=["POST"]),
    Route("/inbox/back", taking_form(take_back), methods=["POST"]),
)
