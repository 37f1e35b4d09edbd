"""The State Council's notice of a year's days off, in the forms in which people have it."""
