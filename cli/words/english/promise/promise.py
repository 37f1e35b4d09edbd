"""Files of promises, and what learning them tells."""

from typing import Final

SENTENCES: Final = {
    "promise.no_percent": "{text!r} is no percentage above 0 and up to 100, of at most two decimals. Write it like 95.",
    "promise.renamed": "was renamed: the chance asked for stands in its name, like {wanted}.",
    "promise.no_scans": "holds no scan. Add some: sampan track add FILE.",
    "promise.no_rows": "holds no line. Write it anew: sampan promise learn.",
    "promise.no_service": "column service is empty.",
    "promise.no_country": "column country: {code!r} is no country's code.",
    "promise.no_stage": "column stage: {stage!r} is none of {stages:list}.",
    "promise.no_level": "column level: {level!r} is none of {levels:list}.",
    "promise.no_chances": "column chances is empty, at the level {level}. Only a line of the card has none.",
    "promise.not_whole": "{text!r} is no whole number from {least} to {most}.",
    "promise.days_not_rising": "the day of {text!r} does not come after the one before it.",
    "promise.two_moments": "as_of is {second}, in the lines before {first}. A promise is as of one moment.",
    "promise.twice": "the same service, country, month and stage stand in {place} too.",
}
