"""The words of the commands about posts: rounds, terms, duties, training, subsidies, papers."""

from __future__ import annotations

import argparse

from app.cli.grammar import Commands

_DAY = "日期"
PAPERS = (
    "notice", "announcement", "candidates", "results", "ballots", "letters", "signs", "handover",
    "sign-in", "subsidy", "appraisal", "roster", "wall",
)  # fmt: skip
"""What `mulin paper` writes."""


def add_post_commands(commands: Commands) -> None:
    """All of them."""
    _rounds(commands.family("round", "推选换届"))
    _posts(commands)
    _duties(commands.family("duty", "履职记录"))
    _trainings(commands.family("training", "培训"))
    _subsidies(commands.family("subsidy", "补贴"))
    _papers(commands.add("paper", "写出公示、聘书、交接单等 Word 文件"))


def _rounds(deeds: Commands) -> None:
    deeds.add("list", "全部推选")
    _round(deeds.add("show", "一次推选的岗位、候选人和进展"))
    new = deeds.add("new", "新建推选")
    new.add_argument("name", metavar="名称", help="如 2026年7月两长推选")
    new.add_argument("--post", action="append", metavar="岗位", help="可写几次；补选可不写")
    new.add_argument("--method", default="居民推选", metavar="方式", help="默认 居民推选")
    new.add_argument("--from", dest="start", required=True, metavar=_DAY, help="任期开始")
    new.add_argument("--to", dest="end", required=True, metavar=_DAY, help="任期届满")
    new.add_argument("--poll-from", metavar=_DAY, help="推选开始")
    new.add_argument("--poll-to", metavar=_DAY, help="推选结束")
    new.add_argument("--notice-from", metavar=_DAY, help="公示开始")
    new.add_argument("--notice-to", metavar=_DAY, help="公示结束")
    new.add_argument("--after", metavar="名称", help="补选哪一次推选的缺额")
    following = _round(deeds.add("next", "推进到下一步"))
    following.add_argument("--notice-from", metavar=_DAY, help="公示开始，进入公示时可写")
    following.add_argument("--notice-to", metavar=_DAY, help="公示结束，进入公示时可写")
    following.add_argument("--filed-on", metavar=_DAY, help="备案日期，备案时要写")
    following.add_argument("--filed-no", default="", metavar="文号", help="备案文号")
    nominate = _seat(deeds.add("nominate", "提名候选人"), optional=True)
    nominate.add_argument("person", nargs="?", metavar="姓名", help="同名时写成 姓名@3-101")
    nominate.add_argument("--holders", action="store_true", help="现任全部提名")
    nominate.add_argument("--by", metavar="方式", help="居民联名、自荐、党组织推荐……")
    nominate.add_argument("--supporters", type=int, metavar="人数", help="联名人数")
    withdraw = _seat(deeds.add("withdraw", "撤回候选人"))
    withdraw.add_argument("person", metavar="姓名")
    count = _seat(deeds.add("count", "登记一个岗位的票数"))
    count.add_argument("votes", nargs="+", metavar="姓名=赞成/反对/弃权", help="如 王芳=20/2/1")
    count.add_argument("--issued", type=int, metavar="张", help="发出选票")
    count.add_argument("--returned", type=int, metavar="张", help="收回选票")
    count.add_argument("--voters", type=int, metavar="人数", help="应到人数")
    decide = _seat(deeds.add("decide", "确定当选人，同票或协商时用"))
    decide.add_argument("people", nargs="*", metavar="姓名")
    decide.add_argument("--words", default="", metavar="说明", help="怎样决定的")
    vacant = _seat(deeds.add("vacant", "标为缺额；不写岗位时，没有候选人的都标"), optional=True)
    vacant.add_argument("--words", default="", metavar="说明")
    vacant.add_argument("--undo", action="store_true", help="取消缺额")
    drop = _seat(deeds.add("drop", "移出应选岗位"))
    drop.set_defaults(words="")
    _round(deeds.add("close", "完成：旧任期届满，新任期开始"))
    cancel = _round(deeds.add("cancel", "取消推选"))
    cancel.add_argument("--reason", required=True, metavar="原因")


def _round(made: argparse.ArgumentParser) -> argparse.ArgumentParser:
    made.add_argument("--round", metavar="名称", help="推选名称，只有一次在进行时可省略")
    return made


def _seat(made: argparse.ArgumentParser, *, optional: bool = False) -> argparse.ArgumentParser:
    _round(made)
    if optional:
        made.add_argument("scope", nargs="?", metavar="范围", help="如 3号楼组、金水苑3号楼组")
    else:
        made.add_argument("scope", metavar="范围", help="如 3号楼组、金水苑3号楼组")
    made.add_argument("--post", metavar="岗位", help="一个范围有几种岗位时要写")
    return made


def _posts(commands: Commands) -> None:
    posts = commands.add("posts", "谁担任什么")
    posts.add_argument("--kind", metavar="岗位")
    posts.add_argument("--compound", metavar="小区")
    posts.add_argument("--as-at", metavar=_DAY, help="截至某一天，如 2025-12-31")
    posts.add_argument("--state", metavar="状态", help="在任、即将届满、届满未换、将任、离任")
    vacancies = commands.add("vacancies", "缺额和覆盖率")
    vacancies.add_argument("--as-at", metavar=_DAY)
    appoint = commands.add("appoint", "任命")
    appoint.add_argument("kind", metavar="岗位")
    appoint.add_argument("person", metavar="姓名", help="同名时写成 姓名@3-101")
    appoint.add_argument("--scope", default="", metavar="范围", help="楼组、街面、小区或小组名称")
    appoint.add_argument("--from", dest="start", required=True, metavar=_DAY)
    appoint.add_argument("--until", metavar=_DAY, help="届满日，默认按法定任期")
    appoint.add_argument("--method", metavar="方式", help="推选、补选、委任、连任")
    appoint.add_argument("--rate", metavar="元", help="每月补贴")
    appoint.add_argument("--acting", action="store_true", help="代理")
    end = commands.add("end", "办理离任")
    end.add_argument("kind", metavar="岗位")
    end.add_argument("person", metavar="姓名")
    end.add_argument("--scope", default="", metavar="范围")
    end.add_argument("--on", required=True, metavar=_DAY)
    end.add_argument("--reason", required=True, metavar="原因", help="届满、辞任、迁出……")


def _whom(made: argparse.ArgumentParser) -> argparse.ArgumentParser:
    made.add_argument("people", nargs="*", metavar="姓名")
    made.add_argument("--all-of", metavar="岗位", help="担任这个岗位的全部人")
    return made


def _duties(deeds: Commands) -> None:
    add = deeds.add("add", "登记履职")
    add.add_argument("kind", metavar="内容", help="走访、环境巡查、矛盾调解……")
    _whom(add)
    add.add_argument("--on", required=True, metavar=_DAY)
    add.add_argument("--words", metavar="说明")
    add.add_argument("--minutes", type=int, metavar="分钟")
    add.add_argument("--evidence", metavar="佐证")
    listed = deeds.add("list", "履职记录")
    listed.add_argument("--since", metavar=_DAY)
    listed.add_argument("--until", metavar=_DAY)
    listed.add_argument("--post", metavar="岗位")
    silent = deeds.add("silent", "很久没有履职记录的两长")
    silent.add_argument("--days", type=int, metavar="天数")


def _trainings(deeds: Commands) -> None:
    listed = deeds.add("list", "培训")
    listed.add_argument("--year", type=int, metavar="年份")
    new = deeds.add("new", "登记培训")
    new.add_argument("title", metavar="名称")
    new.add_argument("--on", required=True, metavar=_DAY)
    new.add_argument("--minutes", type=int, metavar="分钟", help="计入的时长")
    new.add_argument("--place", metavar="地点")
    new.add_argument("--speaker", metavar="授课人")
    new.add_argument("--mode", metavar="方式", help="线上、线下、实地教学……")
    for name, text in (("expect", "加入签到表"), ("sign", "登记到场")):
        made = deeds.add(name, text)
        made.add_argument("title", metavar="名称")
        _whom(made)
        if name == "sign":
            made.add_argument("--everybody", action="store_true", help="签到表上的全部")
            made.add_argument("--late", action="store_true", help="迟到")
    untrained = deeds.add("untrained", "今年没有参加过培训的人")
    untrained.add_argument("--post", metavar="岗位")


def _subsidies(deeds: Commands) -> None:
    for name, text in (
        ("show", "补贴表"), ("write", "编制补贴表"), ("approve", "审核"), ("pay", "登记发放"),
        ("cancel", "作废"),
    ):  # fmt: skip
        made = deeds.add(name, text)
        made.add_argument("period", metavar="周期", help="2025、2025-H1、2025-Q3 或 2025-07")
        made.add_argument("--post", action="append", metavar="岗位", help="默认两长")
        if name == "pay":
            made.add_argument("--on", metavar=_DAY, help="发放日期，默认今天")
        if name in ("approve", "pay", "cancel"):
            made.add_argument("people", nargs="*", metavar="姓名", help="不写时是全部")


def _papers(paper: argparse.ArgumentParser) -> None:
    paper.add_argument("kind", choices=PAPERS, metavar="种类", help="、".join(PAPERS))
    paper.add_argument("--out", required=True, metavar="文件.docx")
    paper.add_argument("--round", metavar="名称", help="推选名称")
    paper.add_argument("--training", metavar="名称", help="培训名称")
    paper.add_argument("--period", metavar="周期", help="补贴或考评的周期")
    paper.add_argument("--post", action="append", metavar="岗位", help="默认两长")
    paper.add_argument("--as-at", metavar=_DAY, help="名册截至哪一天")
