"""Setting up an office: the book, what the official list knows of it, the shipped rules."""

from __future__ import annotations

import datetime as dt
import glob
from dataclasses import replace
from pathlib import Path

from sqlalchemy import delete

from app import opening
from app.book import Book
from app.divisions import Divisions, load
from app.errors import Refused
from app.guards import GUARDS
from app.opening import NewBook
from app.people.office import set_office
from app.people.records import OfficeEntry
from db.files import file_troubles
from db.ids import Ids
from db.keys import KeyParams
from db.models import JournalImage, JournalStep

STEP = "建立台账"


def start_book(
    path: Path,
    code: str,
    login: str,
    password: str,
    *,
    today: dt.date,
    params: KeyParams | None = None,
    ids: Ids | None = None,
    office: OfficeEntry | None = None,
) -> NewBook:
    """Make the encrypted book of a committee, ready for work: office, rules, current seasons.

    `code` is the committee's in the official list; a committee that is not in the list is named
    by `office`, with an empty code. Raises Refused or Invalid with the reason, Unavailable; no
    file of a half-made book is left then.
    """
    from app.pledge.seasons import ensure_open
    from app.pledge.shipped import load_shipped

    entry = office if office is not None and not code else office_of(code)
    _make_folder(path.parent)
    before = files_of(path)
    made: NewBook | None = None
    try:
        made = opening.create(path, login, password, params=params, ids=ids, guards=GUARDS)
        with made.book.write(STEP):
            set_office(made.book, entry)
            for rule_set in load_shipped(made.book, today=today):
                ensure_open(made.book, rule_set, today)
        with made.book.write(STEP) as session:
            # Nothing of the office's own is lost by it, and 撤销 must not take the rules away.
            session.execute(delete(JournalImage))
            session.execute(delete(JournalStep).where(JournalStep.tables != ""))
    except BaseException:
        if made is not None:
            made.book.close()
        _remove(files_of(path) - before)
        raise
    return made


def office_of(code: str, divisions: Divisions | None = None) -> OfficeEntry:
    """What the official list says of a committee; raises Refused for any other code."""
    wanted = code.strip()
    places = divisions or load()
    found = places.get(wanted)
    if found is None:
        raise Refused(
            f"统计用区划代码“{wanted}”不在官方名录里。请核对12位代码，或按名称搜索居委会。"
        )
    path = places.path_of(wanted)
    if not found.is_committee:
        named = "".join(place.name for place in path)
        raise Refused(f"“{wanted}”是{named}，不是居委会。请填写居委会的12位代码。")
    above = path[1:-2]  # between the province and the street
    return OfficeEntry(
        name=found.name,
        subdistrict_name=path[-2].name if len(path) > 1 else "",
        district_name=above[-1].name if above else None,
        office_code=found.code,
        seal_name=found.name,
    )


def by_hand(name: str, subdistrict: str, district: str) -> OfficeEntry:
    """The office of a committee that is not in the official list."""
    entry = OfficeEntry(name=name.strip(), subdistrict_name=subdistrict.strip())
    return replace(entry, district_name=district.strip() or None, seal_name=name.strip())


def discard(book: Book) -> None:
    """Close a book that was just made and remove its files; for a set-up that is given up."""
    book.close()
    _remove(files_of(book.path))


def files_of(path: Path) -> set[Path]:
    """The files that lie there for a book: itself, its keys, lock and log."""
    if not path.parent.is_dir():
        return set()
    name = glob.escape(path.name)
    beside = {*path.parent.glob(f"{name}.*"), *path.parent.glob(f"{name}-*")}
    return beside | ({path} if path.exists() else set())


def _make_folder(folder: Path) -> None:
    if any(each.is_file() for each in (folder, *folder.parents)):
        raise Refused(f"“{folder}”不是文件夹，不能用来放台账。请换一个文件夹。")
    with opening.in_our_words(), file_troubles(folder):
        folder.mkdir(parents=True, exist_ok=True)


def _remove(files: set[Path]) -> None:
    for file in files:
        if file.is_file():
            file.unlink(missing_ok=True)
