"""Sheets on paper as content: what stands on them, for every way of putting them out."""
