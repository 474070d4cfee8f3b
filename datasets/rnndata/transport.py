"""One file over http: progress in text, resuming by Range, retries with growing pauses."""

from __future__ import annotations

import http.client
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

TIMEOUT = 30.0  # seconds without a byte
PAUSES = (1.0, 2.0, 4.0)  # seconds before the second, third and fourth attempt
BLOCK = 1 << 16  # bytes
_LARGEST = 1 << 30  # bytes of a file whose size is not known
_AGENT = {"User-Agent": "Mozilla/5.0 (rnndata; teaching)", "Accept-Encoding": "identity"}
_WORTH_A_RETRY = {408, 425, 429, 500, 502, 503, 504}


class WrongFileError(Exception):
    """One attempt at one place failed; the text says why."""


def download(url: str, part: Path, size: int | None, name: str) -> None:
    """Download into a file, in several attempts, each of which goes on where the one before stopped."""
    if not url.startswith(("http://", "https://")):
        raise WrongFileError("not an http address")
    for pause in (*PAUSES, None):
        try:
            return _attempt(url, part, size, name)
        except urllib.error.HTTPError as error:
            error.close()
            if error.code == 404:
                raise FileNotFoundError(url) from error
            if error.code not in _WORTH_A_RETRY or pause is None:
                raise WrongFileError(f"the server answers {error.code} {error.reason}") from error
        except WrongFileError:
            part.unlink(missing_ok=True)
            raise
        except (OSError, http.client.HTTPException) as error:  # no connection, cut off, too slow
            if pause is None or isinstance(getattr(error, "reason", None), socket.gaierror):  # no such host: most likely offline
                raise WrongFileError(reason_of(error)) from error
        time.sleep(pause)


def _attempt(url: str, part: Path, size: int | None, name: str) -> None:
    have = part.stat().st_size if part.exists() else 0
    if size is not None and have >= size:
        have = _restart(part) if have > size else have
        if have == size:
            return
    request = urllib.request.Request(url, headers=_AGENT | ({"Range": f"bytes={have}-"} if have else {}))  # noqa: S310
    try:
        answer = urllib.request.urlopen(request, timeout=TIMEOUT)  # noqa: S310
    except urllib.error.HTTPError as error:
        if error.code != 416:
            raise
        error.close()
        _restart(part)
        raise ConnectionError("the server refuses to go on") from error
    with answer:
        resumes = answer.status == 206 and answer.headers.get("Content-Range", "").startswith(f"bytes {have}-")
        with part.open("ab" if resumes else "wb") as file:
            _copy(answer, file, have if resumes else 0, size, name)


def _restart(part: Path) -> int:
    part.unlink()
    return 0


def _copy(answer: Any, file: BinaryIO, have: int, size: int | None, name: str) -> None:
    """Write the answer to a file, with progress; no more than `size` bytes in all."""
    length = answer.headers.get("Content-Length")
    total = have + int(length) if length and length.isdigit() else size
    bound = size if size is not None else _LARGEST
    report = _progress(name, total)
    while block := answer.read(BLOCK):
        have += len(block)
        if have > bound:
            raise WrongFileError(f"wrong content (more than {bound} bytes)")
        file.write(block)
        report(have)
    if total is not None and have < total:
        raise ConnectionError(f"cut off after {have} of {total} bytes")


def _progress(name: str, total: int | None) -> Callable[[int], None]:
    """Return a function that writes one line of text per tenth of a download; nothing for small files."""
    done = -1

    def report(have: int) -> None:
        nonlocal done
        if not total or total < 1 << 20 or (tenth := 10 * have // total) <= done:
            return
        done = tenth
        say(f"\r{name}: {have / 1e6:.1f} of {total / 1e6:.1f} MB" + ("\n" if have >= total else ""))

    return report


def say(text: str) -> None:
    """Write to the output of the notebook at once."""
    sys.stdout.write(text)
    sys.stdout.flush()


def reason_of(error: Exception) -> str:
    """Return why an attempt failed, in a few words."""
    if isinstance(error, FileNotFoundError):
        return "not found"
    reason = getattr(error, "reason", None) or getattr(error, "strerror", None) or str(error)
    return str(reason).rstrip(".") or type(error).__name__
