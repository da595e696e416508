"""Makes the text of a PDF that Qt wrote complete: what is copied out is what was printed.

Beside each font Qt writes which character a glyph stands for, but it leaves out all characters
above U+FFFF, among them 196 of the standard table, and takes a space for a tabulator.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Mapping

_FONT = re.compile(
    rb"/Subtype /Type0\s*/BaseFont /(\S+)\s*/Encoding /Identity-H\s*"
    rb"/DescendantFonts \[(\d+) 0 R\]\s*/ToUnicode (\d+) 0 R"
)
_RANGE = re.compile(
    rb"<([0-9A-F]{4})> <([0-9A-F]{4})> (?:\[([^\]]*)\]|<([0-9A-F]{4})>)", re.IGNORECASE
)
_MOST = 100  # entries in one block of a map, by the PDF standard
_HEAD = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
"""
_TAIL = """endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


def complete(content: bytes, beyond: Mapping[str, Iterable[str]]) -> bytes:
    """The PDF with every character named.

    `beyond` has, for the name of a font, the characters above U+FFFF that were drawn with it, in
    the order in which each was drawn first. A font whose glyphs are not as many as that says is
    left as Qt wrote it.
    """
    changed: dict[int, bytes] = {}
    for found in _FONT.finditer(content):
        name, descendant, place = found[1].decode("ascii"), int(found[2]), int(found[3])
        known = _known(_stream(content, place))
        glyphs = _count_of_glyphs(content, descendant)
        unknown = [glyph for glyph in range(1, glyphs) if glyph not in known]
        rest = list(beyond.get(name, ()))
        if len(rest) == len(unknown):
            known |= dict(zip(unknown, rest, strict=True))
        changed[place] = _map(known)
    return _with(content, changed) if changed else content


def _object(content: bytes, number: int) -> bytes:
    """From the start of an object on; Qt writes each one once."""
    return content[content.index(b"\n%d 0 obj" % number) :]


def _stream(content: bytes, number: int) -> bytes:
    text = _object(content, number)
    start = text.index(b"stream\n") + len(b"stream\n")
    body = text[start : text.index(b"endstream", start)]
    packed = b"/FlateDecode" in text[:start]
    return zlib.decompressobj().decompress(body) if packed else body


def _known(table: bytes) -> dict[int, str]:
    """The characters by glyph, as Qt wrote them."""
    known: dict[int, str] = {}
    for first, last, listed, start in _RANGE.findall(table):
        glyphs = range(int(first, 16), int(last, 16) + 1)
        if listed:
            codes = [int(code.strip(b"<>"), 16) for code in listed.split()]
        else:
            codes = [int(start, 16) + step for step in range(len(glyphs))]
        known |= {
            glyph: " " if code == 9 else chr(code)
            for glyph, code in zip(glyphs, codes, strict=False)
            if code and glyph
        }
    return known


def _count_of_glyphs(content: bytes, descendant: int) -> int:
    """How many glyphs the font file within the PDF has, the one for “missing” included."""
    described = _reference(_object(content, descendant), rb"/FontDescriptor")
    file = _stream(content, _reference(_object(content, described), rb"/FontFile2"))
    for at in range(12, 12 + 16 * int.from_bytes(file[4:6], "big"), 16):
        if file[at : at + 4] == b"maxp":
            start = int.from_bytes(file[at + 8 : at + 12], "big")
            return int.from_bytes(file[start + 4 : start + 6], "big")
    return 0


def _reference(text: bytes, name: bytes) -> int:
    found = re.search(name + rb" (\d+) 0 R", text)
    return int(found[1]) if found else 0


def _map(known: Mapping[int, str]) -> bytes:
    lines = [
        f"<{glyph:04X}> <{sign.encode('utf-16-be').hex().upper()}>"
        for glyph, sign in sorted(known.items())
    ]
    blocks = [lines[start : start + _MOST] for start in range(0, len(lines), _MOST)]
    words = "".join(
        f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks
    )
    return (_HEAD + words + _TAIL).encode("ascii")


def _with(content: bytes, changed: Mapping[int, bytes]) -> bytes:
    """The PDF with some streams replaced: an update at its end, as the standard has it."""
    start = content.rindex(b"startxref")
    trailer = content[content.rindex(b"trailer") : start].rstrip()
    before = int(content[start:].split()[1])
    made = bytearray(content.rstrip() + b"\n")
    table = bytearray(b"xref\n0 1\n0000000000 65535 f \n")
    for number, text in sorted(changed.items()):
        table += b"%d 1\n%010d 00000 n \n" % (number, len(made))
        made += b"%d 0 obj\n<< /Length %d >>\nstream\n" % (number, len(text))
        made += text + b"endstream\nendobj\n"
    place = len(made)
    made += table + trailer.removesuffix(b">>") + b"/Prev %d\n>>\n" % before
    return bytes(made) + b"startxref\n%d\n%%%%EOF\n" % place
