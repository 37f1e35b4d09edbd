"""What the command sets before all else: how soon memory is given back, how seldom garbage is looked for."""

from __future__ import annotations

import gc
import os

from cli.main import GIVE_BACK, SELDOM

os.environ.setdefault("_RJEM_MALLOC_CONF", GIVE_BACK)  # before polars is loaded
gc.set_threshold(*SELDOM)
