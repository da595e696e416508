"""One slot: the data key of a book sealed under what a person knows."""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import asdict, dataclass
from typing import Any, Literal

from db.errors import NotEnoughMemory

_KEY_BYTES = 32
_SALT_BYTES = 16
_NONCE_BYTES = 12
_PURPOSE = "mulin-keys 1"

SlotKind = Literal["user", "recovery"]


@dataclass(frozen=True, slots=True)
class KeyParams:
    """How costly one guess is: memory in KiB, passes over it, lanes filled side by side."""

    memory: int = 128 * 1024
    passes: int = 3
    lanes: int = 2

    def __post_init__(self) -> None:
        # A changed file must not make the program ask for all memory of the computer.
        fits = 8 <= self.memory <= 1 << 20 and 1 <= self.passes <= 32 and 1 <= self.lanes <= 16
        if not fits:
            raise ValueError("key parameters out of range")


@dataclass(frozen=True, slots=True)
class Slot:
    """The sealed key and all that is needed to try a secret on it; `login` is for people."""

    id: str
    kind: SlotKind
    login: str
    salt: bytes
    params: KeyParams
    nonce: bytes
    sealed: bytes

    def to_json(self) -> dict[str, object]:
        """Bytes as hexadecimal digits."""
        data = asdict(self)
        return data | {name: data[name].hex() for name in ("salt", "nonce", "sealed")}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Slot:
        """Raises ValueError, KeyError or TypeError when the data is not a slot."""
        raw = {name: bytes.fromhex(data[name]) for name in ("salt", "nonce", "sealed")}
        return cls(**(data | raw | {"params": KeyParams(**data["params"])}))


def new_key() -> bytes:
    """256 random bits for a new book."""
    return os.urandom(_KEY_BYTES)


def seal(
    key: bytes, book_id: str, secret: bytes, params: KeyParams, *, kind: SlotKind, login: str = ""
) -> Slot:
    """A new slot; salt and nonce are fresh each time, so no wrapping key is ever used twice."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    slot_id, salt, nonce = os.urandom(8).hex(), os.urandom(_SALT_BYTES), os.urandom(_NONCE_BYTES)
    cipher = AESGCM(_derived(secret, salt, params))
    sealed = cipher.encrypt(nonce, key, _bound_to(book_id, slot_id))
    return Slot(slot_id, kind, login, salt, params, nonce, sealed)


def unseal(slot: Slot, book_id: str, secret: bytes) -> bytes | None:
    """The data key, None when the secret is not the right one. Raises NotEnoughMemory."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    cipher = AESGCM(_derived(secret, slot.salt, slot.params))
    try:
        return cipher.decrypt(slot.nonce, slot.sealed, _bound_to(book_id, slot.id))
    except InvalidTag:
        return None


def proof(book_id: str, key: bytes) -> str:
    """Tells the right key from a wrong one without helping anyone to find 256 random bits."""
    return hmac.new(key, f"{_PURPOSE} proof {book_id}".encode(), hashlib.sha256).hexdigest()


def _bound_to(book_id: str, slot_id: str) -> bytes:
    return f"{_PURPOSE} {book_id} {slot_id}".encode()


def _derived(secret: bytes, salt: bytes, params: KeyParams) -> bytes:
    from argon2.exceptions import HashingError
    from argon2.low_level import Type, hash_secret_raw

    try:
        return hash_secret_raw(
            secret,
            salt,
            time_cost=params.passes,
            memory_cost=params.memory,
            parallelism=params.lanes,
            hash_len=_KEY_BYTES,
            type=Type.ID,
        )
    except HashingError as error:
        raise NotEnoughMemory(
            f"核对密码需要 {params.memory // 1024} MB 可用内存，现在不够。请关闭一些程序后再试。"
        ) from error
