"""The catalogue: every situation's letter, bundled or the shop's own, checked as it is loaded."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from attrs import frozen

from routing.errors import Fault, InputError, SampanError
from routing.reason import Reason
from routing.values.nearest import nearest
from templates_en.letters.parse import parse
from templates_en.lint import blocking
from templates_en.proofread import proofread

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable
    from pathlib import Path

    from templates_en.letters.letter import Letter

STAGES = ("pre", "order", "in_transit", "delivery", "delivered", "after", "dispute", "feedback")
"""The stages of a sale in their order; a text lies in the folder of its stage or subject."""
FRAME = "frame.md"
_GOOD_MATCH = 60


class NotInCatalogueError(SampanError):
    """No situation of that name; the message offers the nearest one."""


@frozen(eq=False)
class Catalogue:
    """Letters by id, in the order of a sale.  Iterating gives the situations; folded texts are found by their id."""

    letters: dict[str, Letter]

    def __getitem__(self, situation: str) -> Letter:
        """The letter of that situation.

        Raises:
            NotInCatalogueError: no such situation.
        """
        if situation in self.letters:
            return self.letters[situation]
        near = nearest(situation, self.letters)
        if near:
            raise NotInCatalogueError(Reason("letter.unknown_near", situation=situation, near=near[0]))
        raise NotInCatalogueError(Reason("letter.unknown", situation=situation))

    def __iter__(self) -> Iterator[Letter]:
        return (letter for letter in self.letters.values() if not letter.folded)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    @property
    def folded(self) -> tuple[Letter, ...]:
        """The texts for moments that belong to several situations."""
        return tuple(letter for letter in self.letters.values() if letter.folded)

    def search(self, words: str, limit: int = 10) -> list[tuple[Letter, float]]:
        """The letters nearest to the words, best first, scored 0 to 100; slips of the pen are forgiven."""
        query = words.lower().strip()
        scored = [(letter, _score(query, letter)) for letter in self.letters.values()]
        good = [pair for pair in scored if pair[1] >= _GOOD_MATCH]
        return sorted(good, key=lambda pair: -pair[1])[:limit]


def _score(query: str, letter: Letter) -> float:
    """Tags and title count in full, the text itself a little less: a word in passing is not the subject."""
    from rapidfuzz import fuzz  # noqa: PLC0415 - only a search needs it

    tags = max((fuzz.token_set_ratio(query, tag.lower()) for tag in letter.tags), default=0.0)
    head = fuzz.token_set_ratio(
        query, f"{letter.id.replace('.', ' ').replace('_', ' ')} {letter.title} {letter.when}".lower()
    )
    every_tag = fuzz.token_set_ratio(query, " ".join(letter.tags).lower())
    body = fuzz.partial_ratio(query, " ".join(block.source for block in letter.blocks).lower())
    return max(tags, 0.97 * every_tag, 0.95 * head, 0.8 * body)


@cache
def bundled() -> Catalogue:
    """The catalogue that comes with the program."""
    return _load(resources.files("templates_en").joinpath("texts"), None)


def with_own(folder: Path) -> Catalogue:
    """The bundled catalogue, with the texts of a shop's folder in place of those of the same id.

    Raises:
        InputError: every fault of every text of the folder.
    """
    return _load(folder, bundled())


def _load(root: Traversable, base: Catalogue | None) -> Catalogue:
    faults: list[Fault] = []
    own_frame = root.joinpath(FRAME)
    frame = next(iter(base)).frame if base else None
    if own_frame.is_file():
        frame = parse(own_frame.read_text(encoding="utf-8"), FRAME, None, proved=base is None)
    letters = dict(base.letters) if base else {}
    if base is not None and own_frame.is_file():
        letters = {letter.id: parse(_source(letter), letter.file, frame) for letter in base.letters.values()}
    seen: dict[str, str] = {}
    for name, file in sorted(_texts(root)):
        try:
            letter = parse(file.read_text(encoding="utf-8-sig"), name, frame, proved=base is None)
        except InputError as error:
            faults += error.faults
            continue
        except (OSError, UnicodeDecodeError) as error:
            faults.append(Fault(name, "", Reason("letter.unreadable", error=str(error))))
            continue
        faults += _place_faults(letter, name, seen, base)
        seen[letter.id] = name
        letters[letter.id] = letter
    if faults:
        raise InputError(faults)
    order = {stage: number for number, stage in enumerate(STAGES)}
    return Catalogue(dict(sorted(letters.items(), key=lambda pair: (order.get(pair[1].stage, len(order)), pair[0]))))


def _place_faults(letter: Letter, name: str, seen: dict[str, str], base: Catalogue | None) -> Iterator[Fault]:
    """What is wrong with a sound letter's place in the catalogue, and for a shop's own text its proof."""
    if letter.stage not in STAGES and not letter.folded:
        yield Fault(name, "id", Reason("letter.no_stage", id=letter.id, stages=STAGES))
    if letter.id in seen:
        yield Fault(name, "id", Reason("letter.id_twice", id=letter.id, other=seen[letter.id]))
    if base is not None and letter.id not in base.letters:
        yield Fault(name, "id", Reason("letter.no_situation", id=letter.id))
    if base is not None:
        yield from (Fault(name, finding.code, finding.in_place) for finding in blocking(proofread(letter)))


def _texts(root: Traversable) -> Iterator[tuple[str, Traversable]]:
    for entry in root.iterdir():
        if entry.is_dir():
            yield from ((f"{entry.name}/{name}", file) for name, file in _texts(entry))
        elif entry.name.endswith(".md") and entry.name != FRAME:
            yield entry.name, entry


def _source(letter: Letter) -> str:
    return resources.files("templates_en").joinpath("texts").joinpath(letter.file).read_text(encoding="utf-8")
