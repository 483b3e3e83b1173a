"""A disk that loses its power: what SQLite did to its files, recorded, and what may be left of it at any moment.

What may be left: everything before a file's last flush, and of what came after it any part: writes dropped, in another
order, or torn at a sector; a file that was made or removed since the last flush of the folder, or not.
"""

from __future__ import annotations

import ctypes
import os
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NamedTuple

SECTOR = 512
Kind = Literal["open", "write", "truncate", "sync", "delete", "deleted", "saved"]


class Event(NamedTuple):
    """One thing that was done to a file of the folder.

    Args:
        at: where a write begins, or the length that is left of a file.
        data: what is written, or what was saved when an edit was acknowledged.
    """

    kind: Kind
    name: str = ""
    at: int = 0
    data: bytes = b""


# -- recording

_OPEN = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
_DELETE = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int)
_WRITE = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_int64)
_TRUNCATE = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int64)
_SYNC = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int)


class _Vfs(ctypes.Structure):
    """The beginning of sqlite3_vfs. Source: https://sqlite.org/c3ref/vfs.html."""

    _fields_ = [
        *((name, ctypes.c_int) for name in ("version", "file_size", "longest_path")),
        *((name, ctypes.c_void_p) for name in ("next", "name", "data", "open", "delete")),
    ]


class _Methods(ctypes.Structure):
    """sqlite3_io_methods, version 3. Source: https://sqlite.org/c3ref/io_methods.html."""

    _fields_ = [
        ("version", ctypes.c_int),
        *((name, ctypes.c_void_p) for name in ("close", "read", "write", "truncate", "sync", "file_size")),
        ("others", ctypes.c_void_p * 12),
    ]


class Recorder:
    """Stands between SQLite and its files in this process, for good, and notes what is done to those of a folder."""

    def __init__(self, folder: Path) -> None:
        self.events: list[Event] = []
        self._folder = str(folder)
        self._names: dict[int, str] = {}
        self._kept: list[Any] = []
        """What SQLite calls must live on."""
        self._methods: dict[int, _Methods] = {}
        library = ctypes.CDLL("libsqlite3.so.0")
        library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
        vfs = library.sqlite3_vfs_find(None).contents
        self._open, self._delete = _OPEN(vfs.open), _DELETE(vfs.delete)
        vfs.open, vfs.delete = self._callable(_OPEN(self._opened)), self._callable(_DELETE(self._deleted))

    def _callable(self, function: Any) -> int | None:
        self._kept.append(function)
        return ctypes.cast(function, ctypes.c_void_p).value

    def _opened(self, vfs: int, name: int | None, file: int, flags: int, out: int) -> int:
        path = os.fsdecode(ctypes.string_at(name)) if name else ""
        ours = path.startswith(self._folder)
        fresh = ours and not Path(path).exists()
        done: int = self._open(vfs, name, file, flags, out)
        self._names.pop(file, None)
        if ours and done == 0:
            self._names[file] = Path(path).name
            if fresh:
                self.events.append(Event("open", self._names[file]))
            place = ctypes.c_void_p.from_address(file)
            assert place.value is not None
            place.value = ctypes.addressof(self._watched(place.value))
        return done

    def _watched(self, methods: int) -> _Methods:
        """The methods of a file, with those that change it seen by us."""
        if methods not in self._methods:
            own = _Methods.from_buffer_copy(_Methods.from_address(methods))
            write, truncate, sync = _WRITE(own.write), _TRUNCATE(own.truncate), _SYNC(own.sync)

            def wrote(file: int, data: int, length: int, at: int) -> int:
                self.events.append(Event("write", self._names[file], at, ctypes.string_at(data, length)))
                return int(write(file, data, length, at))

            def cut(file: int, length: int) -> int:
                self.events.append(Event("truncate", self._names[file], length))
                return int(truncate(file, length))

            def flushed(file: int, flags: int) -> int:
                done = int(sync(file, flags))
                self.events.append(Event("sync", self._names[file]))
                return done

            own.write = self._callable(_WRITE(wrote))
            own.truncate = self._callable(_TRUNCATE(cut))
            own.sync = self._callable(_SYNC(flushed))
            self._methods[methods] = own
        return self._methods[methods]

    def _deleted(self, vfs: int, name: bytes, flush_folder: int) -> int:
        path = os.fsdecode(name)
        ours = path.startswith(self._folder) and Path(path).exists()
        if ours:
            self.events.append(Event("delete", Path(path).name))
        done: int = self._delete(vfs, name, flush_folder)
        if ours and flush_folder:
            self.events.append(Event("deleted", Path(path).name))
        return done


# -- losing power


@dataclass
class _File:
    durable: bytearray = field(default_factory=bytearray)
    pending: list[Event] = field(default_factory=list[Event])


class Disk:
    """The files of one folder as a disk holds them while the events happen to it."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self._durable = {name: _File(bytearray(data)) for name, data in files.items()}
        self._now = dict(self._durable)
        self._renamed: list[tuple[str, _File | None]] = []
        """Files made (or None: removed) that the folder may not know of yet, in order."""

    def happens(self, event: Event) -> None:
        if event.kind == "open":
            self._now[event.name] = _File()
            self._renamed.append((event.name, self._now[event.name]))
        elif event.kind == "delete":
            del self._now[event.name]
            self._renamed.append((event.name, None))
        elif event.kind == "sync":
            file = self._now[event.name]
            for each in file.pending:
                _do(file.durable, each)
            file.pending.clear()
            # SQLite flushes the folder with the first flush of a file it made; later ones leave it alone.
            if any(made is file for _, made in self._renamed):
                self._flush_folder()
        elif event.kind == "deleted":
            self._flush_folder()
        elif event.kind in ("write", "truncate"):
            self._now[event.name].pending.append(event)

    def after_power_loss(self, choose: random.Random) -> dict[str, bytes]:
        """What may be found when the power is back."""
        names = dict(self._durable)
        for name, file in self._renamed[: choose.randint(0, len(self._renamed))]:
            _rename(names, name, file)
        how = choose.choice((_nothing, _everything, _some, _some, _torn))
        return {name: bytes(_left(file, how(file.pending, choose))) for name, file in names.items()}

    def _flush_folder(self) -> None:
        for name, file in self._renamed:
            _rename(self._durable, name, file)
        self._renamed.clear()


def _rename(names: dict[str, _File], name: str, file: _File | None) -> None:
    if file is None:
        names.pop(name, None)
    else:
        names[name] = file


def _do(data: bytearray, event: Event) -> None:
    if event.kind == "truncate":
        del data[event.at :]
    else:
        if len(data) < event.at:
            data.extend(bytes(event.at - len(data)))
        data[event.at : event.at + len(event.data)] = event.data


def _left(file: _File, done: Sequence[Event]) -> bytearray:
    data = bytearray(file.durable)
    for each in done:
        _do(data, each)
    return data


def _nothing(_: Sequence[Event], __: random.Random) -> Sequence[Event]:
    return ()


def _everything(pending: Sequence[Event], _: random.Random) -> Sequence[Event]:
    return pending


def _some(pending: Sequence[Event], choose: random.Random) -> Sequence[Event]:
    """Any of them: what was written first may be what is missing."""
    share = choose.choice((0.1, 0.5, 0.9))
    return [each for each in pending if choose.random() < share]


def _torn(pending: Sequence[Event], choose: random.Random) -> Sequence[Event]:
    """Any sectors of them."""
    pieces: list[Event] = []
    for each in pending:
        if each.kind == "truncate":
            pieces.append(each)
        for start in range(0, len(each.data), SECTOR):
            if choose.random() < 0.7:
                pieces.append(Event("write", each.name, each.at + start, each.data[start : start + SECTOR]))
    return pieces


def crashes(
    files: dict[str, bytes], events: Sequence[Event], number: int, choose: random.Random
) -> list[tuple[dict[str, bytes], list[bytes]]]:
    """What may be left after power losses at so many moments, and what was saved, said and under way by then.

    Returns:
        The files, and what the book may hold: what was acknowledged last, and what comes next.
    """
    saved = [event.data for event in events if event.kind == "saved"]
    moments = sorted(choose.choices(range(len(events)), k=number))
    found: list[tuple[dict[str, bytes], list[bytes]]] = []
    disk, said, at = Disk(files), 0, 0
    for moment in moments:
        for event in events[at : moment + 1]:
            disk.happens(event)
            said += event.kind == "saved"
        at = moment + 1
        found.append((disk.after_power_loss(choose), saved[max(0, said - 1) : said + 1]))
    return found
