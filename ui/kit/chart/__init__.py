"""Charts: data of `app.series`, drawn in one house style."""

from __future__ import annotations

from ui.kit.chart.widget import ChartView

__all__ = ["ChartView"]
