"""How order files are to be read: one value for all the files of a run, wherever they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import field, frozen

from routing.intake.recognise import AUTO
from routing.services.requested import NO_NAMES, OptionNames

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from zoneinfo import ZoneInfo

    from routing.intake.products import ProductMaster
    from routing.intake.profiles import Profile
    from routing.intake.seen.verdict import Verdict

CHUNK_ROWS = 65_536


@frozen(eq=False)
class Reading:
    """What the person who reads says of the files, and what is known besides.

    The first four are what is typed: a value of them alone is small and can be sent to any process.
    """

    profile: str | Profile = AUTO
    """Which marketplace the files come from, or the seller's own profile; AUTO tells it from the header of each."""
    input_zone: ZoneInfo | None = None
    """Of times that name none."""
    currency: str | None = None
    """Of amounts that name none."""
    cash_on_delivery: bool = False
    """Orders that are paid at the door ship, though they are not paid yet."""
    products: ProductMaster | None = None
    """The product master, which marketplace files need."""
    services: Collection[str] | None = None
    """Codes of the loaded services, for orders that ask for one by name; None lets any word pass."""
    options: OptionNames = NO_NAMES
    """Which service each marketplace's shipping options promise."""
    settled: Mapping[str, Verdict] = field(factory=dict)
    """Orders that several files or parts of a file tell of, as `settled` found them."""
    chunk_rows: int = CHUNK_ROWS
    """Rows held in memory at a time."""

    def typed(self) -> tuple[str, str | None, str | None, bool]:
        """What was typed, as texts that tell one reading from another."""
        profile = self.profile if isinstance(self.profile, str) else f"{self.profile.name} {self.profile.digest}"
        return profile, self.input_zone.key if self.input_zone else None, self.currency, self.cash_on_delivery


BY_HEADER: Final = Reading()
"""Without a word from anyone: each file by its header, amounts and times as they stand."""
