"""Commands for developers: they make what the program ships, and are not shipped themselves."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
