"""Proposals: what they break, and what is wrong with one."""

from typing import Final

SENTENCES: Final = {
    "parcels.one_number": "{n} orders get one tracking number.",
    "parcels.leaves_later": "Order {order_id} leaves on {leaves} instead of {own}; its latest time is {latest_at:moment}.",
    "parcels.notes": "Read the buyer's notes of {orders:list} first.",
    "parcels.several_numbers": "Order {order_id} gets {n} tracking numbers: tell the buyer (order.split_shipment).",
    "parcels.door_not_counted": "Duty and fees at the door are not counted: ask for them with --door.",
    "parcels.are_parcels": "its lines are parcels already. Propose for the run that it was made from.",
    "parcels.lines_taken_out": "lines were taken out of assignments.csv: proposals need the whole run.",
    "parcels.none_proposed": "is missing. Run `sampan parcels propose {run}` first.",
    "parcels.other_schema": "is of another version of sampan ({schema}). Propose again.",
    "parcels.other_orders": "the proposals are of other orders than the run holds now. Propose again.",
    "parcels.orders_unknown": "{orders:list}: not in the run, or in two proposals. Propose again.",
    "parcels.id_taken": "the id {parcel_id!r} is not that of this parcel, or another's too. Propose again.",
    "parcels.have_numbers": "{orders:list}: have tracking numbers, and go as they are. Propose again.",
    "parcels.damaged": "is damaged: {fault}. Propose again.",
    "parcels.not_sent": "no service takes the parcel {parcel_id}. Propose again.",
    "parcels.no_latest_time": "an order has no latest time, or a merge has several parcels.",
    "parcels.pieces_unknown": "the pieces of order {order_id} are not known: the product master has changed.",
    "parcels.pieces_differ": "line {line} of order {order_id}: its pieces are not in parcels once each.",
    "parcels.stray_pieces": "a parcel holds pieces of a line that order {order_id} does not have.",
    "parcels.does_not_fit": "the pieces do not go into the packing {packing!r}.",
    "parcels.stays_whole": "order {order_id} may not be split so.",
    "parcels.not_one_door": "the orders are not of one buyer, one address and one account.",
    "parcels.may_not_travel": "the orders cannot leave on one day in time, or are together of another customs regime.",
    "parcels.wrong_figure": "{figure} is {stated}; worked out again it is {found}.",
}
