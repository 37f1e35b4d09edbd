"""The days and clocks of shops and marketplaces."""
