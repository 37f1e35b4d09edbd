"""The document that tells programs what the desk answers: OpenAPI, made from the verbs themselves."""

from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING, Any, Final

from cli.desk.serve.guard import API, OWN_HEADER
from cli.verbs import VERBS, route
from cli.words import said

if TYPE_CHECKING:
    from cli.verbs import Verb

_VERSION: Final = "3.1.0"
_STATUSES: Final = ("400", "404", "413", "422", "500")


def address(verb: Verb) -> str:
    """The path of a verb: `/api/reply/suggest`."""
    return API + verb.name.replace(" ", "/")


def document() -> dict[str, Any]:
    """The document, in the reader's language."""
    paths = {address(verb): {"post": _operation(verb)} for verb in VERBS.values()}
    return {
        "openapi": _VERSION,
        "info": {
            "title": "sampan",
            "version": metadata.version("sampan"),
            "description": said("What sampan answers on this machine; the parameters are those of its commands."),
        },
        "paths": {
            **paths,
            f"{API}runs": {"get": _get("runs", said("The names of the runs, the newest first."), "application/json")},
            f"{API}runs/{{run}}/labels/{{file}}": {
                "get": {
                    **_get("label_file", said("A label file that was written."), "application/octet-stream"),
                    "parameters": [_in_path("run"), _in_path("file")],
                }
            },
        },
        "components": {"schemas": {"Problem": _PROBLEM}},
    }


def _operation(verb: Verb) -> dict[str, Any]:
    schema = verb.schema()
    kind = "application/json"
    headers = {}
    if verb is route:
        kind = "multipart/form-data"
        files = {"type": "array", "items": {"type": "string", "contentMediaType": "application/octet-stream"}}
        files["description"] = said("Order files, and the product master.")
        schema = {**schema, "properties": {"files": files, **schema["properties"]}, "required": ["files"]}
        own = {"name": OWN_HEADER, "in": "header", "required": True, "schema": {"type": "string"}}
        own["description"] = said("Any text: it shows that no page of another site asks.")
        headers = {"parameters": [own]}
    return {
        "operationId": verb.name.replace(" ", "_"),
        "summary": verb.tells,
        **headers,
        "requestBody": {"required": True, "content": {kind: {"schema": schema}}},
        "responses": _responses(said("The answer: the JSON that the command prints."), "application/json"),
    }


def _get(name: str, tells: str, kind: str) -> dict[str, Any]:
    return {"operationId": name, "summary": tells, "responses": _responses(tells, kind)}


def _responses(tells: str, kind: str) -> dict[str, Any]:
    content: dict[str, Any] = {kind: {"schema": {}}} if kind == "application/json" else {kind: {}}
    problem = {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    refused = {"description": said("There is no answer: a code, the sentence, the parameter."), "content": problem}
    return {"200": {"description": tells, "content": content}, **dict.fromkeys(_STATUSES, refused)}


def _in_path(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


_TEXT: Final = {"type": "string"}
_TEXT_OR_NONE: Final = {"type": ["string", "null"]}
_PROBLEM: Final = {
    "type": "object",
    "required": ["code", "message", "field", "reason", "faults"],
    "properties": {
        "code": _TEXT,
        "message": _TEXT,
        "field": _TEXT_OR_NONE,
        "reason": _TEXT_OR_NONE,
        "faults": {
            "type": "array",
            "items": {"type": "object", "properties": dict.fromkeys(("file", "place", "code", "message"), _TEXT)},
        },
    },
}
