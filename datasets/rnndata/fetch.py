"""Downloads with a pinned checksum: cache folder, mirror, progress, resuming, retries, and a clear error offline.

The library pooch does the cache, the checksum and a progress bar, but it knows no mirror, cannot resume by Range, and brings
`requests` along; students install NumPy, Babel and num2words only. So this is urllib.

Settings, in the environment:
    RNNDATA_CACHE: folder of the downloads, `~/.cache/rnndata` unless set.
    RNNDATA_MIRROR: a folder or an http address that holds the files under the paths of `Source.path`; asked first.
    RNNDATA_OFFLINE: when set, nothing but the cache and the mirror is used.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from .archives import members, unxz
from .shapes import DataError
from .transport import WrongFileError, download, reason_of, say


class Source(NamedTuple):
    """A file of a public data set, by its content.

    Args:
        path: where the file lies in the cache and in a mirror; a mirror may hold it as `path.xz`.
        sha256: checksum of the file, in hexadecimal digits.
        size: bytes of the file.
        urls: http addresses, asked in this order; `address#name` is the file of that name in an archive. None where only
            mirrors have the file.
    """

    path: str
    sha256: str
    size: int
    urls: tuple[str, ...] = ()


def cache_folder() -> Path:
    """Return the folder of the downloads: RNNDATA_CACHE, or `~/.cache/rnndata`."""
    return Path(os.environ.get("RNNDATA_CACHE") or Path.home() / ".cache" / "rnndata").expanduser()


def fetch(*forms: Source) -> Path:
    """Return the path of a file in the cache; if it is not there, get it from the mirror or from its address.

    Args:
        forms: one file, or several packings of the same data in order of preference; the first that can be had is taken.

    Returns:
        the path; the file's checksum has been compared with the pinned one in this very call.

    Raises:
        DataError: no place has the right file, or the cache folder cannot be written.
    """
    for form in forms:
        if _is_right(cache_folder() / form.path, form):
            return cache_folder() / form.path
    failures: list[str] = []
    for place in (_mirrored, _downloaded):
        for form in forms:
            target = cache_folder() / form.path
            with _lock(target):
                if _is_right(target, form) or place(form, target, failures):
                    return target
    raise DataError(_advice(forms[0], failures))


def _advice(form: Source, failures: list[str]) -> str:
    reasons = "; ".join(dict.fromkeys(failures)) or "no address is known for it"
    return (
        f"Cannot get {form.path}: {reasons}. The embedded data sets need no network; for this one, connect and call again "
        f"(a broken download goes on where it stopped), or set RNNDATA_MIRROR to a folder or http address that holds {form.path}."
    )


def _is_right(path: Path, form: Source) -> bool:
    """Return True for a file with the right content; a wrong one is removed with a message."""
    if not path.is_file():
        return False
    if path.stat().st_size == form.size and checksum(path) == form.sha256:
        return True
    say(f"{path} is damaged and will be fetched again.\n")
    path.unlink()
    return False


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _lock(target: Path) -> Iterator[None]:
    """Hold other processes off the same file, where the system can."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        file = target.with_name(target.name + ".lock").open("wb")
    except OSError as error:
        remedy = "set RNNDATA_CACHE to a folder that can be written"
        raise DataError(f"The cache folder {target.parent} cannot be used ({error.strerror}): {remedy}.") from error
    with file:
        try:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX)
        except (ImportError, OSError):  # Windows, or a file system without locks: the checksum still guards
            pass
        yield


def _mirrored(form: Source, target: Path, failures: list[str]) -> bool:
    """Get the file from the mirror, as it is or as an .xz; True when that worked."""
    mirror = os.environ.get("RNNDATA_MIRROR", "").strip()
    if not mirror:
        return False
    for ending in ("", ".xz"):
        try:
            _from_mirror(mirror, form, target, ending)
            return True
        except FileNotFoundError:
            continue
        except (OSError, WrongFileError) as error:
            failures.append(f"the mirror's {form.path}{ending}: {reason_of(error)}")
            return False
    failures.append(f"the mirror {mirror} does not hold it")
    return False


def _from_mirror(mirror: str, form: Source, target: Path, ending: str) -> None:
    part = target.with_name(target.name + ".part" + ending)
    if mirror.startswith(("http://", "https://")):
        address = f"{mirror.rstrip('/')}/{form.path}{ending}"
        download(address, part, None if ending else form.size, form.path)
    else:
        shutil.copyfile(Path(mirror).expanduser() / (form.path + ending), part)
    try:
        if ending:
            unxz(part, part.with_suffix(""), form.size)
    except DataError as error:
        raise WrongFileError(str(error)) from error
    finally:
        if ending:
            part.unlink(missing_ok=True)
    _accept(target.with_name(target.name + ".part"), target, form)


def _downloaded(form: Source, target: Path, failures: list[str]) -> bool:
    """Get the file from one of its addresses; True when that worked."""
    if form.urls and os.environ.get("RNNDATA_OFFLINE"):
        failures.append("RNNDATA_OFFLINE is set")
        return False
    part = target.with_name(target.name + ".part")
    for url in form.urls:
        again = part.exists()  # what lies there from an earlier attempt may be of another edition: then start over
        while True:
            try:
                _from_address(url, part, form)
                _accept(part, target, form)
                return True
            except (OSError, WrongFileError) as error:
                if not again or part.exists():
                    failures.append(f"{url}: {reason_of(error)}")
                    break
                again = False
    return False


def _from_address(url: str, part: Path, form: Source) -> None:
    """Download a file, or the archive that holds it where the address is `address#name`."""
    url, _, name = url.partition("#")
    if not name:
        return download(url, part, form.size, form.path)
    archive = part.with_name(part.name + ".archive")
    download(url, archive, None, form.path)
    try:
        found = [content for path, content in members(archive, ending=name) if path.split("/")[-1] == name]
    except DataError as error:
        raise WrongFileError(str(error)) from error
    finally:
        archive.unlink()
    if not found:
        raise WrongFileError(f"the archive holds no {name}")
    part.write_bytes(found[0])


def _accept(part: Path, target: Path, form: Source) -> None:
    """Move a complete file to its place, or remove it and say what is wrong with it."""
    size, found = part.stat().st_size, checksum(part)
    if size != form.size:
        part.unlink()
        raise WrongFileError(f"wrong content ({size} bytes instead of {form.size})")
    if found != form.sha256:
        part.unlink()
        raise WrongFileError(f"wrong content (its SHA-256 begins with {found[:12]} instead of {form.sha256[:12]})")
    os.replace(part, target)
