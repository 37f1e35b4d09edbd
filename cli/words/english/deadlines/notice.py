"""Notices of a year's days off."""

from typing import Final

SENTENCES: Final = {
    # The whole
    "notice.too_large": "is larger than 4 MB, which no notice is. Name the notice itself.",
    "notice.no_text": "is neither text in UTF-8 or GB 18030 nor a calendar. Save it as text.",
    "notice.no_year": "{year} is no year of a notice. Look at the year.",
    "notice.no_year_told": "names no year. Paste its title too, or give --year.",
    "notice.several_years": "speaks of {years:and}. Keep the notice of one year, or give --year.",
    "notice.of_other_year": "is the notice of {year}, not of {asked}.",
    "notice.holidays_missing": "the notice of {year} names no day off for {names:list}. Give the whole notice: a day it leaves out would be taken for a working day.",
    "notice.off_and_worked": "{day} is both off and worked. Look at the notice.",
    "notice.other_year": "{day} does not belong to the notice of {year}. Look at the year.",
    # A sentence of the text
    "notice.not_understood": "this sentence is not understood at {rest!r}: {sentence!r}. Write its days into the calendar file by hand, or take the sentence out if it does not say which days are off.",
    "notice.days_of_what": "this sentence does not say which days are off or worked: {sentence!r}. Mend it, or take it out.",
    "notice.no_holiday": "this sentence belongs to no holiday: {sentence!r}. Begin it like 元旦：.",
    "notice.no_month": "this sentence names a day without a month: {sentence!r}. Add the month.",
    "notice.no_day": "{year}-{month}-{day} is not in the calendar: {sentence!r}. Look at the notice.",
    "notice.ends_before": "{last} comes before {first}: {sentence!r}. Look at the notice.",
    "notice.other_weekday": "{day} is no {weekday}: {sentence!r}. Look at the day, and whether the year is right.",
    "notice.no_weekend": "no weekend adjoins these days: {sentence!r}. Look at the notice.",
    "notice.other_count": "it counts {told} days, but names {named}: {sentence!r}. Look at the notice.",
    # The other forms
    "notice.no_json": "is no JSON that can be read ({error}).",
    "notice.no_holiday_cn": "is JSON, but not of holiday-cn: it needs year and days with name, date and isOffDay.",
    "notice.empty": "holds no day of {year}: its notice was not out when the file was made. Fetch it again.",
    "notice.entry_unreadable": "{name}: {error}",
    "notice.no_ics": "is no calendar that can be read ({error}).",
    "notice.no_breaks": "marks no event as a break (休, 假期) or as a make-up day (班). Use the notice's text.",
    "notice.event_unclear": "{day}, {title!r}, is marked neither as a break (休, 假期) nor as worked (班). Use the notice's text.",
    # The seller's file
    "notice.other_holidays": "its holidays are {holidays!r}, so no notice of China counts. Name another calendar file.",
    "notice.table_not_found": "its [[official]] for {year} cannot be told from the rest. Take it out by hand and run this again.",
}
