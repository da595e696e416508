"""Sheets of the work of leaders: 签到表, 考评表, 补贴发放表, 履职月报."""

from __future__ import annotations

from app.leaders.papers.monthly import monthly
from app.leaders.papers.paying import subsidy
from app.leaders.papers.scoring import appraisal, appraisal_summary
from app.leaders.papers.signing import sign_in

__all__ = ["appraisal", "appraisal_summary", "monthly", "sign_in", "subsidy"]
