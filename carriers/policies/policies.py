"""Policy files to policies.  `docs/POLICY.md` describes the format; two policies are bundled: handbook and cheapest."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from carriers.files.tables import Table
from routing.errors import Fault, InputError
from routing.reason import Reason
from routing.services.policy import RANKS, SINCE, DeliveryDays, Policy, Rank, Rule, Selection, Since, Tier
from routing.services.service import CLASSES
from routing.values.goods import GOODS
from routing.values.nearest import suggestion
from routing.values.toml_file import load_toml

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from routing.services.service import Service

BUNDLED = ("handbook", "cheapest")
_DAYS_MAX: Final = 400
"""No marketplace lets a buyer wait longer."""


def policy_path(name: str) -> Path:
    """The file of a policy: a bundled one by its name, any other by its path.

    Raises:
        InputError: neither.
    """
    if name in BUNDLED:
        return _data() / "policies" / f"{name}.toml"
    path = Path(name)
    if not path.exists():
        near = suggestion(name, BUNDLED)
        unknown = Reason("policy.unknown_near", near=near) if near else Reason("policy.unknown", bundled=BUNDLED)
        raise InputError([Fault(name, "", unknown)])
    return path


def rules_path() -> Path:
    """The file of the marketplaces' rules that come with sampan."""
    return _data() / "platform_rules.toml"


def load_policy(path: Path, bundled_rules: Path | None = None) -> Policy:
    """The policy a file states; `rules = "bundled"` adds the marketplaces' rules that come with sampan.

    Args:
        path: the policy's file.
        bundled_rules: what stands for the bundled rules: a run's snapshot of them.

    Raises:
        InputError: all faults of the file.
    """
    faults: list[Fault] = []
    table = Table(str(path), "", load_toml(path), faults)
    name = table.text("name")
    source = table.text("source", "")
    table.text("note", "")
    divisor = table.divisor("bulky_divisor", 6000)
    rank = cast("Rank", table.choice("rank", RANKS, "freight"))
    tiers = tuple(_tier(part) for part in table.tables("tier"))
    if not tiers:
        table.fault("tier", Reason("policy.no_tier"))
    rules = tuple(_rule(part) for part in table.tables("rule"))
    delivery = tuple(_delivery_days(part) for part in table.tables("deliver_by"))
    if table.choice("rules", ("own", "bundled"), "own") == "bundled":
        rules += load_rules(bundled_rules or rules_path())
    table.finish()
    if faults:
        raise InputError(faults)
    return Policy(name, tiers, rules, divisor, source, rank, delivery)


def load_rules(path: Path) -> tuple[Rule, ...]:
    """The rules of marketplaces that a file states.

    Raises:
        InputError: all faults of the file.
    """
    faults: list[Fault] = []
    table = Table(str(path), "", load_toml(path), faults)
    rules = tuple(_rule(part) for part in table.tables("rule"))
    table.finish()
    if faults:
        raise InputError(faults)
    return rules


def check_codes(policy: Policy, services: Iterable[Service], path: Path) -> None:
    """Refuses a policy whose tiers name services that are not loaded: a misspelt code would drop a channel in silence.

    Raises:
        InputError: naming tier and code.
    """
    known = {service.code for service in services}
    faults = [
        Fault(str(path), f"tier[{number}].services", _not_loaded(code, sorted(known)))
        for number, tier in enumerate(policy.tiers, 1)
        for code in sorted(tier.allow.services - known)
    ]
    if faults:
        raise InputError(faults)


def _not_loaded(code: str, known: Sequence[str]) -> Reason:
    near = suggestion(code, known)
    if near is None:
        return Reason("policy.service_not_loaded_far", code=code, loaded=tuple(known))
    return Reason("policy.service_not_loaded", code=code, near=near, loaded=tuple(known))


def _tier(table: Table) -> Tier:
    tier = Tier(
        name=table.text("name"),
        allow=_selection(table),
        when=table.conditions("when"),
        bulky=table.flag("bulky") if table.has("bulky") else None,
        countries=table.countries("countries"),
        platforms=_platforms(table),
        goods=table.words("goods", GOODS),
        tracked=table.flag("tracked") if table.has("tracked") else None,
    )
    table.text("note", "")
    table.finish()
    return tier


def _rule(table: Table) -> Rule:
    chosen = [key for key in ("allow", "forbid") if table.has(key)]
    picked = {key: _selection(table.table(key), finish=True) for key in chosen}
    if len(chosen) != 1:
        table.fault("allow", Reason("policy.allow_or_forbid"))
    rule = Rule(
        name=table.text("name"),
        validity=table.validity(),
        source=table.text("source"),
        platforms=_platforms(table),
        countries=table.countries("countries"),
        when=table.conditions("when"),
        allow=picked.get("allow"),
        forbid=picked.get("forbid"),
    )
    wrong = [str(one) for one in rule.when if one.measure != "value"]
    if wrong:
        table.fault("when", Reason("policy.rule_by_value_only", wrong=tuple(wrong)))
    table.text("note", "")
    table.finish()
    return rule


def _delivery_days(table: Table) -> DeliveryDays:
    found = DeliveryDays(
        days=table.integer("days"),
        since=cast("Since", table.choice("since", SINCE)),
        source=table.text("source"),
        platforms=_platforms(table),
        countries=table.countries("countries"),
    )
    if table.has("days") and not 1 <= found.days <= _DAYS_MAX:
        table.fault("days", Reason("policy.delivery_days", days=found.days, most=_DAYS_MAX))
    table.text("note", "")
    table.finish()
    return found


def _selection(table: Table, *, finish: bool = False) -> Selection:
    found = Selection(
        classes=table.words("classes", CLASSES),
        services=frozenset(table.texts("services")),
        tags=frozenset(table.texts("tags")),
        untracked=table.flag("untracked", default=False),
        everything=table.flag("everything", default=False),
    )
    if found == Selection():
        table.fault("classes", Reason("policy.names_nothing"))
    if finish:
        table.finish()
    return found


def _platforms(table: Table) -> frozenset[str]:
    found = table.texts("platforms")
    wrong = [word for word in found if word != word.lower() or not word]
    if wrong:
        table.fault("platforms", Reason("policy.platform_case", wrong=tuple(wrong)))
    return frozenset(found)


def _data() -> Path:
    return Path(__file__).parents[1] / "data"
