"""关于: the version, where the book lies, and what the program is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QTextBrowser

import resources
from app.about import NAME, PROMISE, VERSION
from ui.help.markdown import document_of
from ui.kit.cards import Facts, Panel
from ui.kit.parts import caption, column, row, sized
from ui.system.section import Section

if TYPE_CHECKING:
    from ui.system.page import SystemPage

PARTS = (
    ("Python", "PSF-2.0"),
    ("PySide6-Essentials", "LGPL-3.0"),
    ("shiboken6", "LGPL-3.0"),
    (
        "sqlcipher3",
        "zlib；内含 SQLCipher（BSD-3-Clause）、SQLite（公有领域）、OpenSSL（Apache-2.0）",
    ),
    ("SQLAlchemy", "MIT"),
    ("greenlet", "MIT 和 PSF-2.0"),
    ("typing_extensions", "PSF-2.0"),
    ("alembic", "MIT"),
    ("Mako", "MIT"),
    ("MarkupSafe", "BSD-3-Clause"),
    ("argon2-cffi", "MIT"),
    ("argon2-cffi-bindings", "MIT"),
    ("cffi", "MIT"),
    ("pycparser", "BSD-3-Clause"),
    ("cryptography", "Apache-2.0 或 BSD-3-Clause"),
    ("python-calamine", "MIT"),
    ("openpyxl", "MIT"),
    ("et_xmlfile", "MIT"),
    ("defusedxml", "PSF-2.0"),
    ("xlsxwriter", "BSD-2-Clause"),
    ("matplotlib", "matplotlib（与 PSF 相近）"),
    ("cycler", "BSD-3-Clause"),
    ("fonttools", "MIT"),
    ("kiwisolver", "BSD-3-Clause"),
    ("packaging", "Apache-2.0 或 BSD-2-Clause"),
    ("pyparsing", "MIT"),
    ("python-dateutil", "Apache-2.0 或 BSD-3-Clause"),
    ("six", "MIT"),
    ("tzdata", "Apache-2.0"),
    ("numpy", "BSD-3-Clause"),
    ("pillow", "MIT-CMU"),
    ("contourpy", "BSD-3-Clause"),
    ("python-stdnum", "LGPL-2.1"),
    ("filelock", "MIT"),
)
"""What is shipped with the program, and under which licence."""


class AboutSection(Section):
    """Facts at the left, licences at the right."""

    def __init__(self, page: SystemPage) -> None:
        super().__init__(page)
        self.facts = Facts()
        about = Panel(f"关于{NAME}")
        about.add(self.facts)
        about.add(4)
        about.add(
            caption(
                PROMISE
                + "没有联网功能，不上传任何资料，也不自动更新；新版本请向街道或技术人员索取。",
                wrap=True,
            )
        )
        about.add(None)
        sized(about, width=400)
        licences = Panel("许可", "程序由这些开放源代码的部分组成，向它们的作者致谢")
        text = QTextBrowser()
        text.setDocument(document_of(licence_words(), text))
        text.setOpenLinks(False)
        text.setAccessibleName("许可")
        text.setTabChangesFocus(True)
        licences.add(text, 1)
        body = row(gap=16)
        body.addLayout(column(about, None, gap=0))
        body.addWidget(licences, 1)
        self.setLayout(body)

    def refresh(self) -> None:
        """The version and this book."""
        book = self.desk.book
        self.facts.show_facts(
            [
                ("程序", f"{NAME} {VERSION}"),
                ("台账文件", str(book.path)),
                ("文件大小", f"{book.path.stat().st_size / 1e6:.1f} MB"),
                ("加密", "SQLCipher，AES-256；密码经 Argon2id"),
                ("当前用户", book.who),
                ("许可", "MIT"),
            ]
        )


def licence_words() -> str:
    """All parts with their licences, then the notices of what ships in resources, as Markdown."""
    parts = "\n".join(f"- **{name}**　{licence}" for name, licence in PARTS)
    return f"{parts}\n\n---\n\n{resources.text('NOTICE.md')}"
