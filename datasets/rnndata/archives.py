"""Archives read with care: nothing is ever written where an archive's names point, and sizes are bounded."""

from __future__ import annotations

import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from .shapes import DataError

LARGEST_MEMBER = 64 << 20  # bytes of one file
LARGEST_TOTAL = 1 << 30  # bytes of all files together
_BLOCK = 1 << 20
_Entry = tuple[str, int, Callable[[], IO[bytes]]]  # name, bytes, how to open it
_BROKEN = (OSError, EOFError, ValueError, NotImplementedError, RuntimeError, zlib.error, lzma.LZMAError)


def members(archive: Path, folder: str = "", ending: str = "", largest: int = LARGEST_MEMBER) -> Iterator[tuple[str, bytes]]:
    """Yield the names and contents of the files in a zip or tar archive, in its order.

    Links, devices and folders are passed over; nothing is written to the disk.

    Args:
        archive: a .zip, .tar, .tar.gz, .tgz or .tar.xz file; recognised by its content.
        folder: only names that begin so.
        ending: only names that end so.
        largest: bytes that one file may have.

    Raises:
        DataError: no archive, a damaged one, a name that is absolute or holds `..`, a file or a total that is too large.
    """
    total = 0
    try:
        for name, size, opened in _zip(archive) if zipfile.is_zipfile(archive) else _tar(archive):
            _demand_safe(archive, name)
            if not (name.startswith(folder) and name.endswith(ending)):
                continue
            total += size
            if size > largest or total > LARGEST_TOTAL:
                raise DataError(f"{archive.name} is refused: {name} has {size} bytes, more than an honest copy would.")
            with opened() as file:
                content = file.read()  # no more than the size that the archive states, else the libraries complain
            yield name, content
    except (*_BROKEN, tarfile.TarError, zipfile.BadZipFile) as error:
        if isinstance(error, DataError):
            raise
        raise DataError(f"{archive.name} is no archive or is damaged ({error}); remove it and load again.") from error


def member(archive: Path, name: str, largest: int = LARGEST_MEMBER) -> bytes:
    """Return the content of one file of an archive.

    Raises:
        DataError: as `members`, or the archive does not hold the file.
    """
    for found, content in members(archive, folder=name, ending=name, largest=largest):
        if found == name:
            return content
    raise DataError(f"{archive.name} does not hold {name}.")


def unpack(archive: Path, folder: Path) -> list[Path]:
    """Write the files of an archive below a folder and return their paths; safe as `members` is."""
    written = []
    for name, content in members(archive):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        written.append(path)
    return written


def unxz(packed: Path, target: Path, largest: int) -> None:
    """Decompress an .xz file; at most `largest` bytes may come out of it.

    Raises:
        DataError: a damaged file, or more bytes than that.
    """
    have = 0
    try:
        with lzma.open(packed) as source, target.open("wb") as out:
            while block := source.read(_BLOCK):
                have += len(block)
                if have > largest:
                    raise DataError(f"{packed.name} holds more than the {largest} bytes expected")
                out.write(block)
    except (lzma.LZMAError, EOFError) as error:
        raise DataError(f"{packed.name} is damaged ({error})") from error


def _zip(archive: Path) -> Iterator[_Entry]:
    with zipfile.ZipFile(archive) as packed:
        for entry in packed.infolist():
            if not entry.is_dir() and (entry.external_attr >> 28) in (0, 8):  # Unix file types: none stated, or a plain file
                yield entry.filename, entry.file_size, partial(packed.open, entry)


def _tar(archive: Path) -> Iterator[_Entry]:
    with tarfile.open(archive) as packed:
        for entry in packed:
            if entry.isreg():
                yield entry.name.removeprefix("./"), entry.size, partial(_open, packed, entry)


def _open(packed: tarfile.TarFile, entry: tarfile.TarInfo) -> IO[bytes]:
    file = packed.extractfile(entry)
    assert file is not None  # it is one for plain files
    return file


def _demand_safe(archive: Path, name: str) -> None:
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or (path.parts and path.parts[0].endswith(":")) or "\0" in name:
        raise DataError(f"{archive.name} is refused: {name!r} would lie outside its folder.")
