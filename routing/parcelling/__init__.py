"""Which articles travel together: how they are packed, what is merged and what is split, with proof."""
