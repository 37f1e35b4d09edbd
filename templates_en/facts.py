"""The facts of an order under the names that letters use.  What nobody knows is not in it; nothing is made up.

A fact that the person gives (--var) stands over one from the files.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from attrs import frozen

from routing.deadlines.workdays import SetBy
from routing.errors import ReadError
from routing.reason import Reason
from templates_en.consistency import Background
from templates_en.english import language_of, us_spelling, vocabulary, write, zone_of_country
from templates_en.fact_types import Money, read
from templates_en.platforms import OWN, platforms
from templates_en.platforms import platform as platform_of
from templates_en.resolution import Resolution, reason_of, resolve
from templates_en.return_terms import return_terms
from templates_en.shop import SETTINGS
from templates_en.situations.asks import day_of
from templates_en.situations.rules_dispatch import closure
from templates_en.situations.state import ORIGIN, State

if TYPE_CHECKING:
    from routing.run_order import RunOrder
    from templates_en.letters.letter import Letter, Variable
    from templates_en.shop import Shop


@frozen(eq=False)
class Case:
    """One order to answer for: its row in the run (None: not from a run), its state and the shop's settings."""

    state: State
    shop: Shop
    order: RunOrder | None = None

    @property
    def language(self) -> str | None:
        """The first official language of the buyer's country; None where no country is known."""
        return language_of(self.state.destination)

    @property
    def order_value(self) -> Money | None:
        """What the buyer paid, when the order says."""
        row = self.order.row if self.order else {}
        if row.get("value_e4") and row.get("currency"):
            try:
                return Money.of_e4(row["value_e4"], row["currency"])
            except ReadError:  # 4.999 USD is a value to compare, but no amount to print or to pay back
                return None
        return None

    def background(self) -> Background:
        """What the letter's facts are held against."""
        state = self.state
        return Background(
            now=state.now,
            order_value=self.order_value,
            service=state.service,
            service_class=state.service_class,
            destination=state.destination,
            approved=state.given.get("approved_by") is not None,
            dispatched_on=state.dispatched_on,
        )

    def resolution(self, situation: str) -> Resolution | None:
        """Help for settling the order's dispute or that situation; None where there is nothing to settle."""
        reason = self.state.dispute or reason_of(situation, self.state.message)
        if reason is None:
            return None
        return resolve(
            reason,
            self.shop,
            self.state.now,
            order_value=self.order_value,
            partial_refund=self._partial_refund(),
            delivered_on=_delivered_on(self.state),
        )

    def _partial_refund(self) -> Money | None:
        for name in ("compensation_amount", "keep_refund"):
            try:
                if self.state.given.get(name) is not None:
                    money: Money = read("money", self.state.given[name])
                    return money
            except ReadError:  # rendering refuses it and says why
                return None
        return None

    def facts(self, letter: Letter) -> dict[str, Any]:
        """Raw values for that letter's variables, and for every other name that the order knows."""
        facts = {**self._of_order(), **self._of_tracking(), **self._of_settlement(letter.id), **self._of_shop(letter)}
        return {name: value for name, value in {**facts, **self.state.given}.items() if value is not None}

    def _of_order(self) -> dict[str, Any]:
        state, row = self.state, self.order.row if self.order else {}
        item = _item(row)
        old = (row.get("items") or [{}])[0].get("variant")
        upcoming = None
        if state.window is not None and not state.sent:
            until = state.today + timedelta(days=state.window.calendar_days_most)
            upcoming = state.holiday_between(state.today, until, (ORIGIN, state.destination or ORIGIN))
        facts = {
            "order_id": state.order_id,
            "buyer_name": row.get("name"),
            "item": item,
            "ordered_item": item,
            "packed_list": _packed(row),
            "old_value": old,
            "listed": old,
            "destination": state.destination,
            "carrier": state.carrier,
            "old_carrier": state.requested_service,
            "requested_carrier": state.requested_service,
            "refund_amount": self.order_value,
            "dispatch_on": state.given.get("new_date") or state.dispatch_on,
            "next_dispatch_date": state.dispatch_on,
            "latest_on": state.latest_at and state.latest_at.astimezone(state.now.tzinfo),
            "latest_ahead": (state.latest_at is not None and state.now <= state.latest_at) or None,
            **_closure(state),
            **state.duty,
            "window": state.window,
        }
        if upcoming is not None:
            facts |= {"holiday": upcoming.name, "holiday_start": upcoming.start, "holiday_end": upcoming.end}
        if state.dispatch_on is not None and state.dispatch_on >= state.today:
            facts |= {"change_by": state.dispatch_on, "reply_by": state.dispatch_on}
        if state.sent is not None:
            facts["dispatched"] = "yes" if state.sent else "no"
        if (state.platform or OWN) in platforms() and platform_of(state.platform).address_fixed:
            facts["address_fixed"] = True
        return {**facts, **_delivery_days(state), "claim_amount": self.order_value}

    def _of_tracking(self) -> dict[str, Any]:
        state, last = self.state, self.state.last
        facts: dict[str, Any] = {
            "tracking_no": state.tracking_no,
            "dispatched_on": state.dispatched_on,
            "last_event": state.last_kind,
            "last_event_on": last.at if last else state.dispatched_on,
            "last_place": last.place_to_print if last else None,
        }
        if state.tracked is False:
            facts["untracked"] = True
        if last is None:
            facts["unscanned"] = True
        if state.in_destination:
            facts["reached"] = True
        if state.days_on_way:
            facts["days_on_way"] = state.days_on_way
        if state.window is not None and state.dispatched_on is not None:
            facts["window_end"] = state.window.last_day(state.dispatched_on)
        if last is not None and last.kind == "delivered":
            facts |= {"delivered_on": last.at, "delivered_place": last.place_to_print}
        if last is not None and last.kind == "lost":
            facts["carrier_statement_on"] = last.at
        if (row := state.delaying_holiday) is not None:
            facts |= {
                "holiday": row.name,
                "holiday_country": row.country,
                "holiday_start": row.start,
                "holiday_end": row.end,
                "holiday_over": row.end < state.today or None,
            }
            if state.window is not None and state.dispatched_on is not None:
                pause = (row.end - max(row.start, state.dispatched_on)).days + 1
                facts["new_eta"] = state.window.last_day(state.dispatched_on) + timedelta(days=pause)
        return facts

    def _of_settlement(self, situation: str) -> dict[str, Any]:
        state, resolution = self.state, self.resolution(situation)
        facts: dict[str, Any] = {"next_update_by": self._for_buyer(_whole_hour(state.now + self.shop.next_update))}
        delivered_on = _delivered_on(state)
        terms = return_terms(state.platform, state.destination)
        if terms is not None:
            facts["as_in_shop"] = terms.as_in_shop or None
            facts["foreign_seller"] = terms.foreign_seller or None
        days = max(int(self.shop.settings["return_days"]), terms.days if terms else 0)
        facts["return_days"] = days
        facts["change_of_mind_payer"] = (terms.payer if terms else None) or self.shop.settings["change_of_mind_payer"]
        if delivered_on is not None:
            facts["return_by"] = delivered_on + timedelta(days=days)
            facts["exchange_by"] = delivered_on + timedelta(days=int(self.shop.settings["exchange_days"]))
        if resolution is not None:
            facts["freight_payer"] = resolution.freight_payer
            if resolution.reason == "change_of_mind":
                facts["freight_payer"] = facts["change_of_mind_payer"]
            facts["dispute_reason"] = resolution.reason
        if resolution is not None and state.dispute is not None:
            facts["option"] = tuple(option.words for option in resolution.options)
            facts["evidence"] = self._evidence()
        if state.dispute_opened_at is not None:
            facts["respond_by"] = self._for_buyer(platform_of(state.platform).respond_by(state.dispute_opened_at))
        if state.upset:
            facts["upset"] = True
        if state.message in {"complaint", "threat"} or state.rating is not None:
            facts["complaint"] = {"complaint": "service", "threat": "threat"}.get(state.message or "", "order")
        return facts

    def _for_buyer(self, at: datetime) -> datetime:
        """The moment as the buyer's clock shows it, else as the shop's."""
        return at.astimezone(zone_of_country(self.state.destination, at) or self.state.now.tzinfo)

    def _evidence(self) -> tuple[str, ...] | None:
        """What the tracking proves, a sentence each, for the buyer to read."""
        state, sentences = self.state, vocabulary()["evidence"]
        lines = []
        if state.dispatched_on is not None and state.carrier is not None:
            lines.append(sentences["handed_over"].format(carrier=state.carrier, day=write("date", state.dispatched_on)))
        if state.last is not None:
            place = f" ({state.last.place_to_print})" if state.last.place_to_print else ""
            scan = write("event", state.last.kind) + place
            lines.append(sentences["latest_scan"].format(day=write("date", state.last.at.date()), scan=scan))
        return tuple(lines) or None

    def _of_shop(self, letter: Letter) -> dict[str, Any]:
        """The settings that the letter's own variables name as their source."""
        settings = self.shop.settings
        own = (letter.frame.variables if letter.frame else {}) | letter.variables
        found = {
            name: settings[key]
            for name, row in own.items()
            if row.source.startswith("shop.")
            and name not in _BY_LAW
            and (key := row.source.removeprefix("shop.")) in settings
            and SETTINGS[key] == row.type  # else it is worked out from the setting: return_by from return_days
        }
        if any("refund" in str(value) for name, value in found.items() if own[name].type == "choices"):
            found["refund_offered"] = True
        if self.state.destination in self.shop.local_carriers:
            found["local_carrier"] = self.shop.local_carriers[self.state.destination]
        return found


def how_to_give(variable: Variable) -> Reason:
    """The exact option or setting that fills the variable, with an example of its form."""
    table, _, column = variable.source.partition(".")
    if variable.type == "window":
        return Reason("reply.from_window")
    example = vocabulary()["examples"].get(variable.name) or example_of(variable.type)
    if variable.type == "choice":
        example = "|".join(variable.choices)
    option = f'--var {variable.name}="{example}"'
    if table == "tracking":
        return Reason("reply.from_tracking", option=option)
    if table == "shop" and variable.name not in {"return_by", "exchange_by"}:
        return Reason("reply.from_shop", setting=column, option=option)
    if variable.name == "respond_by":
        return Reason("reply.opened_or", option=option)
    return Reason("reply.option", option=option)


def example_of(kind: str) -> str:
    """How a fact of that type is written."""
    return _EXAMPLES.get(kind, "...")


_BY_LAW = frozenset({"return_days", "change_of_mind_payer"})
"""Settings over which law and marketplaces stand; see `return_terms`."""
_EXAMPLES = {
    "money": "12.50 USD",
    "date": "2026-11-28",
    "moment": "2026-11-28T17:00+08:00",
    "days": "7",
    "span": "2-3 working days",
    "clock": "17:00",
    "steps": "first; second",
    "choices": "a new parcel; a full refund",
    "country": "US",
    "flag": "yes",
}


def _delivery_days(state: State) -> dict[str, Any]:
    """Between which days it usually arrives, and whether that fits the day on which the buyer needs it."""
    days = state.delivery_days
    if days is None:
        return {}
    facts: dict[str, Any] = {"earliest_on": days[0], "latest_delivery_on": days[1]}
    needed = state.given.get("needed_on")
    day = None if needed is None else day_of(needed)
    if day is not None:
        facts["fits"] = "yes" if days[1] <= day else "perhaps" if days[0] <= day else "no"
    return facts


def _closure(state: State) -> dict[str, Any]:
    """What moved the dispatch: a public holiday by its name, the seller's own days by their dates, the weekend."""
    set_by = closure(state)
    if set_by is None:
        return {}
    days = [row for row in state.days_off if row.set_by is set_by]
    words = vocabulary()["closures"]
    if set_by is SetBy.OFFICIAL:
        return {"closure": words["holiday"].format(name=us_spelling(days[0].cause))}
    if set_by is SetBy.WEEK:
        return {"closure": words["weekend"]}
    first, last = write("date", days[0].day), write("date", days[-1].day)
    kind = "own_day" if first == last else "own_days"
    return {"closure": words[kind].format(first=first, last=last), "own_closure": True}


def _item(row: dict[str, Any]) -> str | None:
    """The item as the buyer knows it; of several, the first and how many more."""
    titles = [line["title"] or line["name_en"] or line["sku"] for line in row.get("items") or []]
    known = [title for title in titles if title] or [text for text in (row.get("description"),) if text]
    if not known:
        return None
    if len(titles) <= 1:
        return str(known[0])
    more = len(titles) - 1
    kind = "one_more" if more == 1 else "several_more"
    return str(vocabulary()["items"][kind].format(first=str(known[0])[:50].rstrip(), more=more))


def _packed(row: dict[str, Any]) -> tuple[str, ...] | None:
    lines = [
        f"{line['title'] or line['name_en'] or line['sku']}, {_pieces(line['quantity'])}."
        for line in row.get("items") or []
        if line["quantity"] and (line["title"] or line["name_en"] or line["sku"])
    ]
    if not lines and row.get("description") and row.get("quantity"):
        lines = [f"{row['description']}, {_pieces(row['quantity'])}."]
    return tuple(lines) or None


def _pieces(count: int) -> str:
    return "1 piece" if count == 1 else f"{count} pieces"


def _delivered_on(state: State) -> date | None:
    given = state.given.get("delivered_on")
    if given is not None:
        try:
            day: date = read("date", given)
        except ReadError:  # rendering refuses it and says why
            return None
        return day
    return state.last.at.date() if state.last is not None and state.last.kind == "delivered" else None


def _whole_hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)
