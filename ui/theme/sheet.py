"""The style sheet, written once with names of tokens and filled in for a look."""

from __future__ import annotations

import re
from pathlib import Path

from ui.theme.look import Look, Type
from ui.theme.tokens import Theme

# $name is a colour, $p8 a length of 8 at 中, $t_body a step of the type scale in points,
# $glyph_check the file of a small picture in the colours of the theme.
_BASE = """
* { outline: 0; }
QWidget { color: $ink; }
QMainWindow, QDialog, QWidget[role="ground"] { background: $window; }
QWidget[role="surface"] { background: $surface; }
QWidget[role="sidebar"] { background: $sidebar; border: 0; border-right: 1px solid $line; }
QWidget[role="topbar"] { background: $surface; border: 0; border-bottom: 1px solid $line; }
QWidget[role="statusbar"] { background: $surface; border: 0; border-top: 1px solid $line; }
QWidget[role="findbar"] { background: $sunken; border: 0; border-top: 1px solid $line; }
QFrame[role="panel"] {
  background: $surface; border: 1px solid $edge_soft; border-radius: ${p8}px; }
QFrame[role="card"] { background: $sunken; border: 0; border-radius: ${p6}px; }
QFrame[role="card"][tone="primary"] { background: $softer; }
QFrame[role="popup"] {
  background: $surface; border: 1px solid $edge_hover; border-radius: ${p8}px; }
QFrame[role="toast"] { background: $toast; border: 0; border-radius: ${p8}px; }
QFrame[role="toast"] QLabel { color: $toast_ink; }
QFrame[role="toast"] QPushButton {
  color: $toast_link; background: transparent; border: 2px solid transparent;
  padding: ${p2}px ${p8}px; font-weight: bold; }
QFrame[role="toast"] QPushButton:hover { text-decoration: underline; }
QFrame[role="toast"] QPushButton:focus { border-color: $toast_link; }
QFrame[role="banner"] { border: 1px solid $edge; border-radius: ${p6}px; background: $sunken; }
QFrame[role="banner"][tone="red"] { background: $red_soft; border-color: $red; }
QFrame[role="banner"][tone="amber"] { background: $amber_soft; border-color: $amber; }
QFrame[role="banner"][tone="green"] { background: $green_soft; border-color: $green; }
QFrame[role="finder"] {
  background: $sunken; border: 1px solid $edge; border-radius: ${p6}px; }
QFrame[role="finder"]:hover { border-color: $edge_hover; }
QFrame[role="rule"] { background: $line; border: 0; max-height: 1px; min-height: 1px; }
QAbstractScrollArea, QScrollArea > QWidget, QWidget[role="clear"] {
  background: transparent; border: 0; }
QLabel { background: transparent; }
QLabel[tone="muted"] { color: $muted; }
QLabel[tone="primary"] { color: $primary_ink; }
QLabel[tone="red"] { color: $red_ink; }
QLabel[tone="amber"] { color: $amber_ink; }
QLabel[tone="green"] { color: $green_ink; }
QLabel[type="caption"] { font-size: ${t_caption}pt; }
QLabel[type="strong"] { font-weight: bold; }
QLabel[type="title"] { font-size: ${t_title}pt; font-weight: bold; }
QLabel[type="figure"] { font-size: ${t_figure}pt; font-weight: bold; }
QLabel:disabled { color: $disabled; }
QToolTip {
  background: $toast; color: $toast_ink; border: 0; padding: ${p4}px ${p8}px;
  font-size: ${t_caption}pt; }
"""

_BUTTONS = """
QPushButton {
  background: $surface; border: 1px solid $edge; border-radius: ${p6}px; color: $ink;
  padding: ${p4}px ${p12}px; min-height: ${p20}px; }
QPushButton:hover { border-color: $edge_hover; background: $sunken; }
QPushButton:pressed { background: $soft; }
QPushButton:focus { border: 2px solid $focus; padding: ${p4_1}px ${p12_1}px; }
QPushButton:disabled { color: $disabled; background: $sunken; border-color: $line; }
QPushButton[tone="primary"] {
  background: $primary; border-color: $primary; color: $on_primary; }
QPushButton[tone="primary"]:hover { background: $primary_hover; border-color: $primary_hover; }
QPushButton[tone="primary"]:pressed { background: $primary_press; }
QPushButton[tone="primary"]:focus { border: 2px solid $focus_on_primary; }
QPushButton[tone="primary"]:disabled {
  background: $line; border-color: $line; color: $disabled; }
QPushButton[tone="red"] { color: $red_ink; border-color: $red; }
QPushButton[tone="red"]:hover { background: $red_soft; }
QPushButton[role="link"] {
  background: transparent; border: 1px solid transparent; color: $primary_ink;
  padding: ${p2}px; min-height: 0; }
QPushButton[role="link"]:hover { text-decoration: underline; }
QPushButton[role="link"]:focus { border: 1px solid $focus; padding: ${p2}px; }
QPushButton[role="link"]:checked { color: $muted; }
QPushButton[role="link"]:disabled { color: $disabled; }
QPushButton[role="tab"] {
  background: transparent; border: 1px solid transparent; border-bottom: 2px solid transparent;
  border-radius: 0; color: $ink; padding: ${p3}px ${p3}px; min-height: 0; }
QPushButton[role="tab"]:hover { color: $primary_ink; }
QPushButton[role="tab"]:checked { color: $primary_ink; border-bottom-color: $primary_ink; }
QPushButton[role="tab"]:focus { border: 1px solid $focus; border-bottom: 2px solid $focus; }
QPushButton[role="chip"] {
  border-radius: ${p12}px; padding: ${p2}px ${p11}px; min-height: ${p20}px; }
QPushButton[role="chip"]:checked {
  background: $primary; border-color: $primary; color: $on_primary; }
QPushButton[role="chip"]:checked:focus { border: 2px solid $focus_on_primary; }
QPushButton[role="chip"][tone="muted"] { color: $muted; }
QPushButton[role="chip"]:focus { padding: ${p2_1}px ${p11_1}px; }
QToolButton {
  background: transparent; border: 1px solid transparent; border-radius: ${p6}px;
  padding: ${p4}px; color: $ink; }
QToolButton:hover { background: $soft; }
QToolButton:pressed { background: $range; }
QToolButton:checked { background: $soft; color: $primary_ink; }
QToolButton:focus { border: 1px solid $focus; }
QToolButton:disabled { color: $disabled; }
QToolButton::menu-indicator { image: none; width: 0; }
QCheckBox, QRadioButton { spacing: ${p8}px; background: transparent; padding: ${p2}px; }
QCheckBox:disabled, QRadioButton:disabled { color: $disabled; }
QCheckBox::indicator, QRadioButton::indicator, QTreeView::indicator {
  width: ${p16}px; height: ${p16}px; border: 1px solid $edge_hover; background: $surface; }
QCheckBox::indicator, QTreeView::indicator { border-radius: ${p4}px; }
QRadioButton::indicator { border-radius: ${p9}px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: $primary; }
QCheckBox::indicator:checked, QTreeView::indicator:checked {
  background: $primary; border-color: $primary; image: url($glyph_check); }
QCheckBox::indicator:indeterminate, QTreeView::indicator:indeterminate {
  background: $primary; border-color: $primary; image: url($glyph_dash); }
QRadioButton::indicator:checked {
  background: $primary; border-color: $primary; image: url($glyph_dot); }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border: 2px solid $focus; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {
  background: $sunken; border-color: $line; }
QCheckBox::indicator:checked:disabled, QRadioButton::indicator:checked:disabled {
  background: $disabled; border-color: $disabled; }
"""

_INPUTS = """
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox, QDateEdit {
  background: $surface; border: 1px solid $edge; border-radius: ${p6}px; color: $ink;
  selection-background-color: $primary; selection-color: $on_primary;
  placeholder-text-color: $faint; }
QLineEdit, QComboBox, QSpinBox, QDateEdit {
  padding: ${p2}px ${p9}px; min-height: ${p26}px; }
QPlainTextEdit, QTextEdit { padding: ${p4}px ${p5}px; }
QLineEdit:hover, QPlainTextEdit:hover, QTextEdit:hover, QComboBox:hover, QSpinBox:hover {
  border-color: $edge_hover; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QSpinBox:focus {
  border: 2px solid $focus; }
QLineEdit:focus, QComboBox:focus, QSpinBox:focus { padding: ${p2_1}px ${p9_1}px; }
QPlainTextEdit:focus, QTextEdit:focus { padding: ${p4_1}px ${p5_1}px; }
QLineEdit[problem="true"], QPlainTextEdit[problem="true"], QFrame[problem="true"] {
  border-color: $red; background: $red_soft; }
QLineEdit:read-only, QPlainTextEdit:read-only { background: $sunken; }
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled, QSpinBox:disabled {
  background: $sunken; color: $disabled; border-color: $line; }
QLineEdit[role="bare"], QLineEdit[role="bare"]:focus {
  border: 0; background: transparent; padding: 0; }
QComboBox { padding-right: ${p26}px; }
QComboBox::drop-down {
  subcontrol-origin: border; subcontrol-position: center right; border: 0; width: ${p26}px; }
QComboBox::down-arrow { image: url($glyph_down); width: ${p12}px; height: ${p12}px; }
QComboBox::down-arrow:disabled { image: url($glyph_down_off); }
QComboBox QAbstractItemView {
  background: $surface; border: 1px solid $edge_hover; border-radius: 0; padding: ${p4}px;
  selection-background-color: $soft; selection-color: $ink; }
QComboBox QAbstractItemView::item { min-height: ${p28}px; padding: 0 ${p6}px; }
QSpinBox { padding-right: ${p24}px; }
QSpinBox::up-button, QSpinBox::down-button {
  subcontrol-origin: border; border: 0; width: ${p22}px; }
QSpinBox::up-button { subcontrol-position: top right; }
QSpinBox::down-button { subcontrol-position: bottom right; }
QSpinBox::up-arrow { image: url($glyph_up); width: ${p10}px; height: ${p10}px; }
QSpinBox::down-arrow { image: url($glyph_down); width: ${p10}px; height: ${p10}px; }
QProgressBar {
  background: $line; border: 0; border-radius: ${p3}px; max-height: ${p6}px;
  min-height: ${p6}px; color: transparent; }
QProgressBar::chunk { background: $primary; border-radius: ${p3}px; }
QSlider::groove:horizontal { background: $line; height: ${p4}px; border-radius: ${p2}px; }
QSlider::handle:horizontal {
  background: $primary; width: ${p16}px; margin: -${p6}px 0; border-radius: ${p8}px; }
"""

_VIEWS = """
QAbstractItemView {
  background: $surface; border: 0; color: $ink; font-size: ${t_cell}pt;
  alternate-background-color: $surface; gridline-color: $line;
  selection-background-color: $soft; selection-color: $ink; }
QListView::item { min-height: ${p30}px; padding: 0 ${p8}px; border-radius: ${p4}px; }
QListView::item:hover { background: $sunken; }
QListView::item:selected { background: $soft; color: $ink; }
QListView::indicator {
  width: ${p16}px; height: ${p16}px; border: 1px solid $edge_hover; background: $surface;
  border-radius: ${p4}px; }
QListView::indicator:checked {
  background: $primary; border-color: $primary; image: url($glyph_check); }
QTreeView::item { min-height: ${p30}px; }
QHeaderView { background: $sunken; border: 0; }
QHeaderView::section {
  background: $sunken; color: $muted; border: 0; border-bottom: 1px solid $edge;
  padding: 0 ${p8}px; font-size: ${t_cell}pt; font-weight: normal; }
QTableCornerButton::section { background: $sunken; border: 0; }
QScrollBar { background: transparent; border: 0; }
QScrollBar:vertical { width: ${p10}px; margin: 0; }
QScrollBar:horizontal { height: ${p10}px; margin: 0; }
QScrollBar::handle { background: $scroll; border-radius: ${p3}px; margin: ${p2}px; }
QScrollBar::handle:vertical { min-height: ${p32}px; }
QScrollBar::handle:horizontal { min-width: ${p32}px; }
QScrollBar::handle:hover, QScrollBar::handle:pressed { background: $scroll_hover; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; border: 0; }
QSplitter::handle { background: transparent; }
QMenu {
  background: $surface; border: 1px solid $edge_hover; padding: ${p6}px; color: $ink; }
QMenu::item {
  padding: ${p5}px ${p24}px ${p5}px ${p10}px; border-radius: ${p4}px; min-width: ${p100}px; }
QMenu::item:selected { background: $soft; color: $ink; }
QMenu::item:disabled { color: $disabled; }
QMenu::icon { padding-left: ${p8}px; }
QMenu::separator { height: 1px; background: $line; margin: ${p5}px ${p8}px; }
QMenu::indicator { width: ${p14}px; height: ${p14}px; padding-left: ${p6}px; }
QMenu::indicator:checked { image: url($glyph_tick); }
QMenu::right-arrow { image: url($glyph_right); width: ${p12}px; height: ${p12}px; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QComboBox QLineEdit { border: 0; padding: 0; min-height: 0; background: transparent; }
QFileDialog QToolButton#backButton { qproperty-icon: url($glyph_left); }
QFileDialog QToolButton#forwardButton { qproperty-icon: url($glyph_right); }
QFileDialog QToolButton#toParentButton { qproperty-icon: url($glyph_up); }
QFileDialog QToolButton#newFolderButton { qproperty-icon: url($glyph_folder_new); }
QFileDialog QToolButton#listModeButton { qproperty-icon: url($glyph_tiles); }
QFileDialog QToolButton#detailModeButton { qproperty-icon: url($glyph_lines); }
QCalendarWidget QWidget#qt_calendar_navigationbar { background: $sunken; }
QCalendarWidget QToolButton { color: $ink; min-height: ${p24}px; }
QCalendarWidget QToolButton#qt_calendar_prevmonth { qproperty-icon: url($glyph_left); }
QCalendarWidget QToolButton#qt_calendar_nextmonth { qproperty-icon: url($glyph_right); }
QCalendarWidget QAbstractItemView {
  background: $surface; selection-background-color: $primary; selection-color: $on_primary; }
"""

_LENGTH = re.compile(r"p(\d+)(_1)?$")
_NAME = re.compile(r"\$\{?([a-z_0-9]+)\}?")


def sheet(look: Look, glyphs: Path) -> str:
    """The style sheet of a look; `glyphs` is the folder of the small pictures."""
    known = _words(look)

    def value(match: re.Match[str]) -> str:
        name = match[1]
        if name.startswith("glyph_"):
            return (glyphs / f"{name[6:]}-{look.theme}.svg").as_posix()
        if length := _LENGTH.match(name):
            # _1 gives room to a focus ring that is one pixel wider than the border.
            return str(max(0, look.px(int(length[1])) - bool(length[2])))
        return known[name]

    return _NAME.sub(value, _BASE + _BUTTONS + _INPUTS + _VIEWS)


def _words(look: Look) -> dict[str, str]:
    colours = look.colours
    contrast = look.theme is Theme.CONTRAST
    known: dict[str, str] = colours._asdict()
    known["edge_soft"] = colours.edge if contrast else colours.line
    known["focus_on_primary"] = colours.focus if contrast else colours.ink
    known |= {f"t_{step}": f"{look.points(step):g}" for step in Type}
    return known
