"""Why a parcel has no channel."""

from typing import Final

SENTENCES: Final = {
    "choice.measured": "{code} {service} {measured} {sign} {limit}",
    "choice.refused": "{code} {service} {message}",
    "choice.tier_undecided": "{code} whether tier {tier:name} applies cannot be told",
    "choice.no_tier": "{nearest} (no tier of policy {policy} applies)",
    "choice.heavier": "{service}: {weight}, {more} more, costs {price} CNY, {saving} CNY less.",
}
