"""Rules read from a sheet's notes: `[[proposed]]` tables of a mapping, taken over once a person has confirmed them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from attrs import Factory, frozen

from carriers.sheets.billing import Billing
from routing.errors import Fault
from routing.reason import Reason
from routing.values.goods import GOODS
from routing.values.units import grams

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from carriers.files.tables import Table
    from routing.place import Place

FACTS: Final = {
    "facts": (),
    "least_billed": ("weight",),
    "rounding": ("steps",),
    "volumetric": ("divisor", "ratio", "ratio_over", "share", "difference", "weight", "side"),
    "limits": ("limits",),
    "goods": ("accepts", "refuses"),
    "door": ("duty", "handling"),
    "not_served": ("postcodes", "places"),
    "surcharge": ("amount", "currency", "per", "minimum", "goods", "every", "postcodes"),
    "fuel": ("percent",),
    "read": (),
}
"""Rule -> the keys that say it.  facts: what the guess supposed; read: a sentence of which nothing is taken over."""
_NEEDED: Final = {"volumetric": "divisor", "limits": "limits", "door": "duty", "surcharge": "amount", "fuel": "percent"}


@frozen
class Proposed:
    """One rule: the sentence it was read from, whom it is for, and what it says."""

    place: str
    rule: str
    sentence: str
    cell: Place | str
    """Where it stands; in a mapping, what the mapping says."""
    services: tuple[str, ...] = ()
    """Empty: all."""
    countries: tuple[str, ...] = ()
    """Empty: all but `except_countries`."""
    except_countries: tuple[str, ...] = ()
    weight_g: int | None = None
    steps: tuple[tuple[int, int], ...] = ()
    facts: Mapping[str, Any] = Factory(dict)
    """The keys of its rule as the mapping has them."""

    def speaks_of(self, service: str, country: str) -> bool:
        """Whether the rule is for parcels of that service to that country."""
        if self.services and service not in self.services:
            return False
        return country in self.countries if self.countries else country not in self.except_countries


def read_proposed(table: Table, steps: Any) -> Iterator[Proposed]:
    """The confirmed rules of a mapping; one that is not confirmed is a fault.  `steps` reads a list of steps."""
    for part in table.tables("proposed"):
        rule = part.choice("rule", tuple(FACTS))
        sentence, cell = part.text("sentence", "", shown=False), part.text("cell", "")
        part.text("contradicts", "", shown=False)
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
            facts={key: part.values[key] for key in FACTS[rule] if part.has(key)},
        )
        if not part.flag("confirmed", default=False):
            part.faults.append(
                Fault(part.file, part.place, Reason("proposed.unconfirmed", cell=cell, sentence=sentence[:80]))
            )
        _complete(part, found)
        part.finish()
        yield found


def _complete(part: Table, one: Proposed) -> None:
    """Notes what a rule lacks."""
    if one.rule == "least_billed" and one.weight_g is None:
        part.fault("weight", Reason("proposed.no_weight"))
    if one.rule == "rounding" and not one.steps:
        part.fault("steps", Reason("proposed.no_steps"))
    needed = _NEEDED.get(one.rule)
    if needed and needed not in one.facts:
        part.fault(needed, Reason("proposed.lacks", rule=one.rule))
    if one.rule == "goods":
        for key in ("accepts", "refuses"):
            if part.has(key):
                part.words(key, GOODS)
    if one.rule == "not_served" and not one.countries and (part.texts("postcodes") or not part.texts("places")):
        part.fault("countries", Reason("proposed.no_countries"))
    if one.rule == "surcharge" and part.texts("postcodes") and not one.countries:
        part.fault("countries", Reason("proposed.no_countries"))


def contradictions(rules: Iterable[Proposed], file: str) -> Iterator[Fault]:
    """Two confirmed sentences that say different things of the same service and country."""
    for one, other in opposed(rules):
        reason = Reason("proposed.contradicts", sentence=one.sentence[:60], other=other.sentence[:60], cell=other.cell)
        yield Fault(file, one.place, reason)


def opposed(rules: Iterable[Proposed]) -> Iterator[tuple[Proposed, Proposed]]:
    """Pairs of rules, the later one first, that say different things of the same service and country."""
    seen: dict[tuple[str, str, str], tuple[Proposed, object]] = {}
    told: set[tuple[int, int]] = set()
    for one in rules:
        for aspect, value in _aspects(one).items():
            for service in one.services or ("",):
                for country in one.countries or ("",):
                    other, before = seen.setdefault((aspect, service, country), (one, value))
                    if before != value and (id(one), id(other)) not in told:
                        told.add((id(one), id(other)))
                        yield one, other


def _aspects(one: Proposed) -> dict[str, object]:
    """What a rule says, by what it speaks of: of one thing there is one truth."""
    facts = one.facts
    found: dict[str, object] = {}
    match one.rule:
        case "least_billed":
            found["least"] = str(facts.get("weight"))
        case "rounding":
            found["steps"] = tuple(map(str, facts.get("steps", ())))
        case "volumetric":
            triggers = f"{facts.get('side', '')} {facts.get('weight', '')}"
            found[f"volumetric {triggers}"] = sorted((key, str(value)) for key, value in facts.items())
        case "limits":
            found |= {str(text).rsplit(" ", 2)[0]: str(text) for text in facts.get("limits", ())}
        case "door" | "fuel":
            found[one.rule] = facts.get("duty") or facts.get("percent")
        case "goods":
            taken = facts.get("accepts", ())
            found |= {f"goods {kind}": kind in taken for kind in (*taken, *facts.get("refuses", ()))}
    return found


def billing_of(rules: Iterable[Proposed], service: str, country: str, plain: Billing) -> Billing:
    """How weights of a service to a country are billed: a rule that names the country goes before one for all."""
    least, steps = plain.least_g, plain.steps
    for one in sorted(rules, key=lambda rule: bool(rule.countries)):
        if one.rule in {"least_billed", "rounding"} and one.speaks_of(service, country):
            least = one.weight_g if one.rule == "least_billed" and one.weight_g else least
            steps = one.steps or steps
    return Billing(least, steps)
