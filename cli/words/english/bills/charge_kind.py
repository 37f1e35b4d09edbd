"""What a charge of a bill is for."""

from typing import Final

SENTENCES: Final = {
    "charge_kind.surcharge": "surcharge",
    "charge_kind.remote": "remote area",
    "charge_kind.oversize": "oversize",
    "charge_kind.special": "special fee",
    "charge_kind.handling": "handling",
    "charge_kind.other": "other fee",
}
