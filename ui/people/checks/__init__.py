"""核对: what may be recorded twice, and what cannot be right."""
