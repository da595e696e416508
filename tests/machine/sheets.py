"""Deeds with sheets."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from app.rosters import ROSTERS, roster_of
from app.sheets.importing import import_file
from app.sheets.reading import read
from app.work import finish
from tests.machine.office import DOORS, ITEMS, NAMES, TODAY, Work, days, drawn


class Sheets(Work):
    """What is read from tables."""

    @drawn(
        lines=st.lists(
            st.tuples(
                st.sampled_from(NAMES), st.sampled_from(DOORS), st.sampled_from(("", "1950", "坏"))
            ),
            min_size=1,
            max_size=5,
        )
    )
    def import_residents(self, lines: list[tuple[str, str, str]]) -> None:
        self.sheet("residents", ("姓名", "住址", "出生日期"), lines)

    @drawn(
        lines=st.lists(
            st.tuples(
                st.sampled_from(NAMES),
                st.sampled_from(("3号楼组", "5号楼组", "6号楼组")),
                st.just(TODAY + days(40)).map(str),
            ),
            min_size=1,
            max_size=3,
        )
    )
    def import_leaders(self, lines: list[tuple[str, str, str]]) -> None:
        self.sheet("building-leaders", ("姓名", "楼组", "任职时间"), lines)

    @drawn(
        lines=st.lists(
            st.tuples(
                st.sampled_from((TODAY, TODAY - days(400))).map(str),
                st.sampled_from(DOORS),
                st.sampled_from(ITEMS),
                st.sampled_from(("2", "-3", "1.5", "很多")),
            ),
            min_size=1,
            max_size=4,
        )
    )
    def import_points(self, lines: list[tuple[str, str, str, str]]) -> None:
        self.sheet("points", ("日期", "室号", "事项", "分值"), lines)

    def sheet(self, kind: str, heading: tuple[str, ...], lines: list[Any]) -> None:
        self.files += 1
        path = self.folder / f"{kind}{self.files}.csv"
        path.write_text("\n".join(",".join(line) for line in (heading, *lines)), encoding="gbk")
        workbook, roster = read(path), roster_of(kind)

        def imported(*, commits: bool) -> Any:
            work = import_file(
                self.book, workbook, ROSTERS, today=TODAY, kind=roster, commits=commits
            )
            (result,) = finish(work)
            assert result.rows == len(lines)
            return result

        if self.attempt(lambda: imported(commits=True)):
            again = imported(commits=False)
            assert (again.created, again.updated) == (0, 0)
