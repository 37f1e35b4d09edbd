"""What intake needs to know to read the rows of one file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import field, frozen

from routing.intake.seen.seen import Seen
from routing.services.requested import NO_NAMES, OptionNames

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    from routing.intake.products import ProductMaster
    from routing.intake.profiles import Profile
    from routing.intake.seen.verdict import Verdict
    from routing.reason import Reason


@frozen(eq=False)
class SourceFile:
    """One file of orders, or one sheet of a workbook, once its header is understood."""

    file: str
    profile: Profile
    places: Mapping[str, int]
    """Field -> index of its column in the file."""
    headers: Mapping[str, str]
    """Field -> how the file heads its column."""
    products: ProductMaster | None = None
    services: Mapping[str, str] | None = None
    """Service code in small letters -> as the card writes it; None: any word is taken."""
    options: OptionNames = NO_NAMES
    """What the marketplaces' shipping options promise."""
    zone: ZoneInfo | None = None
    """Of times that name none: the caller's word before the profile's."""
    zone_assumed: bool = False
    """The zone is a bundled profile's assumption, which every order then says in its flags."""
    decimal: str = "."
    currency: str | None = None
    """Of amounts that name none: the caller's word before the profile's."""
    seen: Seen = field(factory=Seen)
    """Order ids of the whole run."""
    cash_on_delivery: bool = False
    """Orders that are paid at the door ship."""
    settled: Mapping[str, Verdict] = field(factory=dict)
    """Orders that several places tell of, and what is to be made of them."""
    unknown: Mapping[int, str] = field(factory=dict)
    """Columns of a marketplace's file that its profile does not know: index -> header."""
    packed: tuple[int, ...] = ()
    """Columns that hold packed order lines."""
    why: Reason | None = None
    """What told the profile."""
    remarks: tuple[Reason, ...] = ()
    """What is to be said of the header."""
