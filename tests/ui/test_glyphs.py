"""No character of a name vanishes: on the screen, in a chart, on paper and when copied from it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QFont, QImage, QPdfWriter, QTextDocument, QTextLayout
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

import resources
from app.series import Bars, Line
from tools.characters import standard
from ui import fonts, pdf_text, theme
from ui.kit.chart import drawing
from ui.kit.chart.style import lay_list_of_fonts, print_paper
from ui.printing import Paper, paint, save_pdf
from ui.theme import Type

RARE = "𠮷㐂䶮𬭎"
UNDRAWN = "\U0002a6cb"  # in Extension B, without a reading
OWN_CODE = "\ue863"
STANDARD = "".join(map(chr, sorted(standard())))


def cut(text: str, length: int) -> list[str]:
    """A text in pieces."""
    return [text[start : start + length] for start in range(0, len(text), length)]


def shapes(text: str, font: QFont) -> tuple[set[str], list[int]]:
    """The families that draw a text, and the glyphs."""
    layout = QTextLayout(text, font)
    layout.beginLayout()
    layout.createLine().setLineWidth(1e7)
    layout.endLayout()
    runs = layout.glyphRuns()
    return (
        {run.rawFont().familyName() for run in runs},
        [glyph for run in runs for glyph in run.glyphIndexes()],
    )


def ink(widget: QWidget) -> bytes:
    """What a widget looks like."""
    return bytes(widget.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8).bits())


def written(path: Path) -> str:
    """The text of a PDF, without what only sets words apart."""
    pages = PdfReader(path, strict=True).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


@pytest.mark.parametrize("step", list(Type))
def test_every_character_has_a_shape_in_a_font_that_ships(step: Type) -> None:
    families = {resources.FONT_FAMILY, *resources.RARE_FAMILIES}
    for text in (*cut(STANDARD, 500), RARE, UNDRAWN, OWN_CODE, "龘豈⾥ŠşЖ☐☑∙"):
        used, glyphs = shapes(text, theme.current().font(step))
        assert used - families == set()
        assert 0 not in glyphs


def test_a_document_draws_them_too(qtbot: QtBot) -> None:
    document = QTextDocument()
    document.setHtml(f"<p>{RARE}<b>{RARE}</b><code>{RARE}</code></p>")
    block = document.firstBlock()
    assert document.size().height() > 0
    for run in block.layout().glyphRuns():
        assert 0 not in run.glyphIndexes()
        assert run.rawFont().familyName() in {resources.FONT_FAMILY, *resources.RARE_FAMILIES}


@pytest.mark.parametrize("kind", [QLabel, QLineEdit, QPushButton])
def test_each_looks_like_itself_and_not_like_a_missing_one(
    kind: type[QLabel | QLineEdit | QPushButton], qtbot: QtBot
) -> None:
    looks = set()
    for sign in (*RARE, UNDRAWN, OWN_CODE, "\u0378", " "):
        widget = kind(f"王{sign}明")
        qtbot.addWidget(widget)
        widget.resize(160, 40)
        looks.add(ink(widget))
    assert len(looks) == len(RARE) + 4


def test_a_rare_character_makes_no_line_taller() -> None:
    heights = set()
    for text in ("王小明", f"王{RARE}{UNDRAWN}明"):
        layout = QTextLayout(text, theme.current().font())
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(1e6)
        heights.add(line.height())
        layout.endLayout()
    assert len(heights) == 1


def test_text_copied_out_of_a_pdf_is_what_was_printed(tmp_path: Path) -> None:
    rows = [[piece] for piece in cut(STANDARD, 60)]
    save_pdf(Paper("通用规范汉字", ["字"], rows, foot="·•-‑ 3.5"), tmp_path / "字.pdf")
    text = written(tmp_path / "字.pdf")
    pages = text.count("打印日期")
    assert pages > 1
    assert "".join(row[0] for row in rows) in without_feet(text, pages)
    assert text.count("·•-‑3.5") == pages


def without_feet(text: str, pages: int) -> str:
    """The text of all pages in one, without the line at the foot of each."""
    parts = text.split("·•-‑3.5")
    assert len(parts) == pages + 1
    return "".join([parts[0], *(part.split("页", 2)[2].removeprefix("字") for part in parts[1:])])


def test_bold_text_is_copied_as_it_was_printed(tmp_path: Path) -> None:
    for line in cut(STANDARD, 1000):
        save_pdf(Paper("名", [line], [["王"]], points=2), tmp_path / "粗.pdf")
        assert line in written(tmp_path / "粗.pdf")


def test_rare_names_are_copied_out_of_a_pdf(tmp_path: Path) -> None:
    names = [f"张{RARE}", f"王{UNDRAWN}{OWN_CODE}𬀩", "李𤧬𫚖豈⾥", f"赵{UNDRAWN}𤧬"]
    paper = Paper("名册", ["姓名"], [[name] for name in names], office="𬭎𠮷居民区")
    save_pdf(paper, tmp_path / "名册.pdf")
    text = written(tmp_path / "名册.pdf")
    assert "𬭎𠮷居民区" in text
    assert "".join(names) in text


def test_a_font_that_does_not_fit_what_was_said_is_left_alone(tmp_path: Path) -> None:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    paint(Paper("名册", ["姓名"], [["张𠮷"]]), QPdfWriter(buffer))
    content = bytes(buffer.data().data()).replace(b"/False\n2\n", b"/False\n>>", 1)
    for said, read in (("𠮷", "张𠮷"), ("𠮷𠮸", "张"), ("", "张")):
        made = pdf_text.complete(content, {"MulinMingRare-Regular": said})
        (tmp_path / "名册.pdf").write_bytes(made)
        assert ("张𠮷" in (text := written(tmp_path / "名册.pdf"))) == (read == "张𠮷")
        assert f"名册姓名{read}" in text
    assert pdf_text.complete(b"%PDF-1.4 without text", {}) == b"%PDF-1.4 without text"


def test_the_font_of_a_character_is_known_by_its_weight() -> None:
    assert fonts.drawn_by("𬭎", bold=False) == "MulinSansSC-Regular"
    assert fonts.drawn_by("𬭎", bold=True) == "MulinSansSC-Bold"
    assert fonts.drawn_by("𠮷", bold=True) == "MulinMingRare-Regular"
    assert fonts.drawn_by(UNDRAWN, bold=False) == "MulinCodes-Regular"
    assert fonts.drawn_by("\U0001f44d", bold=False) == ""


def chart(title: str, labels: tuple[str, ...], sentence: str = "") -> Bars:
    line = Line("户数", tuple(float(at + 1) for at in range(len(labels))))
    return Bars(title, labels, (line,), "户", sentence)


def test_a_chart_draws_each_rare_character_differently(tmp_path: Path) -> None:
    pictures = {
        drawing.draw(chart(sign, (f"{sign}里", "二")), print_paper(72), 300, 200, alone=True).rgba
        for sign in (*RARE, UNDRAWN, OWN_CODE, " ")
    }
    assert len(pictures) == len(RARE) + 3


def test_a_chart_draws_every_standard_character_and_takes_dollars_as_they_are() -> None:
    # A missing glyph is a warning, and a warning is an error in a test.
    lines = "\n".join(cut(STANDARD, 200))
    drawing.draw(chart(lines, ("$a$", "二")), print_paper(40), 300, 200, alone=True)
    drawing.draw(chart("", ("一", "二"), lines), print_paper(40), 300, 200, alone=True)


def test_the_list_of_fonts_is_that_of_the_matplotlib_in_use(tmp_path: Path) -> None:
    from matplotlib import font_manager

    lay_list_of_fonts(tmp_path)
    (file,) = tmp_path.iterdir()
    assert file.name == f"fontlist-v{font_manager.FontManager.__version__}.json"
    (entry,) = font_manager.json_load(file).ttflist
    assert Path(entry.fname).is_file()
    file.write_text("kept")
    lay_list_of_fonts(tmp_path)
    assert file.read_text() == "kept"


def test_charts_never_look_for_the_fonts_of_the_system(tmp_path: Path) -> None:
    code = (
        "import json, sys; from ui.kit.chart import style; style.ready();"
        "from matplotlib import font_manager as f;"
        "print(json.dumps(sorted({entry.name for entry in f.fontManager.ttflist})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "MPLCONFIGDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    ours = {resources.FONT_FAMILY, *resources.RARE_FAMILIES, "DejaVu Sans"}
    assert set(json.loads(done.stdout)) == ours
