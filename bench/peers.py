"""Peers side by side on the same orders and cards: who chooses what, and how many a second.

Every engine is handed parsed columns and gives each parcel's service and price in fen.  The truth is a plain loop in
whole numbers; each engine works on as many parcels as it can do in a few seconds.

    python bench/peers.py [THREADS [polars]]   # needs: pip install -e '.[bench]'

THREADS (1 unless given) is what duckdb and polars may use; the others, sampan too, use one.  On one thread processor
time is taken, which counts on a busy machine too, else the clock.  With `polars` only these two are run, in turns, and
what is printed is by how many times sampan is the faster.
"""

from __future__ import annotations

import os
import sys
import time
from bisect import bisect_left
from collections.abc import Callable
from decimal import Decimal
from importlib import import_module
from typing import Any

THREADS = sys.argv[1] if len(sys.argv) > 1 else "1"
os.environ["POLARS_MAX_THREADS"] = THREADS  # read when polars is imported

import numpy as np  # noqa: E402
import polars as pl  # noqa: E402
from bench_days import DAY  # noqa: E402
from cards import EDGES_G, Card, cards, parcels  # noqa: E402
from tabulate import tabulate  # noqa: E402

Answer = list[tuple[int, int]]
"""Service number and fen of each parcel; (-1, -1) for none."""
Keys = tuple[Any, Any]
"""Ids of parcels, and for each its least price times _SHIFT plus the service number; no id or no key for none."""
Run = Callable[[], Keys]
NONE = (-1, -1)
_SHIFT = 64
_clock = time.process_time if THREADS == "1" else time.perf_counter
_ROUNDS = 3
_TURNS = 9


def truth(orders: pl.DataFrame, deck: tuple[Card, ...]) -> Answer:
    """A plain loop in whole numbers."""
    found = []
    for _, country, weight, longest, *_ in orders.iter_rows():
        best = NONE
        for number, card in enumerate(deck):
            zone = card.zone_of.get(country)
            if zone is None or weight > card.heaviest_g or longest > card.longest_mm:
                continue
            fen = card.fen[zone][bisect_left(EDGES_G, weight) - 1]
            if best == NONE or fen < best[1]:
                best = (number, fen)
        found.append(best)
    return found


def shop_script(orders: pl.DataFrame, deck: tuple[Card, ...]) -> Run:
    """Python with Decimal, as a shop would write it."""
    rows = orders.rows()
    prices = [{(country, upto): Decimal(fen) / 100 for country, _, upto, fen in card.rows()} for card in deck]

    def run() -> Keys:
        found = []
        for _, country, weight, longest, *_ in rows:
            band = next((edge for edge in EDGES_G if Decimal(weight) <= edge), None)
            best, name = None, -1
            for number, card in enumerate(deck):
                price = prices[number].get((country, band)) if band else None
                fits = price is not None and longest <= card.longest_mm
                if fits and price is not None and (best is None or price < best):
                    best, name = price, number
            found.append(None if best is None else int(best * 100) * _SHIFT + name)
        return range(len(found)), found

    return run


def _long(deck: tuple[Card, ...]) -> pl.DataFrame:
    rows = [
        (number, country, EDGES_G.index(over), over, upto, fen, card.longest_mm)
        for number, card in enumerate(deck)
        for country, over, upto, fen in card.rows()
    ]
    return pl.DataFrame(rows, schema=["service", "country", "band", "over_g", "upto_g", "fen", "max_mm"], orient="row")


def _answer(orders: pl.DataFrame, ids: Any, keys: Any) -> Answer:
    """Keys of price and number, by id, as an answer."""
    found = [NONE] * orders.height
    for at, key in zip(ids, keys, strict=True):
        if key is not None and key >= 0:  # NaN is what pandas has for none
            found[int(at)] = (int(key) % _SHIFT, int(key) // _SHIFT)
    return found


def with_pandas(orders: pl.DataFrame, deck: tuple[Card, ...]) -> Run:
    """Merge on country and band, filter, group."""
    pd = import_module("pandas")
    left = pd.DataFrame({name: orders[name].to_list() for name in ("id", "country", "weight_g", "longest_mm")})
    rates = _long(deck)
    right = pd.DataFrame({name: rates[name].to_list() for name in rates.columns})

    def run() -> Keys:
        frame = left.assign(band=np.searchsorted(EDGES_G, left["weight_g"]) - 1)
        both = frame.merge(right, on=["country", "band"])
        both = both[both["longest_mm"] <= both["max_mm"]]
        best = (both["fen"] * _SHIFT + both["service"]).groupby(both["id"]).min()
        return best.index, best.to_numpy()

    return run


def with_duckdb(orders: pl.DataFrame, deck: tuple[Card, ...]) -> Run:
    """One query."""
    duckdb = import_module("duckdb")
    base = duckdb.connect(config={"threads": THREADS})
    for name, frame in (("orders", orders), ("rates", _long(deck))):
        columns = ", ".join(f"{one} {'VARCHAR' if one == 'country' else 'INTEGER'}" for one in frame.columns)
        base.execute(f"CREATE TABLE {name} ({columns})")
        arrays = {one: frame[one].to_numpy() for one in frame.columns}  # noqa: F841 - named in the query
        base.execute(f"INSERT INTO {name} SELECT {', '.join(frame.columns)} FROM arrays")  # noqa: S608 - own names
    query = f"""
        SELECT id, min(fen * {_SHIFT} + service) AS best FROM orders JOIN rates
        ON orders.country = rates.country AND weight_g > over_g AND weight_g <= upto_g AND longest_mm <= max_mm
        GROUP BY id
    """  # noqa: S608 - own names

    def run() -> Keys:
        found = base.execute(query).fetchnumpy()
        return found["id"], found["best"]

    return run


def with_polars(orders: pl.DataFrame, deck: tuple[Card, ...]) -> Run:
    """The fastest way found: a column for each service, and the least of them."""
    rates = _long(deck)
    numbers = [str(number) for number in range(len(deck))]
    wide = (
        rates.with_columns((pl.col("fen") * _SHIFT + pl.col("service")).alias("key"))
        .pivot("service", index=["country", "band"], values="key")
        .select("country", pl.col("band").cast(pl.Int64), *numbers)
    )

    def run() -> Keys:
        band = pl.sum_horizontal((pl.col("weight_g") > edge).cast(pl.Int64) for edge in EDGES_G) - 1
        fits = [
            pl.when(pl.col("longest_mm") <= card.longest_mm).then(pl.col(number))
            for number, card in zip(numbers, deck, strict=True)
        ]
        best = (
            orders.lazy()
            .select("id", "country", "longest_mm", band.alias("band"))
            .join(wide.lazy(), on=["country", "band"], how="left")
            .select("id", pl.min_horizontal(fits).alias("best"))
            .collect(engine="streaming")
        )
        return best["id"], best["best"]

    return run


def with_zen(orders: pl.DataFrame, deck: tuple[Card, ...]) -> Run:
    """A decision table that collects the price of every service that takes the parcel."""
    zen = import_module("zen")
    rules = []
    for number, card in enumerate(deck):
        for zone, over, upto, fen in card.bands():
            countries = [f"'{country}'" for country, place in card.zone_of.items() if place == zone]
            if countries:
                rules.append(
                    {
                        "_id": f"{number}-{zone}-{over}",
                        "c": ", ".join(countries),
                        "w": f"({over}..{upto}]",
                        "l": f"<= {card.longest_mm}",
                        "key": str(fen * _SHIFT + number),
                    }
                )
    fields = {"c": "country", "w": "weight", "l": "longest"}
    table = {
        "hitPolicy": "collect",
        "inputs": [{"id": one, "name": name, "field": name} for one, name in fields.items()],
        "outputs": [{"id": "key", "name": "key", "field": "key"}],
        "rules": rules,
    }
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in"},
        {"id": "t", "type": "decisionTableNode", "name": "t", "content": table},
        {"id": "out", "type": "outputNode", "name": "out"},
    ]
    edges = [
        {"id": "1", "sourceId": "in", "targetId": "t", "type": "edge"},
        {"id": "2", "sourceId": "t", "targetId": "out", "type": "edge"},
    ]
    decision = zen.ZenEngine().create_decision({"nodes": nodes, "edges": edges})
    asked = [{"country": row[1], "weight": row[2], "longest": row[3]} for row in orders.iter_rows()]

    def run() -> Keys:
        keys = []
        for one in asked:
            hits = decision.evaluate(one)["result"]
            keys.append(min((hit["key"] for hit in hits), default=None))
        return range(len(keys)), keys

    return run


def with_karrio(orders: pl.DataFrame, deck: tuple[Card, ...]) -> Run:
    """Its generic connector.  A band starts where it is met and ends before its end, in hundredths of a kilogram."""
    import_module("loguru").logger.remove()
    sdk, models = import_module("karrio.sdk"), import_module("karrio.core.models")
    services = [
        {
            "service_name": card.code,
            "service_code": card.code,
            "currency": "CNY",
            "weight_unit": "KG",
            "dimension_unit": "CM",
            "max_weight": card.heaviest_g / 1000,
            "max_length": card.longest_mm / 10,
            "zones": [
                {
                    "rate": fen / 100,
                    "min_weight": (over + 10) / 1000,
                    "max_weight": (upto + 10) / 1000,
                    "country_codes": [country for country, place in card.zone_of.items() if place == zone],
                }
                for zone, over, upto, fen in card.bands()
            ],
        }
        for card in deck
    ]
    gateway = sdk.gateway["generic"].create(
        {"display_name": "bench", "custom_carrier_name": "bench", "services": services}
    )
    number = {card.code: place for place, card in enumerate(deck)}

    def run() -> Keys:
        keys: list[int | None] = []
        for _, country, weight, *sides in orders.iter_rows():
            length, width, height = (side / 10 for side in sides)
            parcel = {
                "weight": weight / 1000, "weight_unit": "KG", "dimension_unit": "CM",
                "length": length, "width": width, "height": height,
            }  # fmt: skip
            request = models.RateRequest(
                shipper={"country_code": "CN"}, recipient={"country_code": country}, parcels=[parcel], services=[]
            )
            rates, _messages = sdk.Rating.fetch(request).from_(gateway).parse()
            found = [round(one.total_charge * 100) * _SHIFT + number[one.service] for one in rates]
            keys.append(min(found, default=None))
        return range(len(keys)), keys

    return run


def with_sampan(orders: pl.DataFrame, deck: tuple[Card, ...]) -> Run:
    """Its kernel, which also says why each service refuses, and names the runner-up."""
    from carriers.exchange import bundled_rates, load_rates  # noqa: PLC0415 - the others do not pay for it
    from routing.fast.choose import choose  # noqa: PLC0415
    from routing.fast.eligible import Eligibility  # noqa: PLC0415
    from routing.fast.grid import Grid  # noqa: PLC0415
    from routing.fast.parcels import parcels_of  # noqa: PLC0415
    from routing.orders import SCHEMA, OrderTable  # noqa: PLC0415
    from routing.services.in_force import versions_on  # noqa: PLC0415
    from routing.services.policy import Policy, Selection, Tier  # noqa: PLC0415

    policy = Policy("cheapest", (Tier("all", Selection(everything=True)),))
    services = versions_on([card.service() for card in deck], DAY)
    grid = Grid(services, policy, load_rates(bundled_rates()), DAY)
    number = np.array([*(int(one.service.code[1:]) for one in services), -1])
    blank = [pl.lit(None, dtype=kind).alias(name) for name, kind in SCHEMA.items()]
    named = {"length_mm": "longest_mm", "width_mm": "middle_mm", "height_mm": "shortest_mm"}
    full = orders.select(
        pl.col("country").cast(SCHEMA["country"]),
        pl.col("weight_g").cast(pl.Int64),
        *(pl.col(theirs).cast(pl.Int64).alias(ours) for ours, theirs in named.items()),
    )
    frame = full.with_columns(one for one in blank if one.meta.output_name() not in full.columns)
    frame = frame.with_columns(
        pl.lit("box").alias("shape"), pl.lit(value=False).alias("tracked"), pl.lit("general").alias("goods")
    )
    chunks = [parcels_of(OrderTable(piece.select(SCHEMA.names()))) for piece in frame.iter_slices(1 << 16)]

    def keys(chunk: Any) -> Any:
        eligibility = Eligibility(chunk, grid)
        made = choose(eligibility)
        assert len(eligibility.codes.words()[0]) == len(chunk)  # why each service refuses, for every parcel
        return made.price_fen * _SHIFT + number[made.service]

    def run() -> Keys:
        made = np.concatenate([keys(chunk) for chunk in chunks])
        return range(len(made)), made

    return run


ENGINES: dict[str, tuple[int, Callable[[pl.DataFrame, tuple[Card, ...]], Run], str]] = {
    "karrio": (100, with_karrio, "karrio"),
    "zen-engine": (2_000, with_zen, "zen"),
    "Python + Decimal": (50_000, shop_script, "decimal"),
    "pandas": (200_000, with_pandas, "pandas"),
    "duckdb": (1_000_000, with_duckdb, "duckdb"),
    "polars": (1_000_000, with_polars, "polars"),
    "sampan": (1_000_000, with_sampan, "routing"),
}


def main() -> int:
    """Prints the table; 1 if any engine chose otherwise than the truth."""
    deck = cards()
    everything = parcels(max(count for count, _, _ in ENGINES.values()))
    right = truth(everything, deck)
    speeds: dict[str, float] = {}
    lines: list[list[str]] = []
    for name, (count, build, needs) in ENGINES.items():
        try:
            import_module(needs)
        except ImportError:
            print(f"{name} is not installed: left out", file=sys.stderr)
            continue
        orders = everything.head(count)
        run = build(orders, deck)
        took, made = min((_timed(run) for _ in range(_ROUNDS)), key=lambda one: one[0])
        answer = _answer(orders, *made)
        same = sum(one == other for one, other in zip(answer, right, strict=False)) / count
        speeds[name] = count / took
        lines.append([name, f"{count:,}", f"{speeds[name]:,.0f}", f"{same:.2%}"])
    for line in lines:
        line.append(f"{speeds['sampan'] / speeds[line[0]]:,.1f} x")
    headers = ["engine", "parcels", "parcels a second", "agrees", "sampan is faster by"]
    print(tabulate(lines, headers, tablefmt="github", colalign=("left", *["right"] * 4), disable_numparse=True))
    return 0 if all(line[3] == "100.00%" for line in lines) else 1


def against_polars() -> float:
    """How many times as long as sampan polars takes."""
    deck, orders = cards(), parcels(1_000_000)
    runs = [build(orders, deck) for build in (with_polars, with_sampan)]
    took = [_timed(run)[0] for _ in range(_TURNS) for run in runs]
    return min(took[::2]) / min(took[1::2])


def _timed(run: Run) -> tuple[float, Keys]:
    begun = _clock()
    made = run()
    return _clock() - begun, made


if __name__ == "__main__":
    if sys.argv[2:] == ["polars"]:
        print(f"{against_polars():.2f}")
        sys.exit(0)
    sys.exit(main())
