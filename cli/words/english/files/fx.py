"""Files of exchange rates."""

from typing import Final

SENTENCES: Final = {
    "fx.cny_itself": "column currency: CNY is worth 1 CNY. Leave the row out.",
    "fx.rate_zero": "column cny: a rate of zero. Write what one unit of the currency is worth in CNY.",
    "fx.too_dear": "column cny: no currency is worth more than {dearest} CNY. Check the figure, and the column per.",
    "fx.per_zero": "column per: is zero. Write how many units the rate is for, like 100.",
    "fx.source_empty": "column source is empty. Say where the rate comes from.",
    "fx.twice": "{currency} from {valid_from} stands in {place} already. Keep one.",
}
