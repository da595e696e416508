"""外观: theme and size of text, at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui import look_memory
from ui.kit.cards import Panel
from ui.kit.chips import Chips
from ui.kit.parts import Button, Label, caption, column, row, sized
from ui.system.section import Section
from ui.theme import Size, Theme, Tone, Type

if TYPE_CHECKING:
    from ui.system.page import SystemPage


class LookSection(Section):
    """Choices that take effect at once and are remembered on this computer."""

    def __init__(self, page: SystemPage) -> None:
        super().__init__(page)
        self.themes = Chips([(str(each), each.words) for each in Theme], name="主题")
        self.themes.chosen.connect(lambda key: look_memory.choose(self.desk.settings, Theme(key)))
        self.sizes = Chips([(str(each), each.words) for each in Size], name="字号")
        self.sizes.chosen.connect(lambda key: look_memory.choose(self.desk.settings, Size(key)))
        panel = Panel("外观", "只改变这台电脑上的样子，不影响台账")
        panel.add(caption("主题"))
        panel.add(row(self.themes, None))
        panel.add(caption("“跟随系统”会跟着电脑的浅色、深色和高对比设置变。", wrap=True))
        panel.add(8)
        panel.add(caption("字号"))
        panel.add(row(self.sizes, None))
        panel.add(8)
        panel.add(caption("看一看"))
        panel.add(Label("12-502 · 李国栋户", Type.STRONG))
        panel.add(
            row(
                Label("+2", tone=Tone.GREEN),
                Label("参加居民议事"),
                Label("−3", tone=Tone.RED),
                Label("楼道堆物"),
                Label("待核对", tone=Tone.AMBER),
                None,
                gap=12,
            )
        )
        panel.add(row(Button("登记", tone=Tone.PRIMARY), Button("取消"), None))
        sized(panel, most_width=640)
        line = row(panel, None, gap=0)
        line.setStretch(0, 100)
        self.setLayout(column(line, None, gap=0))

    def refresh(self) -> None:
        """What is chosen now."""
        theme, size = look_memory.chosen(self.desk.settings)
        self.themes.choose(str(theme))
        self.sizes.choose(str(size))
