"""Made-up pages that use every part of the kit, for the gallery and the tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TypeVar, cast

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QWidget

from app.book import Book
from app.fields import Field, columns
from app.kinds import Choice, Day, Flag, IdCard, Many, Points, Ref, Text, Whole
from app.series import Bars, Line, Series, Share
from ui.commands import Command
from ui.contents import Room
from ui.desk import Desk
from ui.jobs import Jobs
from ui.kit.cards import Facts, FigureCard, Panel
from ui.kit.chart import ChartView
from ui.kit.chips import Chips, FilterMenu, Switch
from ui.kit.empty import Empty
from ui.kit.form import Form
from ui.kit.lines import LineEdit
from ui.kit.page import Page
from ui.kit.parts import Button, Label, caption, column, link, row, sized
from ui.kit.picker import Option
from ui.kit.sidebar import Badge
from ui.kit.steps import Steps
from ui.kit.table import Column, Table
from ui.kit.table import link as link_column
from ui.notices import Notices
from ui.theme import Tone, Type
from ui.watch import Watch
from ui.window import Surroundings

W = TypeVar("W", bound=QWidget)
TODAY = dt.date(2026, 11, 21)
HOUSEHOLDS = (
    Option(1, "3-301", "周桂英户 · 3号楼组 · 评价分 106"),
    Option(2, "12-502", "李国栋户 · 12号楼组 · 评价分 108"),
    Option(3, "7-402", "赵敏户 · 7号楼组 · 评价分 98"),
)


@dataclass(frozen=True)
class PointsLine:
    """A line of points."""

    id: int
    number: Annotated[int, Field(Whole(), "序号")]
    day: Annotated[dt.date, Field(Day(), "日期")]
    household: Annotated[str, Field(Text(width=18), "户")]
    item: Annotated[str, Field(Text(width=20), "事项")]
    points: Annotated[int, Field(Points(), "评价分")]
    spendable: Annotated[int | None, Field(Points(), "可兑换")]
    clerk: Annotated[str, Field(Text(width=6), "经办")]
    note: Annotated[str, Field(Text(width=16), "说明")]
    card: Annotated[str, Field(IdCard(), "证件号码", sensitive=True)] = "310101196503124470"


@dataclass(frozen=True)
class PointsTyped:
    """What is typed to record points."""

    household_id: Annotated[int, Field(Ref("household"), "户", required=True)]
    item: Annotated[
        str,
        Field(
            Choice(("J-06 邻里互助", "J-16 楼道堆物", "J-02 参加居民议事")), "事项", required=True
        ),
    ]
    points: Annotated[int, Field(Points(), "分值", required=True)]
    day: Annotated[dt.date, Field(Day(), "日期", required=True)]
    clerk: Annotated[str | None, Field(Text(), "经办")] = None
    card: Annotated[str | None, Field(IdCard(), "证件号码", sensitive=True)] = None
    tags: Annotated[
        tuple[str, ...], Field(Many(Choice(("独居", "高龄", "残疾", "失独"))), "标签")
    ] = ()
    agreed: Annotated[bool | None, Field(Flag(), "已签约定书")] = None
    note: Annotated[str | None, Field(Text(lines=True), "说明", hint="可以不填")] = None


@dataclass(frozen=True)
class Task:
    """Something to do."""

    id: int
    words: Annotated[str, Field(Text(width=30), "事项")]
    whom: Annotated[str, Field(Text(width=28), "对象")]
    due: Annotated[str, Field(Text(width=9), "期限")]
    state: Tone
    verb: str


_ITEMS = ("J-06 · 帮助邻居", "J-16 · 楼道堆物", "J-05 · 志愿服务 · 2小时", "J-02 · 参加居民议事")
_NAMES = ("周桂英", "李国栋", "赵敏", "陈志强", "王淑贞", "张菊仙")
_NOTES = ("代买药，楼组长确认", "", "首次已劝导，3日未清", "自治金参与式讨论会", "")


def line(at: int) -> PointsLine:
    """The made-up line of that number."""
    room = f"{at % 12 + 1}-{at % 6 + 1}0{at % 4 + 1}"
    return PointsLine(
        at,
        20482 - at,
        dt.date(2026, 9, 28) - dt.timedelta(at // 9),
        f"{room} · {_NAMES[at % 6]}户",
        _ITEMS[at % 4],
        (10, -30, 20, 0)[at % 4],
        (10, 0, 20, None)[at % 4],
        ("王芳", "李敏", "系统")[at % 3],
        _NOTES[at % 5],
    )


_RED, _AMBER, _GREEN = Tone.RED, Tone.AMBER, Tone.GREEN
TASKS = tuple(
    Task(at, *words)
    for at, words in enumerate(
        (
            (
                "结对联系已超期 4 天",
                "周桂英（独居，86岁）· 3号楼 301",
                "11月17日",
                _RED,
                "记一次联系",
            ),
            ("连续两次未联系上，今日上门", "沈根宝（独居）· 7号楼 102", "今日", _RED, "派给……"),
            ("楼组长缺额 31 天", "金水苑二期 · 9号楼组", "—", _RED, "补选"),
            ("服务记录待确认", "垃圾分类值守 · 12 人", "11月25日", _AMBER, "确认时长"),
            ("积分申诉待答复", "12-502 · 楼道堆物 −3", "11月26日", _AMBER, "处理"),
            ("第三季度公示最后一天", "美丽约定 · 居民版", "今日", _AMBER, "结束公示"),
            ("社区花园养护 14:00", "已报名 9 人 · 中心花园", "今日", _GREEN, "签到"),
            ("楼组长例会 签到表已打印", "46 人 · 议事厅", "11月24日", _GREEN, "打开"),
        ),
        1,
    )
)

MONTHS = tuple(f"{month}月" for month in (12, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11))
HOURS = Bars(
    "近 12 个月",
    MONTHS,
    (Line("志愿服务时长", (165, 190, 150, 218, 205, 255, 232, 274, 246, 295, 264, 312.5)),),
    unit="小时",
    sentence="志愿服务时长，本月 312.5，比上月多 18%",
    definition="以确认后的服务记录为准，按服务当天所在的月份合计。",
)
RANKING = Bars(
    "楼组评价分排名",
    tuple(f"{name}{at}号楼组" for at in range(1, 9) for name in ("金水苑一期", "金水苑二期")),
    (Line("评价分", tuple(float(140 - 3 * at) for at in range(16))),),
    unit="分",
    sentence="第一名比平均高 22 分。",
    keys=tuple(range(16)),
)
TREND = Series(
    "评价分走势",
    ("7月1日", "7月15日", "8月1日", "8月15日", "9月1日", "9月15日", "9月28日"),
    (
        Line("本户", (96, 98, 103, 105, 101, 106, 108)),
        Line("楼组平均", (94, 95, 96, 99, 98, 99, 101)),
    ),
)
STATES = Share(
    "居住类型",
    ("户籍在册且居住", "户籍在外", "人在户不在", "来沪人员", "空挂", "不详", "境外", "其他"),
    (Line("户数", (980, 210, 320, 402, 61, 22, 12, 9)),),
    unit="户",
    sentence="人户一致的占 48.6%。",
)


def found(text: str) -> Sequence[Option]:
    """Households that fit what is typed."""
    return [option for option in HOUSEHOLDS if text in option.title + option.subtitle]


def household(number: int) -> Option | None:
    """The household of that id."""
    return next((option for option in HOUSEHOLDS if option.id == number), None)


def quick_form() -> Form[PointsTyped]:
    """The form of quick entry."""
    form = Form(PointsTyped, lambda: TODAY, enter_saves=True)
    form.add("household_id", 0, 0, 2, search=found, named=household)
    form.add("item", 1, 0, 2)
    form.add("points", 2, 0)
    form.add("day", 2, 1)
    return form


class TodayDemo(Page):
    """The work list, four figures, a chart, quick entry."""

    title = "今日 · 11月21日 星期六"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        words, whom, due = columns(Task, "words", "whom", "due")
        self.tasks = Table(
            (
                Column(words, 250, dot=lambda task: task.state),
                Column(whom, 230, stretches=True),
                Column(due, 84, tone=lambda task: Tone.RED if task.id < 4 else Tone.PLAIN),
                link_column("verb", lambda task: task.verb, lambda _task: None),
            ),
            name="demo.today",
            settings=desk.settings,
            label="要办的事",
        )
        todo = Panel("要办的事", "7 件到期 · 12 件三天内")
        todo.add(self.tasks, 1)
        self.chart = ChartView(desk.jobs, emphasis=-1)
        figures = [FigureCard(name) for name in ("在任楼组长", "结对关系", "签约户", "本月积分")]
        figures[0].show_figure("45", "/ 46 楼组", "覆盖 97.8% · 缺 1")
        figures[1].show_figure("60", "", "本周已联系 41 · 超期 3")
        figures[2].show_figure("1,284", "", "63.7% · 本月 +22")
        figures[3].show_figure("+2,031", "", "833 笔 · 扣 12 笔")
        quick = Panel("快速登记", "Enter 下一格，Ctrl+Enter 记下一笔")
        self.form = quick_form()
        kinds = Chips(
            [("points", "积分"), ("hours", "服务时长"), ("visit", "走访"), ("wish", "诉求")]
        )
        quick.add(row(kinds, None))
        quick.add(self.form)
        quick.add(caption("本周还可记 1 次（每周 2 次），本季还可记 7 分。"))
        quick.add(
            row(
                Button("记下　Ctrl+Enter", tone=Tone.PRIMARY),
                Button("按楼组整表登记……"),
                None,
            )
        )
        quick.add(None)
        left = column(gap=16)
        left.addWidget(todo, 5)
        left.addWidget(self.chart, 3)
        cards = column(
            row(*figures[:2], gap=12, even=True), row(*figures[2:], gap=12, even=True), gap=12
        )
        right = column(cards, gap=16)
        right.addWidget(quick, 1)
        body = row(gap=16)
        body.addLayout(left, 60)
        body.addLayout(right, 40)
        self.body.addLayout(body)

    def refresh(self) -> None:
        """Show the made-up day."""
        self.tasks.show_rows(TASKS)
        self.chart.show_chart(HOURS)

    def buttons(self) -> tuple[Command, ...]:
        """Import and record."""
        return (
            Command("demo.import", "导入表格", lambda: self.go("imports"), icon="import"),
            Command("demo.record", "登记", self.form.setFocus, "Ctrl+N", writes=True),
        )

    def status(self) -> tuple[str, str]:
        """The size of the office."""
        return ("本居委 3 小区 · 46 楼组 · 2,016 户 · 5,700 人", "")


class LedgerDemo(Page):
    """A long table with a pane of details."""

    title = "美丽约定 · 积分流水"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.title_with(Chips([("a", "居民版"), ("b", "商铺版"), ("c", "文明养宠版")], name="规则"))
        box = LineEdit(hint="户、事项、经办……", name="筛选")
        sized(box, width=190)
        self.filter_by(
            box,
            FilterMenu("季度", [("q3", "第三季度"), ("q2", "第二季度")]),
            FilterMenu("小区", [("", "全部小区"), ("1", "金水苑一期")]),
            Switch("只看扣分", lambda _on: None),
            link("存为常用视图"),
            None,
            Chips(
                [("ledger", "流水"), ("rank", "排名"), ("post", "公示")], role="link", name="分页"
            ),
        )
        names = (
            "number",
            "day",
            "household",
            "item",
            "points",
            "spendable",
            "clerk",
            "note",
            "card",
        )
        number, day, whose, item, points, spendable, clerk, note, card = columns(PointsLine, *names)
        self.table = Table(
            (
                Column(number, 60, muted=True),
                Column(day, 92),
                whose,
                item,
                Column(points, signed=True),
                spendable,
                Column(clerk, 64),
                Column(note, muted=True, stretches=True),
                Column(card, shown=False),
            ),
            name="demo.ledger",
            settings=desk.settings,
            label="积分流水",
        )
        self.table.selection_moved.connect(self.restate)
        self.table.said.connect(desk.notices.say)
        field = Panel(flush=True)
        field.add(self.table)
        body = row(field, self._details(desk), gap=16)
        body.setStretch(0, 1)
        self.body.addLayout(body)

    def _details(self, desk: Desk) -> Panel:
        pane = Panel("12-502 · 李国栋户", "12号楼组 · 2024年3月签约")
        sized(pane, width=352)
        first = FigureCard("评价分 · 第三季度", inner=True, tone=Tone.PRIMARY)
        first.show_figure("108.0", "", "三星 · 楼组第 4")
        second = FigureCard("可兑换积分", inner=True)
        second.show_figure("36.5", "", "年底到期 6.0")
        pane.add(row(first, second, gap=12))
        self.chart = ChartView(desk.jobs, bare=True)
        pane.add(self.chart, 1)
        pane.add(row(Label("这一笔", Type.STRONG), caption("10479 · 9月26日"), None))
        self.facts = Facts()
        pane.add(self.facts)
        pane.add(row(Button("处理申诉"), Button("冲正……"), Button("打印告知单"), None))
        return pane

    def refresh(self) -> None:
        """Show 100,000 made-up lines."""

        def fetch(ids: Sequence[int]) -> Mapping[int, PointsLine]:
            return {number: line(number) for number in ids}

        self.table.show_ids(range(100_000), fetch)
        self.table.choose_id(3)
        self.chart.show_chart(TREND)
        self.facts.show_facts(
            [
                ("事项", "J-16 楼道、门厅、通道堆物"),
                ("怎么算的", "规则第 3 版：每次 3 分，月上限 6 分，首次劝导，整改期 3 天未清。"),
                ("凭证", "照片 2 张 · 楼组长评定，李敏复核"),
                ("校验", "7f3a 91c2 与上一笔相连"),
            ]
        )

    def buttons(self) -> tuple[Command, ...]:
        """Whole sheet and record."""
        return (
            Command("demo.sheet", "整表登记", lambda: None),
            Command("demo.record", "登记", lambda: None, "Ctrl+N", writes=True),
        )

    def status(self) -> tuple[str, str]:
        """Count and selection."""
        parts = (f"共 {len(self.table):,} 笔", self.table.selection_sum())
        return ("　　".join(part for part in parts if part), "流水连续，校验通过 · 今天 08:30")


class PartsDemo(Page):
    """Everything else: steps, banners, a long form, an empty table, charts."""

    title = "导入表格"
    subtitle = "两长名册.xlsx · 2 张表 · 530 行"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.steps = Steps(["选文件", "对应列", "预览", "完成"])
        self.steps.show_step(2)
        self.filter_by(self.steps)
        form = Panel("一张表单", "Tab 的顺序和纸上一样")
        self.form = Form(PointsTyped, lambda: TODAY)
        for at, name in enumerate(("household_id", "item", "points", "day", "clerk", "card")):
            self.form.add(name, at // 2, at % 2, search=found, named=household)
        self.form.add("tags", 3, 0)
        self.form.add("agreed", 3, 1)
        self.form.add("note", 4, 0, 2)
        form.add(self.form)
        form.add(row(Button("保存", tone=Tone.PRIMARY), Button("作废", tone=Tone.RED), None))
        none = Panel("空的表", flush=True)
        self.none = Table(
            columns(PointsLine, "number", "day", "household"),
            name="demo.none",
            empty=Empty(
                "还没有居民。",
                "从一张居民名册开始，几分钟就好；也可以先看样例台账。",
                button="导入名册",
                other="打开样例",
                icon="people",
            ),
        )
        none.add(self.none, 1)
        self.ranking = ChartView(desk.jobs)
        self.share = ChartView(desk.jobs)
        left = column(form, gap=16)
        left.addWidget(self.share, 1)
        right = column(gap=16)
        right.addWidget(none, 2)
        right.addWidget(self.ranking, 3)
        body = row(gap=16)
        body.addLayout(left, 1)
        body.addLayout(right, 1)
        self.body.addLayout(body)

    def refresh(self) -> None:
        """Fill the form with something wrong."""
        self.none.show_rows([])
        self.ranking.show_chart(RANKING)
        self.share.show_chart(STATES)
        self.form.set_texts(
            {"household_id": "1", "day": "2026-11-20", "card": "310101196503124470"}
        )


CONTENTS = (
    Room("today", "今日", "today", "tests.ui.kit.demo:TodayDemo"),
    Room("ledger", "美丽约定", "pledge", "tests.ui.kit.demo:LedgerDemo"),
    Room(
        "more",
        "更多",
        "folder",
        "",
        (Room("imports", "导入表格", "import", "tests.ui.kit.demo:PartsDemo"),),
    ),
)


def around() -> Surroundings:
    """What a main program would tell the window."""
    return Surroundings(
        office=lambda: "金水苑社区居委会",
        foot=lambda: ("王芳 · 社工", "上次备份 今天 08:31", "已保存"),
        badges=lambda: {"today": Badge(7, Tone.RED), "imports": Badge(2)},
    )


def inside(widget: QWidget, kind: type[W]) -> list[W]:
    """All widgets of a kind inside one, in the order they were made."""
    found = cast("list[QWidget]", widget.findChildren(QWidget))
    return [child for child in found if isinstance(child, kind)]


def desk_for(book: Book, folder: Path) -> Desk:
    """A desk around a book, remembering in a folder."""
    notices = Notices()
    settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
    return Desk(book, Watch(book), Jobs(notices), notices, settings, lambda: TODAY)
