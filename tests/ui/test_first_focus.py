"""The line for the password has the keyboard, and shows it, whenever the window becomes active."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from ui.start.first import FirstPicture, Frame
from ui.unlock import UnlockWindow


def test_what_takes_the_place_of_the_first_picture_is_seen_at_once(qtbot: QtBot) -> None:
    # A window manager may make the window active before the event loop has shown it: then nobody
    # is given the focus, what is typed arrives, and there is neither a cursor nor a ring.
    frame = Frame("睦邻台账", lambda: None)
    qtbot.addWidget(frame)
    frame.hold(FirstPicture("金水苑", "王芳", theme="light", size="medium"))
    frame.show()
    qtbot.waitExposed(frame)
    unlock = UnlockWindow("金水苑", ["王芳"], lambda _who, _typed: None)
    frame.hold(unlock)
    assert unlock.password.isVisible()
