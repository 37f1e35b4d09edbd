"""Order files in, normalised orders out; the only place in `routing` that opens a file."""

from routing.intake.batch import Batch
from routing.intake.codes import FLAGS, PROBLEMS
from routing.intake.files.find import OrderFile, order_files
from routing.intake.missing import missing_products
from routing.intake.overlaps import settled
from routing.intake.products import ProductMaster, read_products
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
    "read_orders",
    "read_products",
    "recognise",
    "settled",
]
