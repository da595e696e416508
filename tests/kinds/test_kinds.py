"""What people type and what sheets hold, as values."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from app.kinds import (
    Choice,
    CreditCode,
    Day,
    Flag,
    IdCard,
    Many,
    Minutes,
    Misfit,
    Money,
    PartialDay,
    PersonName,
    Phone,
    Points,
    Whole,
    age_on,
    id_birth,
    id_sex,
)
from app.kinds.people import LOST, id_check

TODAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("310105 19760711 121x", "31010519760711121X"),
        ("３１０１０５１９７６０７１１１２１Ｘ", "31010519760711121X"),
        ("'31010519760711121X", "31010519760711121X"),
        ("310105760711121", "310105760711121"),
        ("", None),
    ],
)
def test_identity_numbers_are_cleaned(typed: str, kept: str | None) -> None:
    assert IdCard().parse(typed) == kept


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("310105197607111211", "校验码不对"),
        ("3.10105197607111E+17", "已丢失"),
        ("310105197607111000", "已丢失"),
        ("310105197613111218", "不"),
        ("31010519760711", "现在是14位"),
        ("3101**********121X", "已脱敏"),
    ],
)
def test_wrong_identity_numbers_say_what_is_wrong(typed: str, words: str) -> None:
    with pytest.raises(Misfit, match=words):
        IdCard().parse(typed)


def test_a_numeric_cell_of_eighteen_digits_has_lost_its_end() -> None:
    with pytest.raises(Misfit) as misfit:
        IdCard().read(3.10105197607111e17)
    assert str(misfit.value) == LOST
    assert IdCard().read(310105760711121.0) == "310105760711121"


@given(
    st.dates(dt.date(1920, 1, 1), dt.date(2026, 1, 1)),
    st.integers(1, 999),
    st.sampled_from(("310120", "320683", "510121")),
)
def test_any_right_number_is_taken_and_tells_birth_and_sex(
    born: dt.date, serial: int, place: str
) -> None:
    body = f"{place}{born:%Y%m%d}{serial:03}"
    number = body + id_check(body)
    assert IdCard().parse(number) == number
    assert id_birth(number) == born.isoformat()
    assert id_sex(number) == ("男" if serial % 2 else "女")
    wrong = number[:16] + str((int(number[16]) + 1) % 10) + number[17]
    with pytest.raises(Misfit):
        IdCard().parse(wrong)


@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=17, max_size=17))
def test_credit_codes_agree_with_the_reference_implementation(body: str) -> None:
    code = body + uscc.calc_check_digit(body)
    assert CreditCode().parse(code) == code


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" １５８７５１９６４５８", "15875196458"),
        ("150 5340 4922", "15053404922"),
        ("177-7783-2216", "17777832216"),
        ("+86 13800001111", "13800001111"),
        ("18660539716、021-56334655", "18660539716、021-56334655"),
        ("02156334655", "021-56334655"),
        ("67100000", "67100000"),
        ("13800001111;13800001111", "13800001111"),
    ],
)
def test_telephone_numbers_are_cleaned(typed: str, kept: str) -> None:
    assert Phone().parse(typed) == kept
    assert Phone().parse(kept) == kept


def test_a_number_in_a_numeric_cell_is_exact() -> None:
    assert Phone().read(17715987671.0) == "17715987671"


@pytest.mark.parametrize(
    ("typed", "words"),
    [("138****5521", "脱敏"), ("1.38E+10", "丢失"), ("1381234567", "不是有效"), ("没有", "不是")],
)
def test_wrong_telephone_numbers_say_why(typed: str, words: str) -> None:
    with pytest.raises(Misfit, match=words):
        Phone().parse(typed)


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("2022年7月11日", "2022-07-11"),
        ("2022.7", "2022-07"),
        ("20220723", "2022-07-23"),
        ("202207", "2022-07"),
        (" 1957/1/2 ", "1957-01-02"),
        ("1965年", "1965"),
        (1965.3, "1965-03"),
        (1965.0, "1965"),
        (24765.0, "1967-10-20"),
        (20220723.0, "2022-07-23"),
        (dt.datetime(1954, 11, 16), "1954-11-16"),  # noqa: DTZ001 - sheets know no zone
        (dt.date(2022, 7, 21), "2022-07-21"),
    ],
)
def test_dates_are_kept_as_exactly_as_they_were_given(cell: object, kept: str) -> None:
    assert PartialDay().read(cell) == kept  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("2022-02-30", "不是真实存在的日期"),
        ("24-3-5", "只有两位"),
        ("去年", "不是日期"),
        (1965.1, "1月也可能是10月"),
    ],
)
def test_doubtful_dates_are_asked_about(cell: object, words: str) -> None:
    with pytest.raises(Misfit, match=words):
        PartialDay().read(cell)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("0305", dt.date(2026, 3, 5)),
        ("3.5", dt.date(2026, 3, 5)),
        ("昨天", dt.date(2026, 11, 21)),
        ("今天", TODAY),
        ("12.31", dt.date(2026, 12, 31)),
        ("2024-3-5", dt.date(2024, 3, 5)),
    ],
)
def test_days_are_typed_short(typed: str, day: dt.date) -> None:
    assert Day(TODAY).parse(typed) == day


def test_in_january_a_day_of_december_is_last_years() -> None:
    assert Day(dt.date(2027, 1, 4)).parse("12.28") == dt.date(2026, 12, 28)


def test_a_day_needs_its_day() -> None:
    with pytest.raises(Misfit, match="缺少日"):
        Day(TODAY).parse("2024年3月")


@pytest.mark.parametrize(
    ("birth", "age"),
    [("1976-11-22", 50), ("1976-11-23", 49), ("1976-11", 50), ("1976", 50), (None, None)],
)
def test_ages_are_full_years(birth: str | None, age: int | None) -> None:
    assert age_on(birth, TODAY) == age


@pytest.mark.parametrize(
    ("typed", "tenths"),
    [("+3", 30), ("−2", -20), ("-10分", -100), ("0.5分", 5), ("1,234.5", 12345), ("＋1", 10)],
)
def test_points_are_tenths(typed: str, tenths: int) -> None:
    assert Points().parse(typed) == tenths
    assert Points().parse(Points().format(tenths)) == tenths


def test_a_numeric_cell_of_points_is_exact() -> None:
    assert Points().read(0.1 + 0.2) == 3
    with pytest.raises(Misfit, match="最多一位小数"):
        Points().parse("1.25")


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [("2", 120), ("1.5小时", 90), ("90分钟", 90), ("1小时30分", 90), ("2h", 120)],
)
def test_lengths_of_time_are_minutes(typed: str, minutes: int) -> None:
    assert Minutes().parse(typed) == minutes


def test_no_length_of_time_is_longer_than_anybody_could_serve() -> None:
    for typed in ("100001", "623333126032255553688小时", "60000001分钟"):
        with pytest.raises(Misfit, match="太长"):
            Minutes().parse(typed)


def test_money_is_in_cents_and_counts_may_be_rough() -> None:
    assert Money().parse("￥1,234.50元") == 123450
    assert Whole(loose=True).parse("约30") == 30
    assert Whole(loose=True).parse("24户") == 24
    with pytest.raises(Misfit):
        Whole().parse("约30")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("雷  仙", "雷仙"),
        ("周玉华 ", "周玉华"),
        ("买买提・吐尔逊", "买买提·吐尔逊"),
        ("王芳(户主)", "王芳"),
        ("Anna Müller", "Anna Müller"),
        ("𠮷田", "𠮷田"),
    ],
)
def test_names_are_kept_in_any_script(typed: str, kept: str) -> None:
    assert PersonName().parse(typed) == kept


@pytest.mark.parametrize("typed", ["张三、李四", "张3", "……"])
def test_what_is_no_name_is_refused(typed: str) -> None:
    with pytest.raises(Misfit):
        PersonName().parse(typed)


def test_words_of_a_list_are_never_guessed() -> None:
    sex = Choice(("男", "女"), {"先生": "男"})
    assert sex.parse(" 先 生") == "男"
    with pytest.raises(Misfit, match="请改为：男、女"):
        sex.parse("不详")
    assert Many(Choice(("独居", "高龄"))).parse("高龄，独居、高龄") == ("高龄", "独居")
    assert Flag().parse("√") is True
    with pytest.raises(Misfit):
        Flag().parse("也许")
