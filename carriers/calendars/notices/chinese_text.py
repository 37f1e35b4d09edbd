"""A notice as pasted Chinese text, sentence by sentence: each that tells of days is understood whole, or refused.

    一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。

Weekdays and numbers of days in the text are held to the calendar, so that a text read for the wrong year is refused.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import TYPE_CHECKING, Final

from attrs import define, field, frozen

from carriers.calendars.notices.notice import Notice, NoticeError, checked, holiday_names, with_weekend
from routing.deadlines.workdays import ONE_DAY
from routing.reason import Reason

if TYPE_CHECKING:
    from collections.abc import Iterator

_NUMBERS: Final = "零一二三四五六七八九十"
_NUMBERING: Final = re.compile(
    r"^(?:第?[一二三四五六七八九十]+[、.,:]|\([一二三四五六七八九十\d]+\)|\d{1,2}[、.)](?!\d))"
)
_NEW_PART: Final = re.compile(
    r"(?<=[。;:!?])(?=[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\))|(?<=如下[:。])|[。;!]"
)
_YEAR: Final = re.compile(r"(\d{4})年(?:元旦|春节|部分|全年|节假日|放假|法定)")
_JANUARY: Final = re.compile(r"(\d{4})年1月")
_NUMBER_OF_PAPER: Final = re.compile(r"国办发(?:明电)?[〔\[(](\d{4})[〕\])](\d+)号")
_HEAD: Final = re.compile(r"^[【\[]?([^\d:()]{1,40}?)[】\]]?:")
_DAY: Final = re.compile(
    r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日|(\d{4})年(\d{1,2})月(\d{1,2})号|(\d{1,2})月(\d{1,2})号"
)
_TELLS: Final = re.compile(r"\d{1,2}[日号](?!电)|放假|上班|补休|公休|连休|调休|补班|除夕|初[一二三四五六七八九十]|\d月")
_ASIDE: Final = re.compile(
    r"通知如下|的通知|^(?:鼓励|建议|倡导|提倡)|"
    r"^(?:成文|发布|发文|公布|印发|更新)(?:日期|时间)|^(?:来源|日期|时间|索引号|发文字号|文号|主题分类|发文机关)|"
    r"^国办发|^(?:国务院办公厅)?\d{4}年\d{1,2}月\d{1,2}日(?:印发)?$"
)
"""Sentences that name days or breaks and say nothing of which days are off: titles, advice, when it was published."""
_WEEKDAY: Final = re.compile(r"(?:星期|周|礼拜)([一二三四五六日天])")
_LUNAR: Final = re.compile(
    r"(?:农历)?(?:大年)?(?:(?:正月|腊月|冬月|闰?[一二三四五六七八九十]+月)?"
    r"(?:初[一二三四五六七八九十]|[一二三四五六七八九十廿]{1,3})|除夕|三十)"
)
_WHOLE: Final = re.compile(r"(?:上班|放假|调休|补休|公休|休息|连休|天)$")
_GOES_ON: Final = re.compile(r"^(?:[,、)(至到-]|共|计|调休|公休|与周末|和|及|\d)")
"""How a line ends that may be whole without a full stop, and how one begins that goes on with it."""
_PIECES: Final = (
    ("bracket", re.compile(r"\(([^()]*)\)")),
    ("day", _DAY),
    ("weekday", _WEEKDAY),
    ("to", re.compile(r"至|到|[-~—–]+")),
    ("weekend", re.compile(r"(?:并)?(?:与|和|同)(?:周末|双休日|公休日)(?:相连|连休|连续休假)")),
    ("nothing", re.compile(r"不(?:再)?调休|[,、]|和|及|以及|与|均|为|小长假")),
    ("count", re.compile(r"(?:共|计|共计)?(\d{1,2}|[一二两三四五六七八九十]{1,2})天(?:假期|小长假)?")),
    ("work", re.compile(r"工作日|补班|(?:调休)?(?:照常|正常|补)?(?:上班|工作)")),
    ("off", re.compile(r"放假(?:调休|公休)?|(?:调休)?放假|补休|公休|休息|调休")),
)


@frozen
class _Span:
    first: date
    last: date

    def days(self) -> list[date]:
        return [self.first + ONE_DAY * step for step in range((self.last - self.first).days + 1)]


def read_text(text: str, name: str, year: int | None = None) -> Notice:
    """The notice of a text.

    Args:
        text: as copied, with or without its title, in one piece or in lines.
        name: where it comes from, for the source when the text has no number of its own.
        year: of the notice; None: the text says it.

    Raises:
        NoticeError: no year, a sentence that is not understood, a weekday or a number of days that does not fit, or
            holidays that are missing.
    """
    folded = _folded(text)
    of_year = _year(folded, year)
    paper = _NUMBER_OF_PAPER.search(re.sub(r"\s", "", folded))
    off: dict[date, str] = {}
    work: dict[date, str] = {}
    holiday = ""
    for part in _parts(folded):
        holiday, sentence = _headed(part, holiday)
        if not _TELLS.search(sentence) or _ASIDE.search(sentence):
            continue
        reading = _Reading(part, of_year, new_year=holiday.startswith("New Year"))
        reading.read(sentence)
        if not holiday:
            raise NoticeError(Reason("notice.no_holiday", sentence=part))
        off |= dict.fromkeys(reading.off, holiday)
        work |= dict.fromkeys(reading.work, holiday)
    source = paper[0] if paper else name
    return checked(Notice(of_year, source, dict(sorted(off.items())), dict(sorted(work.items()))))


def _folded(text: str) -> str:
    """Full-width figures and signs as plain ones; lines kept."""
    return unicodedata.normalize("NFKC", text).replace("﹕", ":").replace("；", ";")


def _year(text: str, asked: int | None) -> int:
    """The year of the notice: as its title or its first sentence says it."""
    bare = re.sub(r"\s", "", text)
    years = {int(year) for year in _YEAR.findall(bare)} or {int(year) for year in _JANUARY.findall(bare)}
    if len(years) == 1 and asked not in {None, *years}:
        raise NoticeError(Reason("notice.of_other_year", year=years.pop(), asked=asked))
    if asked is not None:
        return asked
    if not years:
        raise NoticeError(Reason("notice.no_year_told"))
    if len(years) > 1:
        raise NoticeError(Reason("notice.several_years", years=tuple(sorted(map(str, years)))))
    return years.pop()


def _parts(text: str) -> Iterator[str]:
    """The sentences; one that a line break cuts in two is put together again."""
    held = ""
    for line in text.splitlines():
        bare = re.sub(r"\s", "", line)
        if not (held and _goes_on(held, bare)):
            yield from _sentences(held)
            held = ""
        held += bare
    yield from _sentences(held)


def _goes_on(held: str, line: str) -> bool:
    """Whether a line goes on with the sentence that the one before it has begun."""
    last = ["", *_sentences(held)][-1]
    if not line or held.endswith(("。", ";", "!", "?")) or _NUMBERING.match(line):
        return False
    if not _TELLS.search(last) or _ASIDE.search(last):
        return False
    return _GOES_ON.match(line) is not None or not _WHOLE.search(held)


def _sentences(text: str) -> Iterator[str]:
    return (part for part in _NEW_PART.split(text) if part)


def _headed(sentence: str, before: str) -> tuple[str, str]:
    """The holiday a sentence is about, in English, and the sentence without its number and heading."""
    bare = _NUMBERING.sub("", sentence)
    names = holiday_names()
    words = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    head = re.match(rf"[【\[]?((?:{words})(?:(?:[、和及与,])(?:{words}))*)(?:假期|放假(?=:)|假日)?[】\]]?:?", bare)
    if head is not None:
        found = dict.fromkeys(names[name] for name in re.findall(words, head[1]))
        return " and ".join(found), bare[head.end() :]
    other = _HEAD.match(bare)
    if other is not None and not _TELLS.search(other[1]):
        return other[1], bare[other.end() :]
    return before, bare


@define
class _Reading:
    """One sentence read from left to right: days wait until a word says whether they are off or worked."""

    sentence: str
    year: int
    new_year: bool
    off: list[date] = field(factory=list)
    work: list[date] = field(factory=list)
    _waiting: list[_Span] = field(factory=list)
    _last_off: list[date] = field(factory=list)
    _last_day: date | None = None
    _spans: bool = False  # a "to" was read, its end is awaited
    _explicit: int | None = None  # the year that the sentence names

    def read(self, text: str) -> None:
        """Reads the whole sentence.

        Raises:
            NoticeError: a piece is not understood, or does not fit the calendar.
        """
        at = 0
        while at < len(text):
            for kind, pattern in _PIECES:
                match = pattern.match(text, at)
                if match is not None:
                    getattr(self, f"_{kind}")(match)
                    at = match.end()
                    break
            else:
                raise NoticeError(Reason("notice.not_understood", sentence=self.sentence, rest=text[at:]))
        if self._waiting or self._spans or not (self.off or self.work):
            raise NoticeError(Reason("notice.days_of_what", sentence=self.sentence))

    def _day(self, match: re.Match[str]) -> None:
        day = self._date([int(part) for part in match.groups() if part], with_month="月" in match[0])
        if self._spans:
            begun = self._waiting[-1].first
            if day < begun:
                raise NoticeError(Reason("notice.ends_before", sentence=self.sentence, first=begun, last=day))
            self._waiting[-1] = _Span(begun, day)
            self._spans = False
        else:
            self._waiting.append(_Span(day, day))
        self._last_day = day

    def _date(self, parts: list[int], *, with_month: bool) -> date:
        before = self._last_day
        if not with_month and before is None:
            raise NoticeError(Reason("notice.no_month", sentence=self.sentence))
        month, number = parts[-2:] if with_month else (before.month if before else 0, parts[-1])
        if len(parts) == 3:
            self._explicit = year = parts[0]
        elif self._spans and before is not None:
            year = before.year + (month < before.month)  # 2022年12月31日至1月2日
        elif self._explicit is not None:
            year = self._explicit
        else:
            year = self.year - (self.new_year and month == 12)
        try:
            return date(year, month, number)
        except ValueError:
            reason = Reason("notice.no_day", sentence=self.sentence, year=year, month=month, day=number)
            raise NoticeError(reason) from None

    def _to(self, _match: re.Match[str]) -> None:
        if not self._waiting or self._spans:
            raise NoticeError(Reason("notice.days_of_what", sentence=self.sentence))
        self._spans = True

    def _bracket(self, match: re.Match[str]) -> None:
        """What stands in brackets after a day: its weekday, its lunar day, or which holiday it is."""
        for word in filter(None, re.split(r"[、,\s;]", match[1])):
            weekday = _WEEKDAY.fullmatch(word)
            if weekday is not None:
                self._weekday(weekday)
            elif not _LUNAR.fullmatch(word) and not self._names_holiday(word):
                raise NoticeError(Reason("notice.not_understood", sentence=self.sentence, rest=word))

    @staticmethod
    def _names_holiday(word: str) -> bool:
        return re.sub(r"(?:当[日天]|假期)$", "", word.removeprefix("农历")) in holiday_names()

    def _weekday(self, match: re.Match[str]) -> None:
        told = "一二三四五六日".index(match[1].replace("天", "日"))
        if self._last_day is None or self._last_day.weekday() != told:
            day = self._last_day
            raise NoticeError(Reason("notice.other_weekday", sentence=self.sentence, day=day, weekday=match[0]))

    def _weekend(self, _match: re.Match[str]) -> None:
        whole = with_weekend(self._last_off) if self._last_off else []
        if len(whole) == len(self._last_off):
            raise NoticeError(Reason("notice.no_weekend", sentence=self.sentence))
        self.off += whole
        self._last_off = whole

    def _nothing(self, _match: re.Match[str]) -> None:
        """A joint, or a word that changes nothing."""

    def _count(self, match: re.Match[str]) -> None:
        told = _number(match[1])
        if self._waiting or told != len(self._last_off):
            counted = len(self._last_off)
            raise NoticeError(Reason("notice.other_count", sentence=self.sentence, told=told, named=counted))

    def _off(self, _match: re.Match[str]) -> None:
        if self._waiting:
            self._last_off = self._taken()
            self.off += self._last_off
        elif not self._last_off:
            raise NoticeError(Reason("notice.days_of_what", sentence=self.sentence))

    def _work(self, _match: re.Match[str]) -> None:
        if not self._waiting:
            raise NoticeError(Reason("notice.days_of_what", sentence=self.sentence))
        self.work += self._taken()

    def _taken(self) -> list[date]:
        if self._spans:
            raise NoticeError(Reason("notice.days_of_what", sentence=self.sentence))
        days = [day for span in self._waiting for day in span.days()]
        self._waiting = []
        return days


def _number(text: str) -> int:
    """A small number in figures or in Chinese."""
    if text.isdecimal():
        return int(text)
    word = text.replace("两", "二")
    if word.startswith("十"):
        return 10 + (_NUMBERS.index(word[1]) if len(word) > 1 else 0)
    return _NUMBERS.index(word[0]) * (10 if word.endswith("十") and len(word) > 1 else 1)
