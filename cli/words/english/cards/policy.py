"""A policy and what its tiers and rules come to."""

from typing import Final

SENTENCES: Final = {
    "policy.tier_possible_to": (
        "describes parcels that its services take only to {countries:words}, by exceptions of theirs: elsewhere their "
        "limits lie on the other side."
    ),
    "policy.unknown": "is no file, and no policy that comes with sampan. Name a file, or one of {bundled:list}.",
    "policy.unknown_near": "is no file, and no policy that comes with sampan. {near}",
    "policy.service_not_loaded": "service {code!r} is not loaded. {near} Loaded: {loaded:list}.",
    "policy.service_not_loaded_far": "service {code!r} is not loaded. Loaded: {loaded:list}.",
    "policy.tier_decides_nothing": "describes {orders} of the orders, but {why:and}.",
    "policy.in_shadow_of": "it lies in the shadow of {tiers:list}",
    "policy.tier_and_orders": "{tier!r} ({orders})",
    "policy.none_takes_other": "none of its services takes the other {left}",
    "policy.none_takes_them": "none of its services takes them",
    "policy.rule_changes_nothing": "speaks of {orders} of these orders and changes none: all would go the same way.",
    "policy.tier_never_met": "no order is such as it describes.",
    "policy.rule_never_met": "speaks of none of these orders.",
    "policy.rule_closes_all": (
        "leaves no loaded service open: its orders have no channel. Give your services the tags it names."
    ),
    "policy.tier_impossible": "describes parcels that none of its services takes: their limits lie on the other side.",
    "policy.rules_contradict": "together with {name!r} it leaves no loaded service open.",
    "policy.tier_empty": "allows no service that is loaded.",
    "policy.no_tier": "is missing. A policy has at least one [[tier]].",
    "policy.allow_or_forbid": (
        "say what is allowed or what is forbidden: [rule.allow] or [rule.forbid], one of the two."
    ),
    "policy.rule_by_value_only": "{wrong:list}: a marketplace's rule goes by value only.",
    "policy.delivery_days": "{days} is not a number of days from 1 to {most}.",
    "policy.names_nothing": "name classes, services or tags, or say everything = true.",
    "policy.platform_case": "{wrong:quoted}: write platforms in lower case, like aliexpress.",
}
