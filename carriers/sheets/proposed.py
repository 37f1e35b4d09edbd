"""Rules read from a sheet's notes: `[[proposed]]` tables of a mapping, taken over once a person has confirmed them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from attrs import Factory, frozen

from carriers.files.amounts import COUNTRIES
from carriers.sheets.billing import Billing
from routing.errors import Fault
from routing.reason import Reason
from routing.values.units import grams

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from carriers.files.tables import Table

RULES: Final = ("facts", "least_billed", "rounding", "volumetric", "limits", "read")
"""facts: what the guess had to assume; read: a sentence that a person has read, of which nothing is taken over."""
_VOLUMETRIC: Final = ("divisor", "ratio", "ratio_over", "share", "difference", "weight")


@frozen
class Proposed:
    """One rule: the sentence it was read from, whom it is for, and what it says."""

    place: str
    rule: str
    sentence: str
    cell: str
    services: tuple[str, ...] = ()
    """Empty: all."""
    countries: tuple[str, ...] = ()
    """Empty: all but `except_countries`."""
    except_countries: tuple[str, ...] = ()
    weight_g: int | None = None
    steps: tuple[tuple[int, int], ...] = ()
    volumetric: Mapping[str, Any] = Factory(dict)
    limits: tuple[str, ...] = ()

    def speaks_of(self, service: str, country: str) -> bool:
        """Whether the rule is for parcels of that service to that country."""
        if self.services and service not in self.services:
            return False
        return country in self.countries if self.countries else country not in self.except_countries


def read_proposed(table: Table, steps: Any) -> Iterator[Proposed]:
    """The confirmed rules of a mapping; one that is not confirmed is a fault.  `steps` reads a list of steps."""
    for part in table.tables("proposed"):
        rule = part.choice("rule", RULES)
        sentence, cell = part.text("sentence", "", shown=False), part.text("cell", "")
        found = Proposed(
            place=part.place,
            rule=rule,
            sentence=sentence,
            cell=cell,
            services=part.texts("services"),
            countries=tuple(sorted(part.countries("countries"))),
            except_countries=tuple(sorted(part.countries("except_countries"))),
            weight_g=part.read("weight", grams, "") if rule == "least_billed" else None,
            steps=steps(part) if rule == "rounding" else (),
            volumetric={key: part.values[key] for key in _VOLUMETRIC if part.has(key)} if rule == "volumetric" else {},
            limits=part.texts("limits") if rule == "limits" else (),
        )
        if not part.flag("confirmed", default=False):
            part.faults.append(
                Fault(part.file, part.place, Reason("proposed.unconfirmed", cell=cell, sentence=sentence[:80]))
            )
        if rule == "least_billed" and found.weight_g is None:
            part.fault("weight", Reason("proposed.no_weight"))
        if rule == "rounding" and not found.steps:
            part.fault("steps", Reason("proposed.no_steps"))
        part.finish()
        yield found


def contradictions(rules: Iterable[Proposed], file: str) -> Iterator[Fault]:
    """Two confirmed sentences that say different things of the same service and country."""
    seen: dict[tuple[str, str, str], Proposed] = {}
    for one in rules:
        if one.rule not in {"least_billed", "rounding"}:
            continue
        for service in one.services or ("",):
            for country in one.countries or ("",):
                other = seen.setdefault((one.rule, service, country), one)
                if (other.weight_g, other.steps) != (one.weight_g, one.steps):
                    reason = Reason(
                        "proposed.contradicts", sentence=one.sentence[:60], other=other.sentence[:60], cell=other.cell
                    )
                    yield Fault(file, one.place, reason)
                    break


def billing_of(rules: Iterable[Proposed], service: str, country: str, plain: Billing) -> Billing:
    """How weights of a service to a country are billed: a rule that names the country goes before one for all."""
    least, steps = plain.least_g, plain.steps
    for one in sorted(rules, key=lambda rule: bool(rule.countries)):
        if one.speaks_of(service, country):
            least = one.weight_g if one.rule == "least_billed" and one.weight_g else least
            steps = one.steps or steps
    return Billing(least, steps)


def with_rules(card: Mapping[str, Any], rules: Iterable[Proposed]) -> dict[str, Any]:
    """The card's tables with the volumetric rules and limits that were confirmed."""
    found = {key: value for key, value in card.items() if key != "proposed"}
    services = [dict(service) for service in card.get("service", [])]
    for one in rules:
        for service in services:
            if not one.services or service.get("code") in one.services:
                _add(service, one)
    if services:
        found["service"] = services
    return found


def _add(service: dict[str, Any], one: Proposed) -> None:
    source = f"{one.cell}: {one.sentence}"[:300]
    countries = list(one.countries) or (sorted(COUNTRIES - set(one.except_countries)) if one.except_countries else [])
    if one.rule == "volumetric":
        where = {"countries": countries} if countries else {}
        service["volumetric"] = [*service.get("volumetric", []), {**one.volumetric, **where, "source": source}]
    elif one.rule == "limits" and countries:
        own = {"countries": countries, "limits": list(one.limits), "source": source}
        service["limits_for"] = [*service.get("limits_for", []), own]
    elif one.rule == "limits":
        service["limits"] = [*service.get("limits", []), *one.limits]
