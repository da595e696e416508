"""The data key of a book, wrapped once for every user and once for the recovery code.

The book itself is encrypted with 256 random bits that never change with a password. Each slot
holds those bits, sealed by AES-256-GCM under a key that argon2id makes from a password (128 MiB,
3 passes; two lanes, which halves the wait on two cores and costs an attacker the same memory).
The slots lie beside the book in `名称.mulin.keys` and, once more, in `名称.mulin.keys2`; they are
also carried by every backup. Whoever kept an old copy of them keeps what it opened: removing a
user shuts the door of this book, it does not change the key.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from db.errors import (
    BookError,
    BookExists,
    BookInUse,
    KeysMissing,
    NewerBook,
    TooSoon,
    WeakPassword,
    WrongPassword,
)
from db.files import file_troubles, write_whole
from db.lock import BookLock
from db.recovery import new_code, read_code
from db.slots import KeyParams, Slot, SlotKind, new_key, proof, seal, unseal
from db.tries import Tries

__all__ = ["KeyParams", "KeyRing", "key_files", "new_key", "password_problem"]

SHORTEST_PASSWORD = 6
_FORMAT = "mulin-keys"
_VERSION = 1


def password_problem(password: str) -> str:
    """Why a new password cannot be taken, empty when it can; length is all that is asked."""
    if len(_normal(password)) < SHORTEST_PASSWORD:
        return f"密码至少要 {SHORTEST_PASSWORD} 个字符，汉字也可以。"
    return ""


def key_files(book_path: Path) -> tuple[Path, Path]:
    """Where the two copies of the slots of a book lie."""
    return (
        book_path.with_name(book_path.name + ".keys"),
        book_path.with_name(book_path.name + ".keys2"),
    )


class KeyRing:
    """The slots of one book. Every change is on the disk, in both copies, when the call returns.

    `mended` is a sentence when loading had to repair one copy, else empty. `revision` grows
    with every change. `params` are used for new slots; an old slot keeps its own.
    """

    def __init__(
        self,
        book_path: Path,
        book_id: str,
        *,
        key_proof: str,
        params: KeyParams,
        slots: Iterable[Slot],
        revision: int,
    ) -> None:
        self.book_path = book_path
        self.book_id = book_id
        self.params = params
        self.revision = revision
        self.mended = ""
        self._proof = key_proof
        self._slots = tuple(slots)
        self._tries = Tries(book_path)

    @classmethod
    def create(
        cls,
        book_path: Path,
        book_id: str,
        login: str,
        password: str,
        *,
        params: KeyParams | None = None,
    ) -> tuple[KeyRing, bytes, str]:
        """The ring of a new book, its data key, and the recovery code to be printed.

        Raises WeakPassword, BookExists (key files are never overwritten), DiskFull and kin.
        """
        _require_good(password)
        for path in key_files(book_path):
            if path.exists():
                raise BookExists(f"“{path}”已经存在。请给新台账换一个名字，或先把旧文件移到别处。")
        key = new_key()
        code = new_code()
        costs = params or KeyParams()
        name, secret = _name(login), _secret(password)
        slots = (
            seal(key, book_id, secret, costs, kind="user", login=name),
            seal(key, book_id, read_code(code).encode(), costs, kind="recovery"),
        )
        ring = cls(
            book_path,
            book_id,
            key_proof=proof(book_id, key),
            params=costs,
            slots=slots,
            revision=1,
        )
        ring.write()
        return ring, key, code

    @classmethod
    def load(cls, book_path: Path) -> KeyRing:
        """The ring lying beside a book; a lost or damaged copy is made again from the other.

        Raises KeysMissing when neither copy can be read, NewerBook.
        """
        ring, alike = _newest(book_path)
        if not alike:
            ring.mended = _mend(book_path)
        return ring

    @classmethod
    def from_bytes(cls, content: bytes, book_path: Path) -> KeyRing:
        """The ring carried by a backup, for a book that is to lie at `book_path`.

        Nothing is written until `write`. Raises KeysMissing when it is damaged, NewerBook.
        """
        ring = _parse(content, book_path)
        if ring is None:
            raise KeysMissing("备份里的密钥部分已损坏，无法核对密码。请换一个备份。")
        return ring

    def to_bytes(self) -> bytes:
        """The file as it lies on the disk; everything secret in it is sealed."""
        body = {
            "book": self.book_id,
            "revision": self.revision,
            "proof": self._proof,
            "params": asdict(self.params),
            "slots": [slot.to_json() for slot in self._slots],
        }
        whole = {"format": _FORMAT, "version": _VERSION, "sha256": _digest(body), "body": body}
        return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True).encode()

    def write(self) -> None:
        """Write both copies, one after the other, so that one is whole at any moment."""
        content = self.to_bytes()
        for path in key_files(self.book_path):
            write_whole(path, content)

    def logins(self) -> list[str]:
        """Who may open the book, in the order they were added."""
        return [slot.login for slot in self._slots if slot.kind == "user"]

    def unlock(self, login: str, password: str, *, now: float | None = None) -> bytes:
        """The data key (takes about a quarter of a second).

        With `now` (seconds since 1970) the growing pause is kept: TooSoon before it is over,
        and a failure is noted. Raises WrongPassword, TooSoon, NotEnoughMemory.
        """
        slot = self._user(login)
        if slot is None:
            raise WrongPassword("这本台账里没有这个用户名。请核对后再试。")
        self._wait_is_over(now)
        return self._opened(slot, _secret(password), WrongPassword(), now)

    def unlock_with_code(self, code: str, *, now: float | None = None) -> bytes:
        """The data key by the recovery code; `now` as for `unlock`.

        Raises CodeSlip (a typing error, named by its group; not counted as a failure),
        WrongPassword (a good code, but not of this book), TooSoon.
        """
        secret = read_code(code).encode()
        wrong = WrongPassword(
            "这个恢复码打不开这本台账：它属于另一本台账，或已经换过新的恢复码。请找最近一次打印的那张。"
        )
        slots = [slot for slot in self._slots if slot.kind == "recovery"]
        if not slots:
            raise wrong
        self._wait_is_over(now)
        return self._opened(slots[0], secret, wrong, now)

    def set_password(self, login: str, new: str, key: bytes) -> None:
        """Give a user a new password. Raises WeakPassword, BookError when there is no such user."""
        old = self._user(login)
        if old is None:
            raise BookError("这本台账里没有这个用户名。请核对后再试。")
        _require_good(new)
        slot = self._sealed("user", old.login, _secret(new), key)
        self._store(slot if each is old else each for each in self._slots)

    def add_user(self, login: str, password: str, key: bytes) -> None:
        """Let one more person in. Raises WeakPassword, BookError when the name is taken."""
        if self._user(login) is not None:
            raise BookError("已经有这个用户名。请换一个名字。")
        _require_good(password)
        self._store((*self._slots, self._sealed("user", _name(login), _secret(password), key)))

    def remove_user(self, login: str) -> None:
        """Take a user's slot away. Raises BookError for the last user or an unknown one."""
        gone = self._user(login)
        if gone is None:
            raise BookError("这本台账里没有这个用户名。请核对后再试。")
        if len(self.logins()) == 1:
            raise BookError("这是最后一个能打开台账的用户，不能删除。请先添加另一个用户。")
        self._store(slot for slot in self._slots if slot is not gone)

    def new_recovery_code(self, key: bytes) -> str:
        """Replace the recovery code; the old one stops working. Returns the one to be printed."""
        code = new_code()
        slot = self._sealed("recovery", "", read_code(code).encode(), key)
        self._store((*(each for each in self._slots if each.kind != "recovery"), slot))
        return code

    def fits(self, key: bytes) -> bool:
        """Whether this is the data key that the slots hold."""
        return hmac.compare_digest(proof(self.book_id, key), self._proof)

    def pause_before_next(self, now: float) -> float:
        """Seconds until the next try counts: 0, 0, 1, 2, 4, 8 … 60 after wrong passwords."""
        return self._tries.pause_before_next(now)

    def note_failure(self, now: float) -> None:
        """Count a wrong password; kept beside the book, so that a restart does not forget it."""
        self._tries.note_failure(now)

    def _wait_is_over(self, now: float | None) -> None:
        if now is not None and (seconds := self.pause_before_next(now)) > 0:
            raise TooSoon(seconds)

    def _opened(self, slot: Slot, secret: bytes, wrong: WrongPassword, now: float | None) -> bytes:
        key = unseal(slot, self.book_id, secret)
        if key is None or not self.fits(key):
            if now is not None:
                self.note_failure(now)
            raise wrong
        self._tries.forget()
        return key

    def _user(self, login: str) -> Slot | None:
        wanted = _tidy(login).casefold()
        for slot in self._slots:
            if slot.kind == "user" and slot.login.casefold() == wanted:
                return slot
        return None

    def _sealed(self, kind: SlotKind, login: str, secret: bytes, key: bytes) -> Slot:
        if not self.fits(key):
            raise ValueError("not the data key of this book")
        return seal(key, self.book_id, secret, self.params, kind=kind, login=login)

    def _store(self, slots: Iterable[Slot]) -> None:
        before = self._slots, self.revision
        self._slots, self.revision = tuple(slots), self.revision + 1
        try:
            self.write()
        except BookError:
            self._slots, self.revision = before
            raise


def _normal(password: str) -> str:
    # Chinese input methods switch to full-width letters without asking.
    return unicodedata.normalize("NFKC", password)


def _secret(password: str) -> bytes:
    return _normal(password).encode("utf-8", "surrogatepass")


def _tidy(login: str) -> str:
    return unicodedata.normalize("NFKC", login).strip()


def _name(login: str) -> str:
    tidy = _tidy(login)
    if not tidy:
        raise BookError("用户名不能为空。")
    return tidy


def _require_good(password: str) -> None:
    if problem := password_problem(password):
        raise WeakPassword(problem)


def _digest(body: dict[str, Any]) -> str:
    canonical = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _read_copy(path: Path, book_path: Path) -> KeyRing | None:
    with file_troubles(path):
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return None
    return _parse(content, book_path)


def _parse(content: bytes, book_path: Path) -> KeyRing | None:
    try:
        whole = json.loads(content)
        if whole["format"] != _FORMAT:
            return None
        if whole["version"] > _VERSION:
            raise NewerBook("这本台账由较新版本的程序做成。请先更新程序再打开。")
        body = whole["body"]
        if _digest(body) != whole["sha256"]:
            return None
        return KeyRing(
            book_path,
            body["book"],
            key_proof=body["proof"],
            params=KeyParams(**body["params"]),
            slots=[Slot.from_json(slot) for slot in body["slots"]],
            revision=body["revision"],
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None  # whatever is wrong with the text, the other copy is asked next


def _newest(book_path: Path) -> tuple[KeyRing, bool]:
    copies = [_read_copy(path, book_path) for path in key_files(book_path)]
    good = [ring for ring in copies if ring is not None]
    if not good:
        first, second = (path.name for path in key_files(book_path))
        raise KeysMissing(
            f"找不到可用的密钥文件（“{first}”和“{second}”都不在或已损坏），密码无法核对。"
            "请把它们放回台账旁边，或用备份还原。"
        )
    # A kill between the two writes leaves two good copies; the later one counts.
    alike = len(good) == len(copies) and good[0].to_bytes() == good[1].to_bytes()
    return max(good, key=lambda ring: ring.revision), alike


def _mend(book_path: Path) -> str:
    try:
        with BookLock(book_path):
            ring, alike = _newest(book_path)
            if not alike:
                ring.write()
    except BookInUse:
        return ""  # whoever has the book open may be writing just now; the next start mends
    except BookError as trouble:
        return f"密钥文件有一份缺失或已损坏，只剩一份可用，修复没有成功：{trouble.text}"
    return "密钥文件有一份缺失或已损坏，已用另一份自动修复。"
