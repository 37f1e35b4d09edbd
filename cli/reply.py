"""`sampan reply`: the English reply that fits an order, or the facts that are missing for it."""

from __future__ import annotations

import csv
import io
import json
import sys
import tomllib
from contextlib import nullcontext
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click
from tabulate import tabulate

from cli.main import ALL_DONE, NEEDS_A_PERSON
from routing.errors import ReadError, SampanError
from templates_en import catalogue as catalogues
from templates_en import shop as shops
from templates_en.facts import Desk, how_to_give
from templates_en.lint import BLOCK, draft_findings
from templates_en.platforms import SUPPRESS, platform as platform_of
from templates_en.render import render as render_letter
from templates_en.run import find_order, read_orders
from templates_en.says import message_classes, read_message
from templates_en.select import Selection, select
from templates_en.state import STATUSES, State, bundled_holidays
from templates_en.tracking import Event, event_kind, read_tracking
from templates_en.values import currency, read, vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from templates_en.catalogue import Catalogue
    from templates_en.letter import Letter
    from templates_en.platforms import Platform
    from templates_en.render import Reply
    from templates_en.run import RunOrder
    from templates_en.shop import Shop
