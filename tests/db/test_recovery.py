"""The recovery code is understood however it is typed, and every slip is found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.errors import (
    CodeSlip,
)
from db.recovery import new_code, read_code


def test_a_code_is_seven_groups_of_five_without_letters_that_look_alike() -> None:
    for _ in range(50):
        groups = new_code().split("-")
        assert [len(group) for group in groups] == [5] * 7
        assert not set("".join(groups)) & set("ILOU")


@pytest.mark.parametrize(
    "written",
    [
        lambda code: code.lower(),
        lambda code: code.replace("-", ""),
        lambda code: code.replace("-", " \n "),
        lambda code: code.replace("0", "o").replace("1", "l"),
        lambda code: code.replace("0", "O").replace("1", "I").replace("V", "u"),
        lambda code: "".join(chr(ord(c) + 0xFEE0) if c.isalnum() else "－" for c in code),
        " ".join,
    ],
)
def test_a_code_is_understood_however_it_is_typed(written) -> None:  # type: ignore[no-untyped-def]
    for _ in range(20):
        code = new_code()
        assert read_code(written(code)) == read_code(code)


@given(st.integers(0, 34), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ*居"))
def test_every_single_slip_is_found_in_its_group(place: int, typed: str) -> None:
    plain = new_code().replace("-", "")
    slipped = plain[:place] + typed + plain[place + 1 :]
    if slipped == plain:
        return
    group = place // 5 + 1
    grouped = "-".join(slipped[start : start + 5] for start in range(0, 35, 5))
    for text in (slipped, grouped):
        with pytest.raises(CodeSlip) as slip:
            read_code(text)
        assert slip.value.group == group
        assert slip.value.text.startswith(f"恢复码第{group}组有误")


@given(st.integers(0, 33))
def test_every_swap_of_neighbours_is_found(place: int) -> None:
    plain = new_code().replace("-", "")
    swapped = plain[:place] + plain[place + 1] + plain[place] + plain[place + 2 :]
    if swapped == plain or place % 5 == 4:
        return  # across two groups both change, and each has one chance in 32 to fit
    with pytest.raises(CodeSlip):
        read_code(swapped)


def test_groups_in_the_wrong_order_are_found() -> None:
    groups = new_code().split("-")
    groups[1], groups[4] = groups[4], groups[1]
    with pytest.raises(CodeSlip, match="恢复码第2、5组有误"):
        read_code("-".join(groups))


def test_a_lost_character_is_told_by_count_and_place() -> None:
    code = new_code()
    groups = code.split("-")
    groups[2] = groups[2][:4]
    with pytest.raises(CodeSlip, match="恢复码第3组有误"):
        read_code("-".join(groups))
    with pytest.raises(CodeSlip, match=r"应有 35 个字符.*现在是 30 个.*从第7组") as slip:
        read_code(code[:-6])
    assert slip.value.group == 7
    with pytest.raises(CodeSlip, match="请输入恢复码"):
        read_code(" - ")
