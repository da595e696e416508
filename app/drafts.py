"""What was typed and not saved: kept beside the book, sealed with its key, until it is saved.

So a draft survives a lock, a crash and a power cut, and nobody reads it without the password.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Mapping

from app.book import Book
from db.errors import BookError
from db.files import remove_quietly, write_whole

_PURPOSE = b"mulin drafts 1"
_NONCE = 12


class Drafts:
    """The drafts of a book, by what they are about (`office`, `resident:17`).

    Where nothing can be written they are remembered as long as the window is open.
    """

    def __init__(self, book: Book) -> None:
        self._path = book.path.with_name(book.path.name + ".drafts")
        self._key = hmac.new(book.key, _PURPOSE, hashlib.sha256).digest()
        self._texts = self._read()
        self._on_disk = True

    def keep(self, key: str, texts: Mapping[str, str]) -> None:
        """Keep texts; none at all means that there is no draft."""
        if self._texts.get(key, {}) == dict(texts):
            return
        if self._on_disk:
            self._texts = self._read()  # another page may have kept or dropped a draft since
        if texts:
            self._texts[key] = dict(texts)
        else:
            self._texts.pop(key, None)
        self._write()

    def of(self, key: str) -> dict[str, str]:
        """The texts that were kept; empty when there are none."""
        return dict(self._texts.get(key, {}))

    def drop(self, key: str) -> None:
        """Forget a draft, since it was saved or given up."""
        self.keep(key, {})

    def _read(self) -> dict[str, dict[str, str]]:
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            sealed = self._path.read_bytes()
            plain = AESGCM(self._key).decrypt(sealed[:_NONCE], sealed[_NONCE:], _PURPOSE)
            kept = json.loads(plain)
            return {str(key): dict(texts) for key, texts in kept.items()}
        except (OSError, InvalidTag, ValueError, AttributeError, TypeError):
            return {}  # none, or of another book: a draft is worth less than a start that fails

    def _write(self) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._on_disk = True
        if not self._texts:
            remove_quietly(self._path)
            return
        nonce = os.urandom(_NONCE)
        plain = json.dumps(self._texts, ensure_ascii=False).encode()
        try:
            write_whole(self._path, nonce + AESGCM(self._key).encrypt(nonce, plain, _PURPOSE))
        except BookError:
            self._on_disk = False
