"""The engine of the texts: in it a missing value raises, and a text is made of names and conditions only."""

from __future__ import annotations

from jinja2 import StrictUndefined, Undefined, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

ALLOWED_NODES = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.If,
    nodes.Compare, nodes.Operand, nodes.Const, nodes.Not, nodes.And, nodes.Or,
)  # fmt: skip
"""What a text may be built from: no loop, filter, call, attribute, assignment or include."""


def _printable(value: object) -> object:
    """The value itself.

    Raises:
        ValueError: nothing to print; Jinja would print "None" or a blank.
    """
    if value is None or isinstance(value, bool) or not str(value).strip():
        raise ValueError("a blank or missing value reached the text")
    return value


class _Strict(StrictUndefined):
    """A name that was never given raises wherever it is used, also inside a list."""

    __repr__ = Undefined._fail_with_undefined_error  # noqa: SLF001 - the documented way to make an undefined stricter


ENVIRONMENT = ImmutableSandboxedEnvironment(
    undefined=_Strict, finalize=_printable, autoescape=False, keep_trailing_newline=False, cache_size=0
)  # plain text: a marketplace shows &amp; as it stands; HTML is refused by the lint
ENVIRONMENT.filters.clear()
ENVIRONMENT.tests.clear()
ENVIRONMENT.globals.clear()
