"""What one run is to do, and what its manifest says of it."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from attrs import field, frozen

from cli.words import said
from cli.words.language import language
from routing.values.money import decimal_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cli.options.facts import FactPaths
    from cli.run.chunks import Days
    from cli.run.parts import InParts
    from routing.facts import Facts
    from routing.intake import Reading


@frozen
class Job:
    """What one run is to do.  `parts`: how to do it in parts; None: in one go.  `typed`: how the facts were named."""

    paths: tuple[Path, ...]
    """Where orders are looked for, as typed."""
    how: Reading
    products: Path | None
    fact_paths: FactPaths
    days: Days
    out: Path
    plain: bool = False
    parts: InParts | None = None
    typed: Mapping[str, Any] = field(factory=dict)

    def refuse_pipes(self) -> None:
        """Refuses facts that can be read but once: the run keeps a copy of them.

        Raises:
            UsageError: one of the files is a pipe.
        """
        named = self.fact_paths
        for file in filter(None, (self.products, named.policy, named.fx, named.calendar, named.packing, named.promise)):
            if file.exists() and not file.is_file() and not file.is_dir():
                message = said(
                    "{file} can be read only once, and a run keeps a copy of its facts. Save it to a file first.",
                    file=file,
                )
                raise click.UsageError(message)


def manifest_head(
    job: Job, facts: Facts, started: datetime, inputs: Mapping[str, Any], warnings: Mapping[str, list[str]]
) -> dict[str, Any]:
    """What was asked, when, of which inputs, and what to mind; the run ends with this."""
    calendar = facts.schedule.days.calendar
    return {
        "sampan": metadata.version("sampan"),
        "arguments": _arguments(job),
        "now": job.days.now.isoformat(timespec="seconds"),
        "on": job.days.on.isoformat() if job.days.on else None,
        "zone": facts.schedule.zone,
        "language": language(),
        "calendar": {"name": calendar.name, "version": calendar.version, "covers_to": calendar.last.isoformat()},
        "inputs": dict(inputs),
        "warnings": warnings[language()],
        "warnings_in": dict(warnings),
        "started": started.isoformat(timespec="seconds"),
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _arguments(job: Job) -> dict[str, Any]:
    return {
        "files": [str(path) for path in job.paths],
        "from": job.how.profile if isinstance(job.how.profile, str) else job.how.profile.name,
        "products": str(job.products) if job.products else None,
        "cards": [card.name for card in job.fact_paths.cards],
        "policy": job.fact_paths.policy.name,
        "fx": job.fact_paths.fx.name,
        "typed": dict(job.typed),
        "calendar": str(job.fact_paths.calendar) if job.fact_paths.calendar else None,
        **({"packing": str(job.fact_paths.packing)} if job.fact_paths.packing else {}),
        "input_zone": job.how.input_zone.key if job.how.input_zone else None,
        "currency": job.how.currency,
        "cash_on_delivery": job.how.cash_on_delivery,
        "plain": job.plain,
        **_asked_in_time(job),
    }


def _asked_in_time(job: Job) -> dict[str, Any]:
    """What was asked of the chance to be on time; nothing where nobody did."""
    promise, on_time = job.fact_paths.promise, job.fact_paths.on_time
    if promise is None or on_time is None:
        return {}
    return {"promise": str(promise), "target": decimal_text(on_time, 2)}
