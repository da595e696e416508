"""What the program says of itself."""

from __future__ import annotations

NAME = "睦邻台账"
VERSION = "0.2.0"
PROMISE = "本程序不连接网络。"
