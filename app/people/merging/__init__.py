"""People and households that may be one: finding them, joining them, losing nothing."""
