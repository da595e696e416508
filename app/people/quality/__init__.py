"""Findings: what cannot be right in the register, and how it is put right."""
