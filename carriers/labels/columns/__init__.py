"""Many orders of one layout at once: work is done once for each distinct country, postcode, phone, article and text."""
