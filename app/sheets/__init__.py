"""Workbooks read and written, mostly behind the walls of a child program."""

from __future__ import annotations

import os

os.environ["OPENPYXL_LXML"] = "False"
"""openpyxl takes lxml wherever it finds it, and lxml reads documents with a DTD. With the parser of
Python defusedxml stands before it and refuses them; docs/decisions/0024."""
