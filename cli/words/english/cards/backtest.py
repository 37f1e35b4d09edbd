"""Why an order is routed otherwise, or costs otherwise, by new cards."""

from typing import Final

SENTENCES: Final = {
    "backtest.undercut": "{chosen} undercuts {code} ({now})",
    "backtest.had_no_channel": "had no channel: {reason}",
    "backtest.not_among_new": "{code} is not among the new cards",
    "backtest.no_longer_takes": "{code} no longer takes it: {refusal}, {why}",
    "backtest.policy_leaves_none": "{code} would take it for {now}, but the policy leaves no channel: {reason}",
    "backtest.costs": "{code} costs {now} instead of {before}",
    "backtest.costs_billed": "{code} costs {now} instead of {before}, billed {billed_g} g instead of {before_g} g",
    "backtest.other_is_cheapest": "{code} now costs {now} instead of {before}; {chosen} is the cheapest of tier {tier:name}",
    "backtest.other_tier": "falls into tier {tier:name} instead of {before:name}",
    "backtest.outside": (
        "{code} ({side}) holds {stated:and}; the orders go out {first} to {last}. "
        "Give the day to look prices up on with --{side}-on."
    ),
    "backtest.span": "{start} to {end}",
    "backtest.span_open": "{start} to further notice",
}
