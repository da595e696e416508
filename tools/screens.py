"""Every page with the sample book as PNG, at two sizes: `python -m tools.screens OUT`."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, cast

from tools import stage
from tools.start_screens import start_shots

if TYPE_CHECKING:
    from ui.start.home import HomeWindow

SIZES = {"1366x768": (1366, 768, "1"), "1920x1080": (1280, 720, "1.5")}
"""Name → logical width and height, and the factor between logical and real pixels."""

OFFICE = Path(__file__).parents[1] / "tests" / "data" / "office"
Shot = tuple[str, str, object]
SHOTS: tuple[Shot, ...] = (
    ("今日", "today", None),
    ("居民房屋-居民", "people", "residents"),
    ("居民房屋-户", "people", "households"),
    ("居民房屋-小区楼栋", "people", "places"),
    ("居民房屋-楼组", "people", "groups"),
    ("居民房屋-商铺", "people", "shops"),
    ("居民房屋-核对", "people", "checks"),
    ("居民房屋-宠物", "people", "pets"),
    ("居民房屋-单位", "people", "organizations"),
    ("居民房屋-档案", "people", "story"),
    ("两长队伍-楼组长", "leaders", "buildings"),
    ("两长队伍-街面长", "leaders", "streets"),
    ("两长队伍-缺额", "leaders", "vacancies"),
    ("两长队伍-其他岗位", "leaders", "others"),
    ("履职培训-履职记录", "duties", "duties"),
    ("履职培训-无记录", "duties", "silent"),
    ("履职培训-培训", "duties", "training"),
    ("履职培训-学时", "duties", "hours"),
    ("履职培训-考评", "duties", "appraisal"),
    ("履职培训-补贴", "duties", "subsidy"),
    ("推选换届-批次", "rounds", "rounds"),
    ("推选换届-岗位", "rounds", "seats"),
    ("推选换届-计票", "rounds", "count"),
    ("推选换届-交接单", "rounds", "handovers"),
    ("覆盖图", "cover", "map"),
    ("覆盖图-图表", "cover", "charts"),
    ("美丽约定-流水", "pledge", "ledger"),
    ("美丽约定-登记", "pledge", "entry"),
    ("美丽约定-整表登记", "pledge", "matrix"),
    ("美丽约定-排名", "pledge", "ranking"),
    ("美丽约定-规则", "pledge", "rules"),
    ("导入-选文件", "imports", None),
    ("系统-本居委", "system", "office"),
    ("系统-备份", "system", "backups"),
    ("系统-操作记录", "system", "steps"),
    ("系统-自设栏", "system", "own"),
    ("系统-外观", "system", "look"),
    ("系统-密码", "system", "password"),
    ("系统-关于", "system", "about"),
)


def main() -> int:
    """Each size is a process of its own: Qt reads the factor once."""
    if len(sys.argv) == 3:
        return _draw(Path(sys.argv[1]), sys.argv[2])
    out = Path(sys.argv[1] if len(sys.argv) > 1 else "out/screens").resolve()
    for name, (_, _, factor) in SIZES.items():
        subprocess.run(
            [sys.executable, "-m", "tools.screens", str(out), name],
            check=True,
            env={**os.environ, "QT_SCALE_FACTOR": factor},
        )
    print(f"图片在 {out}")
    return 0


def _draw(out: Path, size: str) -> int:
    width, height, _ = SIZES[size]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        stage.at_home_in(home)
        stage.application()
        from app.sample import make

        book = make(home / "示例.mulin", today=stage.NOW.date()).book
        with stage.window_on(book, home) as window:
            window.resize(width, height)
            for name, room, what in SHOTS:
                _go(window, room, what)
                _still(window)
                stage.picture(window, out / size / f"{name}.png")
            _import_shots(window, out / size)
            _plan_shots(window, out / size)
            _finder_shot(window, out / size)
        start_shots(out / size)
    return 0


def _go(window: HomeWindow, room: str, what: object) -> None:
    window.go(room)
    turn = getattr(window.page, "turn_to", None)
    if what is not None and turn is not None:
        turn(what)
    elif what is not None:
        window.go(room, what)


def _still(window: HomeWindow) -> None:
    jobs = window.desk.jobs
    stage.settle(0.8, until=lambda: not jobs.busy and not jobs.reading)
    stage.settle(0.2)


def _import_shots(window: HomeWindow, out: Path) -> None:
    from ui.imports.page import DONE, MATCH, PREVIEW, ImportPage

    window.go("imports")
    page = window.page
    assert isinstance(page, ImportPage)
    steps: tuple[tuple[str, Callable[[], object], int], ...] = (
        ("导入-预览", lambda: page.take_files([OFFICE / "两长名册.xlsx"]), PREVIEW),
        ("导入-对应列", lambda: page.show_columns(0), MATCH),
        ("导入-再预览", page.check, PREVIEW),
        ("导入-完成", page.write, DONE),
    )
    for name, act, step in steps:
        act()
        stage.settle(0.3, until=lambda step=step: page.at == step)  # type: ignore[misc]
        _still(window)
        stage.picture(window, out / f"{name}.png")


def _plan_shots(window: HomeWindow, out: Path) -> None:
    """The 楼栋图 from far and near, under every layer."""
    from app.people.drawing.layers import LAYERS
    from ui.people.page import PeoplePage

    window.go("people")
    page = window.page
    assert isinstance(page, PeoplePage)
    page.turn_to("plan")
    for layer in LAYERS:
        page.plan.show_layer(layer.key)
        _still(window)
        stage.picture(window, out / f"楼栋图-{layer.title}.png")
    canvas = page.plan.canvas
    for name, near in (("室号", "rooms"), ("户主", "heads")):
        while not getattr(canvas.step, near):
            canvas.zoom_in()
        _still(window)
        stage.picture(window, out / f"楼栋图-近看{name}.png")
    canvas.fit()


def _finder_shot(window: HomeWindow, out: Path) -> None:
    from PySide6.QtWidgets import QLineEdit

    window.go("today")
    window.open_finder()
    boxes = cast("list[QLineEdit]", window.finder.findChildren(QLineEdit))
    boxes[0].setText("wf")
    _still(window)
    stage.picture(window, out / "查找.png")


if __name__ == "__main__":
    sys.exit(main())
