"""The choice for one parcel in plain exact terms: tier by tier, the cheapest service that takes it, or why none."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from attrs import field, frozen

from routing.exact.answer import Answer, answer, holds, refusals
from routing.line import REQUESTED
from routing.reason import Reason
from routing.services.refusal import MISSING, NUMBER, Refusal, Why
from routing.services.service import is_requested

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from routing.exact.parcel import Parcel
    from routing.landed.parcel_door import ParcelDoor
    from routing.promise.on_time import Due, OnTime
    from routing.services.in_force import ServiceVersion
    from routing.services.policy import Policy, Selection, Tier
    from routing.services.service import Service
    from routing.values.money import ExchangeRates


@frozen(eq=False)
class Answers:
    """Every service's answer to one parcel, by rank; each is worked out when first asked for."""

    parcel: Parcel
    versions: Sequence[ServiceVersion]
    policy: Policy
    rates: ExchangeRates
    on: date
    door: ParcelDoor | None = None
    due: Due | None = None
    _known: dict[int, Answer] = field(init=False, factory=dict)

    def __iter__(self) -> Iterator[Answer]:
        return (self[number] for number in range(len(self.versions)))

    def __getitem__(self, number: int) -> Answer:
        if number not in self._known:
            self._known[number] = answer(self.parcel, self.versions[number], self.on, self.policy, self.rates)
        return self._known[number]

    def refusals(self) -> Iterator[tuple[Service, tuple[Refusal, ...]]]:
        """Every service with its refusals, without the prices of those that have none."""
        for number, version in enumerate(self.versions):
            if number in self._known:
                yield version.service, self._known[number].refusals
            else:
                yield version.service, refusals(self.parcel, version, self.on, self.policy, self.rates)

    def compared(self, one: Answer) -> tuple[bool, int]:
        """What a priced answer is compared by: its price in fen, or with it the cost at the door where that ranks.

        A cost that is not known comes after all that are: then the price alone counts.
        """
        price_fen = one.price_fen or 0
        if self.policy.rank == "freight" or self.door is None:
            return False, price_fen
        at_door = self.door.cost(one.service).sum_fen
        return at_door is None, price_fen + (at_door or 0)

    def on_time(self, one: Answer) -> OnTime | None:
        """How likely the service is to deliver in time; None where that is not asked."""
        return None if self.due is None else self.due.on_time(one.service, self.parcel.country)

    def shortfall(self, one: Answer) -> int:
        """By how much it misses the chance asked for; 0 where none is."""
        return 0 if self.due is None else self.due.shortfall(one.service, self.parcel.country)

    def of(self, selection: Selection) -> list[Answer]:
        """The answers of some services."""
        return [self[number] for number, one in enumerate(self.versions) if selection.has(one.service)]

    def requested(self, name: str) -> list[Answer]:
        """The answers of the services that an order asks for."""
        return [self[number] for number, one in enumerate(self.versions) if is_requested(one.service, name)]


@frozen
class Choice:
    """What is decided for one parcel.  `reason` says why it has no channel.

    `blocked` is the code of what is missing where the choice hangs on it: then no later tier is tried.
    `moved`: caps moved the order here, from the runner-up.
    """

    answers: Answers
    tier: str = ""
    chosen: Answer | None = None
    runner_up: Answer | None = None
    reason: Reason | None = None
    blocked: str = ""
    moved: bool = False

    @property
    def saving_fen(self) -> int | None:
        """By how much the runner-up is dearer, by what the policy compares; None without one, or a sum not known."""
        if self.chosen is None or self.runner_up is None:
            return None
        (unknown, dearer), (open_too, cheaper) = map(self.answers.compared, (self.runner_up, self.chosen))
        return None if unknown or open_too else dearer - cheaper

    @property
    def on_time(self) -> OnTime | None:
        """How likely the chosen service is to deliver in time; None without one, or where that is not asked."""
        return None if self.chosen is None else self.answers.on_time(self.chosen)


def decide(
    parcel: Parcel,
    services: Sequence[ServiceVersion],
    policy: Policy,
    rates: ExchangeRates,
    on: date,
    door: ParcelDoor | None = None,
    due: Due | None = None,
) -> Choice:
    """The choice among services ranked as ties are settled (see `versions_on`).

    Args:
        parcel: what is to be sent.
        services: by rank.
        policy: tiers and rules; of equal tiers it compares prices, or prices with the cost at the door.
        rates: rates of exchange.
        on: the day of hand-over.
        door: the parcel's door, where its cost is asked for.
        due: when the parcel is due, where the chance to be on time is asked for: then of a tier's services those that
            reach it go first, and where none does the likeliest.
    """
    answers = Answers(parcel, services, policy, rates, on, door, due)
    if parcel.requested is not None:
        requested = answers.requested(parcel.requested)
        choice = _cheapest(answers, requested, REQUESTED)
        return choice or Choice(
            answers, REQUESTED, reason=nearest_miss((one.service, one.refusals) for one in requested)
        )
    tried: list[Answer] = []
    for tier in policy.tiers:
        verdict = matches(tier, parcel, policy, rates, on)
        if verdict is False:
            continue
        candidates = answers.of(tier.allow)
        if verdict is True:
            choice = _cheapest(answers, candidates, tier.name)
            if choice is not None:
                return choice
            for one in candidates:
                if _open(one):
                    return Choice(answers, reason=miss(one.service, one.refusals[0]), blocked=one.refusals[0].code)
            tried += candidates
        elif any(one.priced or _open(one) for one in candidates):
            code = MISSING[verdict]
            return Choice(answers, reason=Reason("choice.tier_undecided", code=code, tier=tier.name), blocked=code)
    if tried:
        return Choice(answers, reason=nearest_miss((one.service, one.refusals) for one in tried))
    nearest = nearest_miss(answers.refusals())
    return Choice(answers, reason=Reason("choice.no_tier", nearest=nearest, policy=policy.name))


def moved_to(choice: Choice, service: str) -> Choice:
    """The choice after the order was moved to another service for want of room: the service it leaves is second.

    The tier is the first that allows the service, from the one that decided on.  A service that does not take the
    parcel, or that no such tier allows, leaves the choice as it is.
    """
    answers, left = choice.answers, choice.chosen
    found = next((one for one in answers if one.service.code == service and one.priced), None)
    if found is None or left is None or found is left:
        return choice
    tier = _tier_of(choice, found)
    return choice if tier is None else Choice(answers, tier, found, left, moved=True)


def _tier_of(choice: Choice, found: Answer) -> str | None:
    """The tier by which an order may go with that answer's service, from the tier of the choice on; None: by none."""
    answers = choice.answers
    parcel, policy = answers.parcel, answers.policy
    if choice.tier == REQUESTED:
        return REQUESTED if is_requested(found.service, parcel.requested or "") else None
    names = [tier.name for tier in policy.tiers]
    for tier in policy.tiers[names.index(choice.tier) :]:
        if tier.allow.has(found.service) and (
            tier.name == choice.tier or matches(tier, parcel, policy, answers.rates, answers.on) is True
        ):
            return tier.name
    return None


def matches(tier: Tier, parcel: Parcel, policy: Policy, rates: ExchangeRates, on: date) -> bool | Why:
    """Whether the tier speaks of the parcel; what is missing where that cannot be told, by precedence of its code."""
    plain = (
        (not tier.countries or parcel.country in tier.countries)
        and tier.meets(parcel.platform)
        and (not tier.goods or not tier.goods.isdisjoint(parcel.goods))
        and (tier.tracked is None or tier.tracked == parcel.tracked)
    )
    verdicts: list[bool | Why] = [plain, *(holds(condition, parcel, on, rates) for condition in tier.when)]
    if tier.bulky is not None:
        ratio = parcel.volume_to_weight(policy.bulky_divisor)
        verdicts.append("size" if ratio is None else (ratio > 1) is tier.bulky)
    if False in verdicts:
        return False
    return next((why for why in MISSING if why in verdicts), True)


def nearest_miss(answers: Iterable[tuple[Service, tuple[Refusal, ...]]]) -> Reason | None:
    """The refusal that the smallest change would lift: first those that are all measured, by their excess."""
    refused = [one for one in answers if one[1]]
    if not refused:
        return None
    service, nearest = min(refused, key=lambda one: _distance(one[1]))
    return miss(service, nearest[0])


def miss(service: Service, refusal: Refusal) -> Reason:
    """A refusal on one line: "WEIGHT_OVER cnpost-epacket 2310 g > 2000 g"."""
    if refusal.sign:
        return Reason(
            "choice.measured", code=refusal.code, service=service.code, measured=refusal.measured, sign=refusal.sign,
            limit=refusal.limit,
        )  # fmt: skip
    return Reason("choice.refused", code=refusal.code, service=service.code, message=refusal.message)


def _open(one: Answer) -> bool:
    """Whether the service might take the parcel: only what is not known speaks against it."""
    return bool(one.refusals) and all(refusal.code in MISSING.values() for refusal in one.refusals)


def _cheapest(answers: Answers, candidates: Sequence[Answer], tier: str) -> Choice | None:
    """The cheapest of those that miss least of the chance asked for; of equal sums the better ranked wins."""
    country = answers.parcel.country
    priced = sorted(
        (one for one in candidates if one.priced),
        key=lambda one: (answers.shortfall(one), answers.compared(one), one.service.rank_to(country)),
    )
    if not priced:
        return None
    return Choice(answers, tier, priced[0], priced[1] if len(priced) > 1 else None)


def _distance(refused: Sequence[Refusal]) -> tuple[int, Fraction, int]:
    measured = [refusal.excess for refusal in refused if refusal.excess is not None]
    return len(refused) - len(measured), sum(measured, Fraction(0)), -NUMBER[refused[0].code]
