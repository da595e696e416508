"""A small picture of a record: chosen from a file, scaled down, shown, taken away again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPixmap
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget

from app.errors import Refused
from ui import theme
from ui.desk import Desk
from ui.kit.parts import column, link, row

LONGEST_SIDE = 800
LARGEST = 200 * 1024
_FOLDER = "files/pictures"
_MOST = 50 * 1024 * 1024
_QUALITIES = (88, 75, 60)
_BOX = QSize(LONGEST_SIDE, LONGEST_SIDE)
_WHOLE = {b"\x89PNG\r\n\x1a\n": b"IEND\xaeB`\x82", b"\xff\xd8\xff": b"\xff\xd9"}
"""How pictures begin, and what is in every whole one."""


def small_picture(path: Path) -> bytes:
    """A picture file as PNG or JPEG of at most 800 pixels a side and 200 KB, without its history.

    What a camera writes beside the picture (place, owner) is left out. Raises Refused for
    anything but a whole PNG or JPEG.
    """
    try:
        large = path.stat().st_size > _MOST
        content = b"" if large else path.read_bytes()
    except OSError as error:
        raise Refused(f"“{path.name}”打不开，请确认文件还在，再重新选择。") from error
    if large:
        raise Refused(f"“{path.name}”超过 50 MB，请先缩小再选。")
    end = next((end for start, end in _WHOLE.items() if content.startswith(start)), None)
    if end is None:
        raise Refused(f"“{path.name}”不是 PNG 或 JPG 图片，请换一张，或先另存为 JPG。")
    if end not in content:
        raise Refused(f"“{path.name}”不完整，请重新传送后再选。")
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    reader.setDecideFormatFromContent(True)
    size = reader.size()
    if max(size.width(), size.height()) > LONGEST_SIDE:
        reader.setScaledSize(size.scaled(_BOX, Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.isNull():
        raise Refused(f"“{path.name}”打不开，文件可能不完整，请换一张。")
    return _packed(image)


def _packed(image: QImage) -> bytes:
    if image.hasAlphaChannel():
        plain = _written(image, "PNG", -1)
        if len(plain) <= LARGEST:
            return plain
        ground = QImage(image.size(), QImage.Format.Format_RGB32)
        ground.fill(Qt.GlobalColor.white)
        image = _on(ground, image)
    while True:
        for quality in _QUALITIES:
            found = _written(image, "JPEG", quality)
            if len(found) <= LARGEST:
                return found
        image = image.scaled(max(1, image.width() // 2), max(1, image.height() // 2))


def _on(ground: QImage, image: QImage) -> QImage:
    from PySide6.QtGui import QPainter

    painter = QPainter(ground)
    painter.drawImage(0, 0, image)
    painter.end()
    return ground


def _written(image: QImage, form: str, quality: int) -> bytes:
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, form, quality)  # type: ignore[call-overload]
    buffer.close()
    return bytes(held.data())


class PhotoBox(QWidget):
    """Shows a picture and offers to put another in its place.

    `keep` is given the small picture, `drop` takes the present one away; `name` is what the
    picture is called (照片, 标志).
    """

    def __init__(
        self,
        desk: Desk,
        name: str,
        keep: Callable[[bytes], object],
        drop: Callable[[], object],
        *,
        height: int = 132,
    ) -> None:
        super().__init__()
        self._desk, self._name, self._keep = desk, name, keep
        self._height = height
        self.picture = QLabel()
        self.picture.setAccessibleName(name)
        self.choose = link(f"添加{name}", self.ask, hint="PNG 或 JPG 图片，会自动缩小")
        self.remove = link(f"删除{name}", drop)
        self.setLayout(column(self.picture, row(self.choose, self.remove, None, gap=8), gap=4))
        self.show_picture(None)

    def show_picture(self, content: bytes | None) -> None:
        """The picture kept, or none."""
        pixmap = QPixmap()
        if content is not None:
            pixmap.loadFromData(content)
        there = not pixmap.isNull()
        if there:
            ratio = self.devicePixelRatioF()
            high = round(theme.current().px(self._height) * ratio)
            wide = round(theme.current().px(300) * ratio)
            pixmap = pixmap.scaled(
                min(wide, pixmap.width()), min(high, pixmap.height()),
                Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation,
            )  # fmt: skip
            pixmap.setDevicePixelRatio(ratio)
        self.picture.setPixmap(pixmap)
        self.picture.setVisible(there)
        self.choose.setText(f"更换{self._name}" if there else f"添加{self._name}")
        self.remove.setVisible(there)

    def ask(self) -> None:
        """Ask for a file."""
        folder = str(self._desk.settings.value(_FOLDER, str(Path.home())))
        title = f"选择{self._name}"
        chosen, _ = QFileDialog.getOpenFileName(self, title, folder, "图片 (*.png *.jpg *.jpeg)")
        if chosen:
            self._desk.settings.setValue(_FOLDER, str(Path(chosen).parent))
            self.take(Path(chosen))

    def take(self, path: Path) -> None:
        """Scale a file down beside the window's work, and have it kept."""
        self._desk.jobs.fetch(lambda: small_picture(path), self._keep, owner=self)
