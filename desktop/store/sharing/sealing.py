"""A copy sealed with a password: scrypt makes the key, AES-GCM encrypts, and the header is authenticated with it.

File: MAGIC, the length of the header (4 bytes, big endian), the header (JSON: kind, salt, nonce, n, r, p), the
encrypted file with its tag. Nothing of the contents is readable without the password, and no changed byte goes
unnoticed.

Source: RFC 7914 (scrypt), NIST SP 800-38D (GCM).
"""

from __future__ import annotations

import json
import os
import secrets
import unicodedata
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.domain.errors import FileProblem, Rejected
from desktop.store import making
from desktop.store.problems import told_plainly

if TYPE_CHECKING:
    from collections.abc import Mapping

MAGIC = b"Perennial sealed 1\n"
N, R, P = 1 << 17, 8, 1
"""What OWASP's password storage advice names for scrypt: 128 MB and a tenth of a second or so for each guess."""
MOST_MEMORY = 1 << 28
LONGEST_HEADER = 4096
SHORTEST_PASSWORD = 8


def is_sealed(path: Path) -> bool:
    try:
        # What is no ordinary file, such as a pipe, would be waited for.
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except OSError:
        return False


def seal(contents: bytes, password: str) -> bytes:
    """Encrypt a file's bytes.

    Raises:
        Rejected: the password has under eight characters.
    """
    password = unicodedata.normalize("NFC", password)
    if len(password) < SHORTEST_PASSWORD:
        raise Rejected(
            f"The password has {len(password)} characters: take at least {SHORTEST_PASSWORD}.", field="password"
        )
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    header = json.dumps({"salt": salt.hex(), "nonce": nonce.hex(), "n": N, "r": R, "p": P}).encode()
    front = MAGIC + len(header).to_bytes(4, "big") + header
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return front + AESGCM(_key(password, salt, N, R, P)).encrypt(nonce, contents, front)


def unseal(path: Path, password: str) -> bytes:
    """The bytes of the file that was sealed; in memory only.

    Raises:
        FileProblem: the password is wrong, or the file was damaged or cut off; which of them, nobody can tell.
    """
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    data = path.read_bytes()
    problem = FileProblem(
        f"{path.name} can't be opened: the password is wrong, or the file was damaged on its way. Nothing was written. "
        "Type the password again, or ask for the file again.",
        cause="sealed",
    )
    start = len(MAGIC) + 4
    length = int.from_bytes(data[len(MAGIC) : start], "big")
    if not data.startswith(MAGIC) or length > LONGEST_HEADER or len(data) < start + length:
        raise problem
    try:
        header: Mapping[str, object] = json.loads(data[start : start + length])
        salt, nonce = bytes.fromhex(str(header["salt"])), bytes.fromhex(str(header["nonce"]))
        n, r, p = (int(str(header[name])) for name in ("n", "r", "p"))
        if 128 * n * r > MOST_MEMORY or p > 4:
            # A header that would have us work for hours.
            raise ValueError(n)
        # Keyboards write one letter in several ways; it is sealed with the first, and with any before that was so.
        for written in dict.fromkeys((unicodedata.normalize("NFC", password), password)):
            with suppress(InvalidTag):
                cipher = AESGCM(_key(written, salt, n, r, p))
                return cipher.decrypt(nonce, data[start + length :], data[: start + length])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise problem from None
    raise problem


def _key(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    return Scrypt(salt=salt, length=32, n=n, r=r, p=p).derive(password.encode("utf-8", "surrogatepass"))


def open_into(path: Path, out: Path, password: str) -> None:
    """Write what is sealed at `path` to `out`, in the open.

    Raises:
        FileProblem: there is something at `out`, it can't be written, or as `unseal`.
    """
    with told_plainly(out):
        making.refuse_missing_folder(out)
        if out.exists() or out.is_symlink():
            raise FileProblem(f"{out} exists already. Choose another name, or remove it first.")
        write(unseal(path, password), out)


def write(contents: bytes, target: Path) -> None:
    """Put the bytes in place whole or not at all, and on the disk before that is said."""
    draft = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with draft.open("xb") as file:
            file.write(contents)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
