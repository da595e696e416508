"""Renders the kit to pictures: python -m tests.ui.kit.gallery OUT [theme …]."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

PICTURES = {"small": (1366, 768, "1"), "large": (1920, 1080, "1.5")}


def main(out: Path, names: list[str]) -> None:
    """Write every picture of the themes named (all of them without names) to a folder."""
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication, QWidget

    from app import opening
    from db.keys import KeyParams
    from tests.ui.kit.demo import CONTENTS, LedgerDemo, PartsDemo, TodayDemo, around, desk_for
    from ui import theme
    from ui.crash import Crash
    from ui.theme import Size, Theme
    from ui.unlock import UnlockWindow
    from ui.window import MainWindow

    app = QApplication([])
    out.mkdir(parents=True, exist_ok=True)
    wide, high, ratio = PICTURES[os.environ.get("GALLERY", "small")]
    with tempfile.TemporaryDirectory() as folder:
        book = opening.create(
            Path(folder) / "样例.mulin", "王芳", "口令abc123", params=KeyParams(64, 1, 1)
        ).book
        desk = desk_for(book, Path(folder))

        def no_window() -> QWidget | None:
            return None

        def rest(milliseconds: int) -> None:
            QTest.qWait(milliseconds)
            while desk.jobs.reading:
                QTest.qWait(30)

        def shoot(widget: QWidget, name: str) -> None:
            for milliseconds in (60, 200, 30):
                rest(milliseconds)
            seen = widget.grab()
            seen.save(str(out / f"{name}.png"))

        for wanted in [Theme(name) for name in names] or [Theme.LIGHT, Theme.DARK, Theme.CONTRAST]:
            for size in (Size.MEDIUM, Size.LARGE) if wanted is Theme.LIGHT else (Size.MEDIUM,):
                mark = f"{wanted}-{size}-{wide}"
                theme.apply(app, wanted, size)
                window = MainWindow(desk, CONTENTS, around())
                window.resize(round(wide / float(ratio)), round(high / float(ratio)))
                window.show()
                window.go("today")
                today = window.page
                assert isinstance(today, TodayDemo)
                today.form.set_texts({"household_id": "1", "day": "2026-11-21", "points": "+1"})
                desk.notices.done("已记 12-502 户 +2 分")
                rest(1500)
                desk.notices.done("已记 12-502 户 +2 分")
                shoot(window, f"today-{mark}")
                item = today.form.editor("item")
                item.setFocus()
                item.picker.toggle()  # type: ignore[attr-defined]
                window.toast.hide()
                shoot(window, f"picker-{mark}")
                window.go("ledger")
                assert isinstance(window.page, LedgerDemo)
                shoot(window, f"ledger-{mark}")
                window.finder.ask("字号")
                shoot(window, f"finder-{mark}")
                window.finder.hide()
                window.go("imports")
                parts = window.page
                assert isinstance(parts, PartsDemo)
                parts.attempt(parts.form.record, parts.form)
                parts.refused(
                    "这一户本月已达上限 4 分，这一笔只能记 0 分。请改用其他事项，或下月再记。"
                )
                shoot(window, f"parts-{mark}")
                parts.ranking.turn()
                shoot(window, f"numbers-{mark}")
                window.close()
                unlock = UnlockWindow("金水苑社区居委会", ["王芳"], lambda _who, _word: None)
                unlock.show()
                unlock._say("密码不对。请检查大小写和输入法后再试。")
                unlock._wait(4)
                shoot(unlock, f"unlock-{mark}")
                unlock.close()
                crash = Crash(no_window)
                try:
                    int("三")
                except ValueError as error:
                    crash.show(error)
                assert crash._sheet is not None
                shoot(crash._sheet, f"crash-{mark}")
                crash._sheet.close()
        desk.jobs.close()
        book.close()


if __name__ == "__main__":
    size = os.environ.get("GALLERY", "small")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["QT_SCALE_FACTOR"] = PICTURES[size][2]
    os.environ.setdefault("MPLCONFIGDIR", str(Path(tempfile.gettempdir()) / "gallery-mpl"))
    main(Path(sys.argv[1]), sys.argv[2:])
