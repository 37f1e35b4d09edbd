"""Order files in, normalised orders out; the only place in `routing` that opens a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from routing.lazy_names import lazy_names

if TYPE_CHECKING:
    from routing.intake.batch import Batch
    from routing.intake.codes import FLAGS, PROBLEMS
    from routing.intake.files.find import OrderFile, order_files
    from routing.intake.missing import missing_products
    from routing.intake.overlaps import settled
    from routing.intake.products import ProductMaster, read_products
    from routing.intake.ranges import ranges_of
    from routing.intake.read import read_orders
    from routing.intake.reading import Reading
    from routing.intake.recognise import Recognised, recognise

__all__ = [
    "FLAGS",
    "PROBLEMS",
    "Batch",
    "OrderFile",
    "ProductMaster",
    "Reading",
    "Recognised",
    "missing_products",
    "order_files",
    "ranges_of",
    "read_orders",
    "read_products",
    "recognise",
    "settled",
]

if not TYPE_CHECKING:  # the type checker reads the imports above, and tells names that are none
    __getattr__, __dir__ = lazy_names(
        __name__,
        {
            "FLAGS": "routing.intake.codes",
            "PROBLEMS": "routing.intake.codes",
            "Batch": "routing.intake.batch",
            "OrderFile": "routing.intake.files.find",
            "ProductMaster": "routing.intake.products",
            "Reading": "routing.intake.reading",
            "Recognised": "routing.intake.recognise",
            "missing_products": "routing.intake.missing",
            "order_files": "routing.intake.files.find",
            "ranges_of": "routing.intake.ranges",
            "read_orders": "routing.intake.read",
            "read_products": "routing.intake.products",
            "recognise": "routing.intake.recognise",
            "settled": "routing.intake.overlaps",
        },
    )
