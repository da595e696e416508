"""排名: households and 楼组 of a season, with a chart and a form that may hang in the hall."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.fields import columns
from app.people.place_lists import compound_names
from app.pledge import charts
from app.pledge.public import PublicGroup, PublicHousehold, public_groups, public_households
from app.pledge.ranking import group_ranking, household_ranking
from app.pledge.records import GroupRankRow, RankRow, SeasonRow
from app.pledge.seasons import latest_season, seasons
from app.series import Chart
from ui.kit.cards import FigureCard, Panel
from ui.kit.chart import ChartView
from ui.kit.chips import Chips, FilterMenu, Switch
from ui.kit.empty import Empty
from ui.kit.parts import caption, column, row
from ui.kit.table import Column, Table
from ui.pledge.taking import Shown
from ui.pledge.view import ALL, View, number, offer_seasons
from ui.pledge.words import plain
from ui.theme import Tone

if TYPE_CHECKING:
    from ui.pledge.page import PledgePage

_HOUSEHOLDS, _GROUPS = "households", "groups"
_PUBLIC_WORDS = {
    _HOUSEHOLDS: "公示样式：只列星级户，只写姓，不列扣分和可兑换积分。",
    _GROUPS: "公示样式：只列参评楼组，签约率和平均分并列。",
}


@dataclass(frozen=True)
class _Found:
    """What one reading brought: the rows, and the numbers that belong to them."""

    households: list[RankRow]
    groups: list[GroupRankRow]


class RankingView(View):
    """Four tables of one ranking: households or 楼组, for the office or for the hall."""

    title = "排名"

    def __init__(self, page: PledgePage) -> None:
        super().__init__(page)
        self._seasons: list[SeasonRow] = []
        self._found = _Found([], [])
        self.whom = Chips(((_HOUSEHOLDS, "户排名"), (_GROUPS, "楼组排名")), name="排名对象")
        self.whom.chosen.connect(lambda _key: self._read())
        self.season = FilterMenu("周期", ())
        self.compound = FilterMenu("小区", ())
        for menu in (self.season, self.compound):
            menu.chosen.connect(lambda _key: self._read())
        self.public = Switch("公示样式", lambda _on: self._read())
        self.filter_by(self.whom, self.season, self.compound, self.public)
        self._tables = self._make_tables()
        self.field = Panel(flush=True)
        for table in self._tables.values():
            table.said.connect(self.desk.notices.say)
            self.field.add(table, 1)
        self._tables[_HOUSEHOLDS, False].opened.connect(self._look_at)
        self.figures = [FigureCard(""), FigureCard("")]
        self.chart = ChartView(self.desk.jobs)
        self.chart.said.connect(self.desk.notices.say)
        self.chart.picked.connect(self._choose)
        self.words = caption("", wrap=True)
        right = column(row(*self.figures, gap=12, even=True), gap=16)
        right.addWidget(self.chart, 1)
        right.addWidget(self.words)
        body = row(gap=16)
        body.addWidget(self.field, 58)
        body.addLayout(right, 42)
        self.setLayout(body)

    def _make_tables(self) -> dict[tuple[str, bool], Table]:
        household = dict(zip(_RANK, columns(RankRow, *_RANK), strict=True))
        group = dict(zip(_GROUP, columns(GroupRankRow, *_GROUP), strict=True))
        rank, where, place, who, points, star = columns(
            PublicHousehold, "rank", "compound", "group", "holder", "score", "star"
        )
        wide = {"rank": 50, "group": 104, "star": 60, "holder": 190}
        wide |= dict.fromkeys(("bonus", "deduct", "score"), 62)
        tight = {"rank": 46, "compound": 76, "group": 100, "mean": 84, "signed": 72}
        tight |= {"households": 60, "coverage": 58, "note": 90}
        return {
            (_HOUSEHOLDS, False): self._table(
                "pledge.ranking", "户排名",
                tuple(_column(household[name], wide) for name in _RANK),
            ),
            (_GROUPS, False): self._table(
                "pledge.groups", "楼组排名",
                tuple(_column(group[name], tight) for name in _GROUP),
            ),
            (_HOUSEHOLDS, True): self._table(
                "pledge.ranking.public", "户排名公示样式",
                (Column(rank, 60), Column(where, 110, stretches=True),
                 Column(place, 140, stretches=True), Column(who, 100),
                 Column(points, 90), Column(star, 90)),
            ),
            (_GROUPS, True): self._table(
                "pledge.groups.public", "楼组排名公示样式",
                tuple(
                    Column(item, stretches=item.name == "group")
                    for item in columns(
                        PublicGroup, "rank", "compound", "group", "mean", "signed", "coverage"
                    )
                ),
            ),
        }  # fmt: skip

    def _table(self, name: str, label: str, shown: tuple[Column, ...]) -> Table:
        return Table(
            shown,
            name=name,
            settings=self.desk.settings,
            label=label,
            empty=Empty(
                "还没有可以排名的户。",
                "签约开户并记下积分以后，这里按评价分排名。",
                button="登记积分",
                act=lambda: self.page.enter("entry"),
                icon="pledge",
            ),
        )

    # Reading

    def refresh(self) -> None:
        """The seasons, the compounds and the ranking."""
        rules, book = self.rules, self.desk.book
        shops = rules is not None and rules.account_kind == "shop"
        self.whom.setVisible(not shops)
        if shops:
            self.whom.choose(_HOUSEHOLDS)
        before = self.season.key
        self._seasons = seasons(book, rules.id) if rules is not None else []
        offer_seasons(self.season, self._seasons)
        latest = latest_season(book, rules.id) if rules is not None else None
        if latest is not None and before not in {str(one.id) for one in self._seasons}:
            self.season.choose(str(latest.id))
        rows = compound_names(book)
        self.compound.offer([(ALL, "全部小区"), *((str(row_id), name) for row_id, name in rows)])
        self.compound.setVisible(len(rows) > 1 and not shops)
        self._read()

    def _read(self) -> None:
        season, place = number(self.season), number(self.compound)
        book = self.desk.book
        if season is None:
            self._found = _Found([], [])
        else:
            self._found = _Found(
                household_ranking(book, season, compound_id=place),
                group_ranking(book, season, compound_id=place) if self._by_group else [],
            )
        self.table.show_rows(self._rows())
        for key, table in self._tables.items():
            table.setVisible(key == (self.whom.key, self.public.isChecked()))
        self._show_figures()
        self.chart.show_chart(self._chart())
        self.words.setText(_PUBLIC_WORDS[self.whom.key] if self.public.isChecked() else "")
        self.words.setVisible(self.public.isChecked())
        self.page.restate()

    @property
    def _by_group(self) -> bool:
        return self.whom.key == _GROUPS

    @property
    def table(self) -> Table:
        """The table in sight."""
        return self._tables[self.whom.key, self.public.isChecked()]

    def _rows(self) -> list[Any]:
        if self._by_group:
            rows = self._found.groups
            return list(public_groups(rows)) if self.public.isChecked() else list(rows)
        ranked = self._found.households
        return list(public_households(ranked)) if self.public.isChecked() else list(ranked)

    def _season_name(self) -> str:
        return next((one.name for one in self._seasons if str(one.id) == self.season.key), "")

    def _chart(self) -> Chart:
        name = self._season_name()
        if self._by_group:
            return charts.group_means(self._found.groups, name)
        return charts.distribution(self._found.households, name)

    def _show_figures(self) -> None:
        ranked = [one for one in self._found.households if one.rank is not None]
        first, second = self.figures
        first.show_label("参评户")
        stars = sum(1 for one in ranked if one.star)
        first.show_figure(f"{len(ranked):,}", "户", f"星级户 {stars:,}")
        if self._by_group:
            groups = [one for one in self._found.groups if one.rank is not None]
            left = len(self._found.groups) - len(groups)
            second.show_label("参评楼组")
            note = f"另有 {left} 个只列不排" if left else "全部参评"
            second.show_figure(f"{len(groups):,}", "个", note)
            return
        second.show_label("平均评价分")
        mean = round(sum(one.score for one in ranked) / len(ranked)) if ranked else 0
        best = f"最高 {plain(max(one.score for one in ranked))}" if ranked else "还没有记分"
        second.show_figure(plain(mean), "分", best)

    # What the page asks

    def _choose(self, key: object) -> None:
        rows = self._rows()
        at = next((at for at, one in enumerate(rows) if getattr(one, "group_id", 0) == key), -1)
        if at >= 0:
            self.table.choose_id(at)

    def _look_at(self, line: RankRow | None) -> None:
        if line is not None:
            self.page.enter("ledger", ("account", line.account_id))

    def open(self, what: object) -> None:
        """A season by its id."""
        if isinstance(what, tuple) and len(what) == 2 and what[0] == "season":
            self.season.choose(str(what[1]))
            self._read()

    def take_focus(self) -> None:
        """To the table."""
        self.table.setFocus()

    def shown(self) -> Shown | None:
        """The table in sight with its chart."""
        who = "楼组" if self._by_group else "户"
        if self.rules is not None and self.rules.account_kind == "shop":
            who = "商铺"
        rows = list(self.table.shown_rows())
        compound = f" · {self.compound.text()}" if self.compound.key else ""
        title = f"{self._season_name()}{who}积分排名{compound}"
        if self.public.isChecked():
            title = f"“美丽约定”{title}（公示）"
        chart = None if self.public.isChecked() and not self._by_group else self._chart()
        return Shown(
            title,
            self.table.shown_columns(),
            len(rows),
            lambda: rows,
            _PUBLIC_WORDS[self.whom.key].partition("：")[2] if self.public.isChecked() else "",
            chart,
            public=self.public.isChecked(),
        )

    def status(self) -> tuple[str, str]:
        """What is ranked, and how equal scores stand."""
        count = len(self.table)
        what = "个楼组" if self._by_group else "户"
        chosen = self.table.selection_sum()
        words = f"{self._season_name()} · 共 {count:,} {what}"
        return (f"{words}　　{chosen}" if chosen else words, "同分并列，名次依次为 1、2、2、4")


_RANK = ("rank", "holder", "group", "score", "bonus", "deduct", "star")
_GROUP = ("rank", "compound", "group", "mean", "signed", "households", "coverage", "note")


def _column(item: Any, widths: dict[str, int]) -> Column:
    name = item.name
    return Column(
        item,
        widths.get(name, 0),
        stretches=name in ("holder", "note") or (name == "group" and "mean" in widths),
        muted=name in ("note", "group", "compound") and "mean" not in widths,
        signed=name in ("bonus", "deduct"),
        text={"rank": _rank_words, "star": _star_words}.get(name),
        tone=_star_tone if name == "star" else None,
    )


def _rank_words(line: Any) -> str:
    return "—" if line.rank is None else str(line.rank)


def _star_words(line: Any) -> str:
    return str(line.star or line.note)


def _star_tone(line: Any) -> Tone:
    return Tone.AMBER if line.star else Tone.MUTED
