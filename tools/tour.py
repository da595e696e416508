"""The main job end to end without anybody at the screen: `python -m tools.tour OUT`.

A new office imports its own workbooks through the window, records points, takes a mistake back,
compares a newer register, finds, merges and moves people, selects every 楼组长 anew and prints it,
looks at the maps and the ranking, exports to Excel, closes, opens again with the password.
Pictures, papers and workbooks stay in OUT.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tools import stage
from tools.screens import OFFICE
from tools.tour_people import say, tour_people
from tools.tour_posts import tour_posts

if TYPE_CHECKING:
    from app.book import Book
    from ui.start.home import HomeWindow

COMMITTEE = "310120003001"
PASSWORD = "mulin2026"  # noqa: S105 - made-up people only
SHEETS = ("居民信息底册.xlsx", "两长名册.xlsx", "社会组织名册.xlsx", "美丽约定积分登记.csv")


def main() -> int:
    """Do the job and say what was done."""
    out = Path(sys.argv[1] if len(sys.argv) > 1 else "out/tour").resolve()
    out.mkdir(parents=True, exist_ok=True)  # a second tour draws over the first
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        stage.at_home_in(home)
        stage.application()
        counted = _work(home, out)
        _check_again(home / "金水苑.mulin", counted)
    print(f"图片在 {out}，导出的工作簿是 {out / '积分排名.xlsx'}。")
    return 0


def _work(home: Path, out: Path) -> dict[str, Any]:
    from app.exports import export_rows
    from app.starting import start_book
    from app.stats import stats

    today = stage.NOW.date()
    made = start_book(home / "金水苑.mulin", COMMITTEE, "王芳", PASSWORD, today=today)
    say("新建台账：金水苑社区居委会，已加密。")
    with stage.window_on(made.book, home) as window:
        window.resize(1366, 768)
        for name in SHEETS:
            _import(window, OFFICE / name, out)
        _record(made.book, window, out)
        tour_people(made.book, window, out)
        tour_posts(made.book, window, out)
        for name, room, what in (
            ("居民房屋", "people", None),
            ("两长队伍", "leaders", None),
            ("积分流水", "pledge", "ledger"),
            ("积分排名", "pledge", "ranking"),
        ):
            window.go(room, what)
            stage.settle(1.0, until=lambda: not window.desk.jobs.reading)
            stage.picture(window, out / f"{name}.png")
        rows = export_rows(made.book, "ranking", out / "积分排名.xlsx", today=today)
        say(f"导出积分排名：{rows:,} 户。")
        return dict(stats(made.book, today))


def _import(window: HomeWindow, file: Path, out: Path) -> None:
    from ui.imports.page import DONE, PREVIEW, ImportPage

    window.go("imports")
    page = window.page
    if not isinstance(page, ImportPage):
        raise TypeError("the import page is not in sight")
    page.take_files([file])
    stage.settle(0.2, until=lambda: page.at == PREVIEW and not window.desk.jobs.busy)
    stage.picture(window, out / f"导入预览-{file.stem}.png")
    page.write()
    stage.settle(0.2, until=lambda: page.at == DONE and not window.desk.jobs.busy)
    for result in page.flow.results:
        say(f"导入 {file.name}·{result.sheet}：{result.sentence()}")
    page.show_step(0)


def _record(book: Book, window: HomeWindow, out: Path) -> None:
    from app.pledge.ledger import post, reverse
    from app.pledge.ranking import household_ranking
    from app.pledge.records import PointsEntry
    from app.pledge.rulesets import find_rules, rule_sets
    from app.pledge.seasons import season_on

    today = stage.NOW.date()
    rules = next(one for one in rule_sets(book, today) if one.account_kind == "household")
    season = season_on(book, rules.id, today)
    if season is None:
        raise LookupError("no season is open")
    (rule, *_) = find_rules(book, "j6", rule_set_id=rules.id, on=today)
    first, second, *_ = household_ranking(book, season.id)
    for row in (first, second):
        entry = PointsEntry(rule.id, today, account_id=row.account_id, assessor="王芳")
        posted = post(book, entry, today=today)
        say(f"登记积分：{row.holder}，{rule.title}，{posted.score / 10:+g} 分。")
    label = book.undo()
    say(f"撤销：{label}（{second.holder}）。")
    label = book.redo()
    say(f"重做：{label}。")
    back = reverse(book, posted.seq, "登记错了户", today=today)
    say(f"冲正：{second.holder}，{back.score / 10:+g} 分。")
    window.go("today")
    stage.settle(1.0, until=lambda: not window.desk.jobs.reading)
    stage.picture(window, out / "今日.png")


def _check_again(path: Path, counted: dict[str, Any]) -> None:
    from app import opening
    from app.checking import check_book
    from app.guards import GUARDS
    from app.stats import stats
    from app.work import finish

    book = opening.unlock(path, PASSWORD, guards=GUARDS)
    findings = finish(check_book(book))
    again = dict(stats(book, stage.NOW.date()))
    book.close()
    if findings or again != counted:
        raise SystemExit(f"重新打开后与关闭前不一致：{findings}")
    people, homes, points = again["residents"], again["households"], again["points_entries"]
    say(f"重新打开：{people:,} 人、{homes:,} 户、{points:,} 笔积分，一笔不少，核对无误。")


if __name__ == "__main__":
    sys.exit(main())
