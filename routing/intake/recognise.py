"""Which marketplace a file comes from, told from its header alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from routing.errors import Fault, InputError
from routing.intake.other_files import other_file
from routing.intake.profiles import Profile, folded, heads_of, profiles
from routing.place import Place
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from routing.intake.files.chunk import Opening
    from routing.intake.other_files import FileKind

    _Fit = tuple[Profile, Opening, Mapping[str, int]]

AUTO = "auto"
_NEAR = 0.5
"""A profile of whose required columns fewer are there is not worth naming."""


@frozen
class Recognised:
    """A profile, the header row it fits, and why."""

    profile: Profile
    opening: Opening
    places: Mapping[str, int]
    """Field -> index of its column."""
    why: Reason


def recognise(file: str, openings: Sequence[Opening], name: str | Profile = AUTO) -> Recognised:
    """The profile whose required columns are all in one of the rows that may be the header.

    Of several that fit, the one that knows most of the row's columns wins.  A file that a seller's own profile does not
    fit may be one of those bundled: a day's files come from many places.

    Args:
        file: name for the message.
        openings: rows that may be the header.
        name: a profile or its name, or AUTO for any.

    Raises:
        InputError: no profile fits; the message names the nearest one and the columns it misses.
    """
    wanted = list(profiles().values()) if name == AUTO else [_named(file, name)]
    fits = _fits(wanted, openings)
    if not fits and isinstance(name, Profile):
        fits = _fits(profiles().values(), openings)
    if not fits:
        tried = [(profile, opening, profile.places(opening.cells)) for profile in wanted for opening in openings]
        raise InputError([Fault(file, "", _nearest(tried, automatic=name == AUTO))])
    # max keeps the first of equals: the header nearest the top, in the encoding tried first
    profile, opening, places = max(fits, key=lambda fit: len(fit[2]))
    if profile.by_order:
        refuse_repeated(file, opening, places)
    why = Reason("header.holds", row=opening.row, count=len(places), title=profile.title)
    return Recognised(profile, opening, places, why)


def _fits(wanted: Iterable[Profile], openings: Sequence[Opening]) -> list[_Fit]:
    """Each profile with each row that has all that it requires."""
    heads = [(opening, heads_of(opening.cells)) for opening in openings]
    return [
        (profile, opening, profile.places(opening.cells))
        for profile in wanted
        for opening, names in heads
        if profile.has_required(names)
    ]


def _named(file: str, name: str | Profile) -> Profile:
    if isinstance(name, Profile):
        return name
    if name not in profiles():
        raise InputError([Fault(file, "", Reason("header.no_kind", name=name, known=(AUTO, *profiles())))])
    return profiles()[name]


def refuse_repeated(file: str, opening: Opening, places: Mapping[str, int]) -> None:
    """Refuses columns that are there twice: nobody can say which is right.

    Raises:
        InputError: it names each of them.
    """
    names = [folded(cell) for cell in opening.cells]
    twice = [opening.cells[at].strip() for at in places.values() if names.count(names[at]) > 1]
    if twice:
        raise InputError([Fault(file, Place(row=opening.row), Reason("header.twice", name=name)) for name in twice])


def _missing(profile: Profile, places: Mapping[str, int]) -> list[str]:
    """The required columns that are not there, as the marketplace spells them; of "a|b" one is enough."""
    lacking = [names for field in profile.required if not set(names := field.split("|")) & places.keys()]
    return list(dict.fromkeys(profile.spelled(names[0]) for names in lacking))


def _nearest(tried: Sequence[_Fit], *, automatic: bool) -> Reason:
    """Why no profile fits: the one of which most is there, by the columns it requires, or what else the file is."""
    if not tried:
        return Reason("header.none")
    if automatic:
        openings = {opening.row: opening for _, opening, _ in tried}.values()
        other = next((known for opening in openings if (known := other_file(opening.cells))), None)
        if other is not None:
            return _unfit(other)
    profile, opening, places = max(tried, key=lambda one: (_found(one[0], one[2]), len(one[2])))
    missing, begins = tuple(_missing(profile, places)), tuple(cell.strip() for cell in opening.cells[:6])
    if automatic and _found(profile, places) < _NEAR:
        return Reason("header.unlike", row=opening.row, begins=begins)
    if automatic:
        return Reason("header.unknown", title=profile.title, missing=missing, row=opening.row, begins=begins)
    return Reason("header.is_no", title=profile.title, missing=missing, row=opening.row, begins=begins)


def _unfit(other: FileKind) -> Reason:
    """Why no orders can be read from a file of that kind."""
    if other.lacks == "address":
        return Reason("other_file.address", title=other.title, take=other.take)
    if other.lacks == "articles":
        return Reason("other_file.articles", title=other.title, take=other.take)
    return Reason("other_file.orders", title=other.title, take=other.take)


def _found(profile: Profile, places: Mapping[str, int]) -> float:
    """The share of the required columns that are there; of a file that holds but one or two, nothing is told."""
    return 1 - len(_missing(profile, places)) / len(profile.required)
