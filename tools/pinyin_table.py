"""Rebuild resources/pinyin.txt: one reading per character, as people's names are read.

The readings come from pypinyin and pypinyin-dict (both MIT); what names and office words want
differently is written down here. Covers every character of the fonts and of GBK, the encoding of
the spreadsheets that offices hold.
"""

from __future__ import annotations

import sys
import unicodedata
from collections import defaultdict

from pypinyin.pinyin_dict import pinyin_dict

from tools import ROOT
from tools.characters import dictionary, encoded, is_han

TARGET = ROOT / "resources" / "pinyin.txt"

# A character with several readings, where the first in the dictionaries is not that of names.
IN_NAMES = """
长chang 曾zeng 晟sheng 琢zhuo 翟zhai 郇xun 隗kui 弄long 都du 卜bu 薄bo 贲ben 玢bin 莘xin 覃qin
嬛huan 祎yi 彧yu 赟yun 昉fang 昱yu 朝chao 仔zi 葛ge 缪miao 阚kan 臧zang 扎zha 乜nie 芊qian 〇ling
""".split()

SURNAMES = """
单shan 仇qiu 解xie 曾zeng 查zha 区ou 朴piao 任ren 盖ge 翟zhai 缪miao 么yao 秘bi 祭zhai 句gou 能nai
撒sa 尉wei 员yun 逄pang 谌chen 乐yue 覃qin 郇xun 令ling 黑he 召shao 折she 种chong 宓mi 褚chu 繁po
兴xing 佴nai 郄qie 佟tong 车che 纪ji 洗xian 冼xian 葛ge 干gan 洪hong
""".split()

DOUBLE_SURNAMES = """
尉迟:yu chi 万俟:mo qi 长孙:zhang sun 澹台:tan tai 单于:chan yu 鲜于:xian yu 乐正:yue zheng
子车:zi ju 宰父:zai fu 夹谷:jia gu 令狐:ling hu 诸葛:zhu ge 司马:si ma 欧阳:ou yang 皇甫:huang fu
拓跋:tuo ba
""".split("\n")

# Words of the office, the program and the map in which a character is read otherwise.
WORDS = """
楼组长:lou zu zhang 组长:zu zhang 街面长:jie mian zhang 面长:mian zhang 两长:liang zhang
块长:kuai zhang 队长:dui zhang 会长:hui zhang 家长:jia zhang 校长:xiao zhang 院长:yuan zhang
所长:suo zhang 站长:zhan zhang 店长:dian zhang 镇长:zhen zhang 区长:qu zhang 市长:shi zhang
成长:cheng zhang 增长:zeng zhang 重做:chong zuo 重复:chong fu 重算:chong suan 重置:chong zhi
重新:chong xin 重阳:chong yang 重庆:chong qing 重建:chong jian 调整:tiao zheng 调解:tiao jie
调换:tiao huan 协调:xie tiao 银行:yin hang 商行:shang hang 行业:hang ye 同行:tong hang
音乐:yin yue 会计:kuai ji 归还:gui huan 单位:dan wei 单元:dan yuan 单据:dan ju 单月:dan yue
单独:dan du 解除:jie chu 解锁:jie suo 解决:jie jue 解放:jie fang 解散:jie san 解释:jie shi
解答:jie da 查找:cha zhao 查看:cha kan 查询:cha xun 查收:cha shou 查重:cha chong 查账:cha zhang
区域:qu yu 区县:qu xian 区划:qu hua 区级:qu ji 区别:qu bie 盖章:gai zhang 曾用:ceng yong
能力:neng li 能否:neng fou 种类:zhong lei 种植:zhong zhi 折叠:zhe die 折线:zhe xian 召开:zhao kai
召集:zhao ji 黑名单:hei ming dan 黑色:hei se 繁体:fan ti 令牌:ling pai
句子:ju zi 员工:yuan gong 秘书:mi shu 祭扫:ji sao 朴素:pu su 乐园:le yuan 乐龄:le ling 快乐:kuai le
都是:dou shi 成都:cheng du 厦门:xia men 商厦:shang sha 大厦:da sha 台州:tai zhou 丽水:li shui
六安:lu an 番禺:pan yu 东阿:dong e 单县:shan xian 蔚县:yu xian 浚县:xun xian 歙县:she xian
乐清:yue qing 乐亭:lao ting 洪洞:hong tong 铅山:yan shan 枞阳:zong yang 东莞:dong guan
莘庄:xin zhuang 莘县:shen xian 十里堡:shi li pu 西藏:xi zang 长垣:chang yuan 蚌埠:beng bu
涪陵:fu ling 朝阳:chao yang 尉氏:wei shi 解州:xie zhou
""".split("\n")

NOTE = """\
# One reading per character, as names are read; made by tools/pinyin_table.py, do not edit.
# syllable characters / then [surnames], at the start of a name / then [words], anywhere in a text
"""


def main() -> int:
    """Gather the readings and write the table."""
    readings = {
        code: _plain(pinyin_dict[code])
        for code in dictionary() | encoded("gbk")
        if is_han(code) and code in pinyin_dict
    }
    readings |= {ord(item[0]): item[1:] for item in IN_NAMES}
    by_syllable: dict[str, list[str]] = defaultdict(list)
    for code in sorted(readings):
        by_syllable[readings[code]].append(chr(code))
    surnames = {item[0]: item[1:] for item in SURNAMES} | _pairs(DOUBLE_SURNAMES)
    lines = [
        *(f"{syllable} {''.join(by_syllable[syllable])}" for syllable in sorted(by_syllable)),
        "[surnames]",
        *(f"{name} {reading}" for name, reading in surnames.items()),
        "[words]",
        *(f"{word} {reading}" for word, reading in _pairs(WORDS).items()),
    ]
    TARGET.write_text(NOTE + "\n".join(lines) + "\n", encoding="utf-8")
    size = TARGET.stat().st_size / 1000
    print(f"{len(readings)} characters, {len(by_syllable)} syllables, {size:.0f} kB")
    return 0


def _plain(readings: str) -> str:
    """The first reading without tone; ü is written v, as it is typed."""
    first = unicodedata.normalize("NFD", readings.partition(",")[0]).replace("u\u0308", "v")
    letters = "".join(letter for letter in first if not unicodedata.combining(letter))
    return letters.replace("\u0261", "g")


def _pairs(lines: list[str]) -> dict[str, str]:
    """`{"重庆": "chong qing"}` from lines of `word:syllables` with spaces between."""
    found: dict[str, str] = {}
    word = ""
    for part in " ".join(lines).split():
        if ":" in part:
            word, _, first = part.partition(":")
            found[word] = first
        else:
            found[word] += f" {part}"
    return found


if __name__ == "__main__":
    sys.exit(main())
