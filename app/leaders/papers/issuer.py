"""Who issues a sheet: the name at its head, above its seal, and how to reach the office."""

from __future__ import annotations

from dataclasses import dataclass

from app.book import Book
from app.people.office import office

UNNAMED = "本居民委员会"


@dataclass(frozen=True, slots=True)
class Issuer:
    """The office as its sheets name it."""

    name: str
    seal: str
    subdistrict: str = ""
    phone: str = ""
    address: str = ""

    def where_to_say(self) -> str:
        """Where somebody may object or ask: 金水苑居委会（电话 57421234，地址 …）."""
        ways = [f"电话 {self.phone}"] if self.phone else []
        ways += [f"地址：{self.address}"] if self.address else []
        return f"{self.name}（{'，'.join(ways)}）" if ways else self.name


def issuer(book: Book) -> Issuer:
    """The office of a book; a plain word where it has not been set up."""
    known = office(book)
    if known is None:
        return Issuer(UNNAMED, UNNAMED)
    return Issuer(
        known.name,
        known.seal_name or known.name,
        known.subdistrict_name,
        known.phone or "",
        known.address or "",
    )
