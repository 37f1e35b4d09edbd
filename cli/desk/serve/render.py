"""A page as HTML: its template filled, every cell escaped, every text in the reader's language."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from importlib import metadata
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from cli.desk.serve.guard import FORM_TOKEN, LANGUAGE
from cli.desk.work.told import meaning
from cli.desk.work.ways import ways_on_the_desk
from cli.words import said, sentence
from cli.words.catalogue import HEAD, WORD, translated
from cli.words.language import LANGUAGES
from cli.words.sentences import figure_text
from routing.errors import SampanError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from zoneinfo import ZoneInfo

    from starlette.requests import Request

    from cli.desk.work.folder import DeskFolder

TEMPLATES: Final = "templates"
_LANGUAGE_NAMES: Final = {"en": "English", "zh": "中文"}
_HTML_LANGUAGES: Final = {"en": "en", "zh": "zh-CN"}


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """The page of a template, as an answer.

    Args:
        request: what is answered.
        template: the name of a file in `cli/desk/templates`.
        status: of HTTP.
        values: what the template tells.
    """
    return HTMLResponse(fragment(request, template, **values), status)


def fragment(request: Request, template: str, **values: Any) -> str:
    """A template filled, as HTML text: for a page, or for the part of a page that its script puts anew."""
    state = request.state
    desk: DeskFolder = request.app.state.desk
    run = values.get("run")
    around = {
        "language": state.language,
        "html_language": _HTML_LANGUAGES[state.language],
        "languages": [(one, _LANGUAGE_NAMES[one], _with_language(request, one)) for one in LANGUAGES],
        "post": lambda path, **words: f"{path}?{urlencode({**words, FORM_TOKEN: state.form_token})}",
        "here": request.url.path,
        "pages": request.app.state.pages(),
        "desk": desk,
        "run_name": desk.newest() if run is None else run.name,
        "version": metadata.version("sampan"),
    }
    return _environment().get_template(template).render(around | values)


def refusal(request: Request, error: Exception | str, status: int = 400) -> Response:
    """A page that says what is wrong and what to do."""
    told = error if isinstance(error, str) else fault_text(error)
    return page(request, "fault.html", status, told=told)


def fault_text(error: Exception) -> str:
    """What a person is told of a fault, in the reader's language."""
    if isinstance(error, SampanError):
        return sentence(error)
    if isinstance(error, OSError) and error.strerror:
        return said("{file}: {why:name}.", file=error.filename or "", why=error.strerror)
    return str(getattr(error, "message", "")) or type(error).__name__


def see(path: str, **words: str) -> Response:
    """Sends the browser on to a page of the desk, after a form was taken."""
    query = f"?{urlencode(words)}" if words else ""
    return Response(status_code=303, headers={"location": f"{path}{query}"})


def as_file(name: str) -> dict[str, str]:
    """The header by which a browser saves an answer as a file of that name."""
    return {"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}"}


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("cli.desk", TEMPLATES),
        autoescape=True,
        optimized=False,  # what a filter says hangs on the reader's language, whatever it is given
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(said=said, head=_head, query=_query, meaning=meaning, ways=ways_on_the_desk)
    made.filters.update(
        sentence=sentence,
        named=lambda text: translated(WORD, text) if isinstance(text, str) else text,
        day=_day,
        moment=_moment,
        figure=figure_text,
        short=_short,
        asked=_asked,
    )
    return made


def _head(name: str) -> str:
    """The head of a column of a table."""
    return translated(HEAD, name)


def _query(words: Mapping[str, object], **changed: object) -> str:
    """A query with some of its words changed; a word that is empty or None is left out."""
    told = {name: text for name, text in {**words, **changed}.items() if text not in {None, ""}}
    return f"?{urlencode(told)}" if told else "?"


def _asked(words: Iterable[tuple[str, object]]) -> str:
    """A query of words of which one name may stand several times; an empty word is left out."""
    return urlencode([(name, text) for name, text in words if text != ""])


def _day(day: date | None) -> str:
    return "" if day is None else figure_text(day, "weekday day")


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else figure_text(moment, "moment")


def _short(moment: datetime | None, zone: ZoneInfo) -> str:
    """A moment for a list: its day without the year, and the clock."""
    if moment is None:
        return ""
    local = moment.astimezone(zone)
    return f"{figure_text(local.date(), 'day')} {local:%H:%M}"


def _with_language(request: Request, language: str) -> str:
    """The address of the same page in another language."""
    words = [(name, text) for name, text in request.query_params.multi_items() if name not in {LANGUAGE, FORM_TOKEN}]
    return f"?{urlencode([*words, (LANGUAGE, language)])}"
