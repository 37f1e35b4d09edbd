"""What a clause says of weights and sizes: least billed weight, steps, volumetric weight, limits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from carriers.sheets.guess.note_places import beginning
from carriers.sheets.guess.note_words import CURRENCIES, UNITS, named, patterns, search, whole_grams

if TYPE_CHECKING:
    from collections.abc import Iterator

    Facts = Iterator[tuple[str, dict[str, Any]]]

_COARSE_G: Final = 500
"""From here on "less than so much counts as so much" may mean every started step."""

_PARTLY: Final = frozenset({"不足", "不满", "未满"})


def least(clause: str) -> Facts:
    """The least billed weight."""
    for pattern in patterns("least"):
        for match in pattern.finditer(clause):
            figures = match.groups()
            grams = whole_grams(figures[0], figures[1])
            twice = len(figures) == 4
            if grams is None or (twice and grams != whole_grams(figures[2], figures[3] or figures[1])):
                continue
            if twice and search("from", clause[: match.start()]):  # 21KG以上不足1KG按1KG计: a step
                continue
            yield "least_billed", {"weight": f"{grams} g"}
            if twice and grams >= _COARSE_G and not search("least_word", clause) and match[0][:2] in _PARTLY:
                yield "rounding", {"steps": [f"{grams} g"]}
            return


def rounding(clause: str) -> Facts:
    """The started steps, by weight."""
    steps: dict[int, int] = {}
    unit = "kg"
    start_g = 0
    for part in re.split(r"[,，、;；/]", clause):
        match = next((found for pattern in patterns("step") if (found := pattern.search(part))), None)
        start = search("from", part)
        if match is None:
            twice = search("least_twice", part)
            if twice is None or start is None:
                start_g = _start_g(start, unit) if start and not re.search(r"\d", part[start.end() :]) else start_g
                continue
            match = twice
        groups = match.groups() or (None, None)
        unit = groups[1] or unit
        step = 1 if groups[0] is None else whole_grams(groups[0], unit)
        if step is None:
            continue
        begins = _start_g(start, unit) if start and start.start() < match.end() and start.span() != match.span() else 0
        steps[begins or start_g] = step
        start_g = 0
    if not steps:
        return
    steps.setdefault(0, 1)
    ordered = sorted(steps.items())
    kept = [one for at, one in enumerate(ordered) if at == 0 or one[1] != ordered[at - 1][1]]
    yield "rounding", {"steps": [f"{step} g" if not over else f"over {over} g: {step} g" for over, step in kept]}


def _start_g(match: re.Match[str], unit: str) -> int:
    """The weight from which a step holds."""
    found = match.groupdict()
    if found["low"] is not None:
        low = found["low"]
        low = f"{low[:-1]}0" if "." in low and low.endswith("1") else low  # 2.01: the first weight above 2
        return whole_grams(low, found["low_unit"] or found["high_unit"] or unit) or 0
    for name in ("above", "over"):
        if found[name] is not None:
            return whole_grams(found[name], found[f"{name}_unit"] or unit) or 0
    return 0


def volumetric(note: str, clause: str) -> Facts:
    """A rule on volume, told once where its divisor stands, or by its clause where the note has it elsewhere."""
    if not search("volume", clause):
        return
    divisor = search("divisor", clause) or search("divisor", note)
    figure = next((group for group in divisor.groups() if group), "") if divisor else ""
    never = search("never", clause) and not search("not_below", clause) and not search("times", clause)
    if never and not search("divisor", clause):
        if beginning(clause):  # a rule for all may stand beside it
            yield "volumetric", {"divisor": int(figure or 6000), "share": "0 %"}
        return
    if not figure or not 500 <= int(figure) <= 1_000_000:
        return
    facts: dict[str, Any] = {"divisor": int(figure)}
    times = search("times", note)
    if times:
        strictly = search("passed", note) and not search("reached", note)
        facts["ratio_over" if strictly else "ratio"] = next(group for group in times.groups() if group)
    share = search("share", note)
    if share:
        half = share.groupdict().get("half")
        facts["share"] = "50 %" if half else f"{next(group for group in share.groups() if group)} %"
        apart = search("difference", note)
        grams = whole_grams(apart[1], apart[2]) if apart else None
        facts |= {"difference": f"{grams} g"} if grams else {}
    below = search("not_below", note)
    if below:
        grams = whole_grams(below[1], below[2])
        facts["weight"] = above(grams)
    side = search("volume_side", note)
    if side:
        sign = ">=" if re.search(r"≥|>=|达到|及以上|不小于", side[0]) else ">"
        facts["side"] = f"longest_side {sign} {side[1]} {UNITS.get(side[2].lower(), side[2].lower())}"
    yield "volumetric", facts


def above(weight_g: int | None) -> list[str]:
    """The condition of a rule that begins above a weight in grams."""
    return [f"weight > {weight_g} g"]


def limits(clause: str) -> Facts:
    """The limits on weight, size and value."""
    if search("no_limit", clause):
        return
    found: list[str] = []
    roll = bool(search("roll", clause))
    for measure, texts in named("limits").items():
        for pattern in texts:
            match = pattern.search(clause)
            if match is None:
                continue
            figure, unit = match["n"], match["u"].lower()
            sign = "<" if re.search(r"<(?!=)|小于|低于|少于|短于", match["most"] or "") else "<="
            name = {"longest_side": "roll_length"}.get(measure, measure) if roll else measure
            of = CURRENCIES.get(unit, unit) if measure == "value" else UNITS.get(unit, unit)
            found.append(f"{name} {sign} {figure} {of}")
            break
    box = search("box", clause)
    if box:
        unit = UNITS.get(box["l"].lower(), box["l"].lower())
        sides = sorted(map(int, (box["a"], box["b"], box["c"])), reverse=True)
        names = ("longest_side", "second_side", "shortest_side")
        found += [f"{name} <= {side} {unit}" for name, side in zip(names, sides, strict=True)]
    least_box = search("least_box", clause)
    if least_box:
        unit = UNITS.get(least_box["l"].lower(), least_box["l"].lower())
        sides = sorted(map(int, (least_box["a"], least_box["b"])), reverse=True)
        found += [f"{name} >= {side} {unit}" for name, side in zip(("longest_side", "second_side"), sides, strict=True)]
    if found:
        yield "limits", {"limits": list(dict.fromkeys(found))}
