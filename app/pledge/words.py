"""Vocabularies of the pledge: stored codes and the words for them on the screen."""

from __future__ import annotations

KINDS = {
    "base": "基础分",
    "earn": "加分",
    "deduct": "扣分",
    "veto": "一票否决",
    "remind": "提醒",
    "adjust": "调整",
    "reversal": "冲正",
    "redeem": "兑换",
    "redeem_cancel": "兑换撤销",
    "expire": "到期",
    "carry_over": "结转",
    "transfer_in": "转入",
    "transfer_out": "转出",
}
"""Kinds of ledger lines."""

TAKES_BACK = ("reversal", "adjust")
"""Kinds whose amounts count against the line they take back."""

EFFECTS = {"bonus": "加分", "deduct": "扣分", "veto": "一票否决", "info": "仅记录"}
AMOUNT_KINDS = {"fixed": "固定", "range": "区间", "per_unit": "按数量", "tier": "分档"}
AFFECTS = {"score": "评价分", "balance": "可兑换积分", "both": "评价分和可兑换积分"}
VISIBLE = {"public": "可公示", "household_only": "仅告知本户", "internal": "仅内部"}
VERSION_STATUS = {
    "draft": "草案",
    "adopted": "已通过",
    "effective": "生效",
    "superseded": "已被替代",
    "withdrawn": "已撤回",
}
SEASON_STATUS = {
    "open": "进行中",
    "closing": "结算中",
    "publicised": "公示中",
    "closed": "已结束",
}
MODES = {"accumulate": "累计制", "base": "百分制"}
SEASON_KINDS = {"month": "月", "quarter": "季度", "half": "半年", "year": "年"}
ACCOUNT_KINDS = {"household": "户", "person": "个人", "shop": "商铺", "building_group": "楼组"}
STARS = {5: "五星", 4: "四星", 3: "三星", 2: "二星", 1: "一星", 0: ""}
