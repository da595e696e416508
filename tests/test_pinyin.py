"""Names in Latin letters, as they are typed to find somebody."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app import pinyin

NAMES = {
    "黄水生": ("huangshuisheng", "hss"),
    "单志强": ("shanzhiqiang", "szq"),
    "仇英": ("qiuying", "qy"),
    "解晓东": ("xiexiaodong", "xxd"),
    "曾志伟": ("zengzhiwei", "zzw"),
    "查良": ("zhaliang", "zl"),
    "区小玲": ("ouxiaoling", "oxl"),
    "朴顺姬": ("piaoshunji", "psj"),
    "任盈盈": ("renyingying", "ryy"),
    "盖文海": ("gewenhai", "gwh"),
    "翟志刚": ("zhaizhigang", "zzg"),
    "尉迟恭": ("yuchigong", "ycg"),
    "万俟洛": ("moqiluo", "mql"),
    "诸葛亮": ("zhugeliang", "zgl"),
    "司马光": ("simaguang", "smg"),
    "欧阳修": ("ouyangxiu", "oyx"),
    "长孙无忌": ("zhangsunwuji", "zswj"),
    "吕明月": ("lvmingyue", "lmy"),
    "李长江": ("lichangjiang", "lcj"),
    "张晟": ("zhangsheng", "zs"),
    "阿依古丽·买买提": ("ayigulimaimaiti", "ayglmmt"),
    "王  芳": ("wangfang", "wf"),
    "陈Lucy": ("chenlucy", "clucy"),
}

WORDS = {
    "楼组长": "louzuzhang",
    "重做": "chongzuo",
    "单元": "danyuan",
    "查找": "chazhao",
    "重庆": "chongqing",
    "解放新村": "jiefangxincun",
    "138弄": "138long",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_read_as_its_owner_says_it(name: str) -> None:
    assert (pinyin.full(name), pinyin.initials(name)) == NAMES[name]


@pytest.mark.parametrize("word", WORDS)
def test_a_word_is_read_as_in_speech(word: str) -> None:
    assert pinyin.full(word) == WORDS[word]


def test_a_surname_is_read_so_only_at_the_start_of_a_name() -> None:
    assert pinyin.full("李单") == "lidan"
    assert pinyin.full("单桥", surname=False) == "danqiao"


def test_many_names_are_read_as_each_alone() -> None:
    names = [*NAMES, *WORDS, ""]
    alone = [(pinyin.full(name), pinyin.initials(name)) for name in names]
    assert pinyin.full_and_initials(names) == alone
    assert pinyin.full_and_initials([]) == []


@given(some.lists(some.text(max_size=6)))
def test_any_text_can_be_read(names: list[str]) -> None:
    read = pinyin.full_and_initials(names)
    assert len(read) == len(names)
    assert all("\n" not in full for full, _ in read)


def test_the_dictionaries_are_not_loaded_at_run_time() -> None:
    code = (
        "import sys; from app import pinyin; pinyin.full('王'); sys.exit('pypinyin' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
