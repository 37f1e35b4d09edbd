"""Why a run cannot be allotted."""

from typing import Final

SENTENCES: Final = {
    "allotment.no_solver": "needs the solver HiGHS. Install it: pip install 'sampan[allot]'.",
    "allotment.not_found": (
        "no allotment was found within {nodes} nodes of the search, and none is proven not to exist. Raise --nodes."
    ),
    "allotment.too_many_ways": (
        "the rebates can be claimed in {n} ways together; at most {most} are tried. Use fewer steps, or a run of one day."
    ),
    "allotment.value_unknown": (
        "a cap counts value_cny, and nobody knows the value of {n:count order}, among them {orders:list}. "
        "Add the values or the rate of exchange, or count parcels or kg."
    ),
    "allotment.ranks_by_door": (
        'the run\'s policy ranks by the cost at the door (rank = "door"), which caps do not count. '
        'Route with a policy of rank = "freight" first.'
    ),
}
