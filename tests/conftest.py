"""What all tests share: sampan speaks English to them, whatever the locale of the machine."""

import os

os.environ["SAMPAN_LANG"] = "en"
