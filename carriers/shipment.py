"""One assigned order with its lines, as label files need it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from attrs import evolve, fields, frozen

from routing.run_order import ASSIGNED, RunOrder

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from datetime import date, datetime

    from routing.exact.heavier import Heavier
    from routing.intake import ProductMaster


@frozen
class Article:
    """One order line.  Unknown is None; weights in grams, values in ten-thousandths of the order's currency.

    `weight_is_gross`: the weight is the parcel's share, packaging included, because no net weight is known.
    """

    sku: str | None = None
    title: str | None = None
    variant: str | None = None
    quantity: int | None = None
    unit_value_e4: int | None = None
    declared_e4: int | None = None
    declared_currency: str | None = None
    weight_g: int | None = None
    name_en: str | None = None
    name_zh: str | None = None
    hs_code: str | None = None
    origin: str | None = None
    goods: str | None = None
    material: str | None = None
    manufacturer_id: str | None = None  # of the product master: the maker's number of the article
    gtin: str | None = None  # of the product master: GTIN or EAN, where one exists
    weight_is_gross: bool = False


def pieces_of(article: Article, quantity: int | None, weight_g: int | None, *, gross: bool) -> Article:
    """The article in that quantity, of which a piece weighs so much."""
    a = article
    return Article(
        a.sku, a.title, a.variant, quantity, a.unit_value_e4, a.declared_e4, a.declared_currency, weight_g, a.name_en,
        a.name_zh, a.hs_code, a.origin, a.goods, a.material, a.manufacturer_id, a.gtin, gross,
    )  # fmt: skip


@frozen
class Shipment:
    """One order and the service it was assigned to.  Columns as in `routing.orders.SCHEMA`; unknown is None."""

    order_id: str
    country: str
    service: str = ""
    carrier: str = ""
    dispatch_on: date | None = None
    platform: str | None = None
    paid_at: datetime | None = None
    weight_g: int | None = None
    length_mm: int | None = None
    width_mm: int | None = None
    height_mm: int | None = None
    value_e4: int | None = None
    currency: str | None = None
    goods: str | None = None
    postcode: str | None = None
    state: str | None = None
    city: str | None = None
    address1: str | None = None
    address2: str | None = None
    name: str | None = None
    company: str | None = None
    phone: str | None = None
    email: str | None = None
    tax_id: str | None = None
    note: str | None = None
    vat_collected: bool | None = None
    ioss: str | None = None  # as the marketplace's own file names it
    flags: str | None = None  # codes of intake, joined with ";"
    source: str | None = None  # name of the order file
    latest_at: datetime | None = None  # until when it is handed over
    service_class: str = ""  # economy, registered, express_post or courier; "": not known
    articles: tuple[Article, ...] = ()
    heavier_g: int | None = None  # the least greater weight at which the service asks less
    heavier_saving_fen: int | None = None
    order_ids: tuple[str, ...] = ()  # the orders in it, where the run's lines are parcels
    line_orders: tuple[str, ...] = ()  # the order of each article, likewise

    @property
    def buyers_orders(self) -> tuple[tuple[str, tuple[Article, ...]], ...]:
        """The orders as their marketplace knows them, each with its articles in this parcel."""
        if not self.order_ids:
            return ((self.order_id, self.articles),)
        owners = self.line_orders or self.order_ids[:1] * len(self.articles)
        named = list(zip(owners, self.articles, strict=False))
        return tuple((one, tuple(article for owner, article in named if owner == one)) for one in self.order_ids)


_ARTICLE_COLUMNS = tuple(a.name for a in fields(Article) if a.name != "weight_is_gross")
_SHIPMENT_COLUMNS = tuple(
    a.name
    for a in fields(Shipment)
    if a.name
    not in {"service", "carrier", "dispatch_on", "latest_at", "service_class", "articles", "order_ids", "line_orders"}
    and "heavier" not in a.name
)
COLUMNS = (*_SHIPMENT_COLUMNS, "items", "quantity", "sku", "description", "hs_code", "origin")
"""The columns of an order table that make a shipment."""


def of_row(
    row: Mapping[str, Any],
    service: str = "",
    carrier: str = "",
    dispatch_on: date | None = None,
    master: Mapping[str, Article] | None = None,
    **decided: Any,
) -> Shipment:
    """The shipment of one row of an order table.

    Args:
        row: columns as in COLUMNS.
        service: the service it was assigned to.
        carrier: whose service that is.
        dispatch_on: when it is handed over.
        master: the product master's articles by SKU; they complete an order told in one line, and tell the makers'
            numbers and GTIN of every line.
        decided: more of what the run decided, by the shipment's own names.
    """
    items, known = row.get("items"), master or {}
    articles = tuple(listed_article(item, known) for item in items) if items else (only_article(row, known),)
    columns: dict[str, Any] = {name: row.get(name) for name in _SHIPMENT_COLUMNS}
    return Shipment(
        **columns,
        service=service,
        carrier=carrier,
        dispatch_on=dispatch_on,
        articles=articles,
        order_ids=tuple(row.get("order_ids") or ()),
        line_orders=tuple(row.get("line_orders") or ()),
        **decided,
    )


def only_article(row: Mapping[str, Any], master: Mapping[str, Article]) -> Article:
    """The one line of an order told by the order's own columns, with what the product master adds."""
    return _completed(_only_article(row), master.get(row.get("sku") or ""))


def listed_article(line: Mapping[str, Any], master: Mapping[str, Article]) -> Article:
    """A line of an order that lists its lines, with the identifiers that the product master adds."""
    told: dict[str, Any] = {name: line.get(name) for name in _ARTICLE_COLUMNS}
    return _identified(Article(**told), master)


def _identified(article: Article, known: Mapping[str, Article]) -> Article:
    """The article with the identifiers that orders do not keep: those of the product master."""
    listed = known.get(article.sku or "")
    if listed is None:
        return article
    return evolve(article, manufacturer_id=listed.manufacturer_id, gtin=listed.gtin)


def _completed(article: Article, listed: Article | None) -> Article:
    """The article with what the product master adds; what the order itself says stays, save for a gross weight."""
    if listed is None:
        return article
    both = {name: getattr(article, name) for name in _ARTICLE_COLUMNS}
    both |= {name: getattr(listed, name) for name, told in both.items() if told is None}
    if listed.weight_g is not None:
        both["weight_g"] = listed.weight_g
    return Article(**both, weight_is_gross=article.weight_is_gross and listed.weight_g is None)


def _only_article(row: Mapping[str, Any]) -> Article:
    """The one line of an order told by the order's own columns: its value and weight are the whole order's."""
    quantity: int = row.get("quantity") or 0
    value: int | None = row.get("value_e4")
    weight: int | None = row.get("weight_g")
    description: str = row.get("description") or ""
    chinese = not description.isascii() and any("\u4e00" <= char <= "\u9fff" for char in description)
    # A total that does not divide evenly is declared as a total: see customs.py.
    unit_value = value // quantity if quantity and value is not None and value % quantity == 0 else None
    return Article(
        sku=row.get("sku"),
        title=description or None,
        quantity=quantity or None,
        unit_value_e4=unit_value,
        weight_g=weight // quantity if quantity and weight is not None else None,
        name_en=None if chinese else description or None,
        name_zh=description if chinese else None,
        hs_code=row.get("hs_code"),
        origin=row.get("origin"),
        goods=row.get("goods"),
        weight_is_gross=True,
    )


_OF_MASTER = (
    "sku", "declared_e4", "declared_currency", "weight_g", "name_en", "name_zh", "hs_code", "origin", "goods",
    "material", "manufacturer_id", "gtin",
)  # fmt: skip


def articles_of(products: ProductMaster | None) -> dict[str, Article]:
    """What a product master says of each article, by SKU; without a master nothing."""
    if products is None:
        return {}
    return {row["sku"]: Article(**row) for row in products.frame.select(_OF_MASTER).iter_rows(named=True)}


def shipments(
    orders: Iterable[RunOrder],
    services: Collection[str] = (),
    master: Mapping[str, Article] | None = None,
    classes: Mapping[str, str] | None = None,
    heavier: Mapping[str, Heavier] | None = None,
) -> Iterator[Shipment]:
    """The assigned ones among the orders of a run, one after another.

    Args:
        orders: their rows hold COLUMNS.
        services: only orders of these services; empty: of all.
        master: articles by SKU, which complete orders told in one line.
        classes: the class of each service: economy, registered, express_post, courier.
        heavier: by order id, where a heavier parcel costs less.
    """
    for order in orders:
        if order.status == ASSIGNED and (not services or order.service in services):
            less = (heavier or {}).get(order.order_id)
            service = order.service or ""
            yield of_row(
                order.row,
                service,
                order.carrier or "",
                order.dispatch_on,
                master,
                latest_at=order.latest_at,
                service_class=(classes or {}).get(service, ""),
                heavier_g=less.weight_g if less else None,
                heavier_saving_fen=less.saving_fen if less else None,
            )
