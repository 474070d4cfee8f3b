"""Frames between processes that do not trust each other: sizes are checked before anything is allocated, nothing is unpickled."""

from __future__ import annotations

import socket
import struct
import time
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import msgpack
import numpy as np

from .plain import Coder, Flat, WireError

MAGIC = b"rnn1"
HEADER = struct.Struct("!4sBIIQ")
MOST_BODY = 8 * 2**20
MOST_BYTES = 256 * 2**20
PIECE = 2**20
PLAIN = Coder()
FLAT = Flat()
# How the body of an answer begins, after one byte, that did not come in time.
LATE = b"".join(map(msgpack.packb, ("d", "late", True)))


class Kind(IntEnum):
    """What a frame is for: a cell to run, what it shows, its end; a request and its answer; a call the other way and its return;
    a file."""

    RUN = 1
    OUTPUT = 2
    DONE = 3
    REQUEST = 4
    ANSWER = 5
    CALLBACK = 6
    RETURN = 7
    PLACE = 8


_KINDS = frozenset(Kind)


class ClosedError(ConnectionError):
    """The other end is gone."""


@dataclass(frozen=True)
class Frame:
    """One message as it came.

    Args:
        kind: what it is for.
        number: an answer bears the number of its request.
        body: msgpack data.
        blob: the bytes of its arrays.
    """

    kind: Kind
    number: int
    body: bytes
    blob: bytearray

    def message(self, coder: Coder = PLAIN) -> Any:
        """Return the content.

        Raises:
            WireError: it is damaged.
        """
        try:
            data = msgpack.unpackb(self.body, raw=False, strict_map_key=False, max_map_len=0, max_ext_len=0)
            return coder.read(data, np.frombuffer(self.blob, np.uint8) if self.blob else np.empty(0, np.uint8))
        except WireError:
            raise
        except Exception as error:  # whatever a forged body provokes
            raise WireError(f"the other process sent what is no message ({type(error).__name__})") from None


def frame(kind: Kind, number: int, message: Any, coder: Coder = PLAIN) -> Frame:
    """Return a message as a frame.

    Raises:
        WireError: it is no plain data.
    """
    buffers: list[memoryview] = []
    body = msgpack.packb(coder.write(message, buffers), use_bin_type=True)
    return Frame(kind, number, body, bytearray().join(buffers))


class Channel:
    """One end of a stream socket on which frames travel.

    Args:
        sock: connected; its time limit is set at every call.
        most_body, most_bytes: a frame with a larger body, or with more bytes of arrays, is refused.
    """

    def __init__(self, sock: socket.socket, most_body: int = MOST_BODY, most_bytes: int = MOST_BYTES) -> None:
        self.sock = sock
        self.most_body = most_body
        self.most_bytes = most_bytes

    def fileno(self) -> int:
        """Return the file descriptor, for selectors."""
        return self.sock.fileno()

    def close(self) -> None:
        """Close this end."""
        self.sock.close()

    def send(self, frame: Frame, seconds: float | None = None) -> None:
        """Send a frame.

        Args:
            frame: the message.
            seconds: how long the other end may take to read it; None for ever.

        Raises:
            WireError: it is too large; nothing was sent.
            ClosedError: the other end is gone.
            TimeoutError: it did not read in time.
        """
        size = len(frame.body) + len(frame.blob)
        if len(frame.body) > self.most_body or len(frame.blob) > self.most_bytes:
            raise WireError(f"{size / 2**20:.0f} MiB are too much to be looked at")
        self.sock.settimeout(seconds)
        try:
            start = HEADER.pack(MAGIC, frame.kind, frame.number, len(frame.body), len(frame.blob)) + frame.body
            if len(frame.blob) <= PIECE:  # in one piece: the other end wakes up once
                self.sock.sendall(start + frame.blob)
            else:
                self.sock.sendall(start)
                self.sock.sendall(frame.blob)
        except TimeoutError:
            raise
        except OSError as error:
            raise ClosedError("the other process has ended") from error

    def receive(self, seconds: float | None = None) -> Frame:
        """Wait for a frame.

        Args:
            seconds: how long the whole of it may take; None for ever.

        Raises:
            WireError: what came is no frame, or is larger than allowed; the channel cannot be used any more.
            ClosedError: the other end is gone.
            TimeoutError: it did not come in time.
        """
        until = None if seconds is None else time.monotonic() + seconds
        magic, kind, number, body_size, size = HEADER.unpack(self._read(HEADER.size, until))
        if magic != MAGIC or kind not in _KINDS or body_size > self.most_body or size > self.most_bytes:
            raise WireError("the other process sent what is no message, or one that is too large")
        return Frame(Kind(kind), number, bytes(self._read(body_size, until)), self._read(size, until))

    def _read(self, size: int, until: float | None) -> bytearray:
        """Read so many bytes; memory grows with what has come, not with what was promised."""
        data = bytearray()
        while len(data) < size:
            left = None if until is None else until - time.monotonic()
            if left is not None and left <= 0:
                raise TimeoutError("the other process did not answer in time")
            self.sock.settimeout(left)
            try:
                piece = self.sock.recv(min(PIECE, size - len(data)))
            except TimeoutError:
                raise TimeoutError("the other process did not answer in time") from None
            except OSError as error:
                raise ClosedError("the other process has ended") from error
            if not piece:
                raise ClosedError("the other process has ended")
            data += piece
        return data


@dataclass
class Process:
    """One of the two processes and the channel to it.

    Args:
        child: with `kill`.
        channel: our end.
    """

    child: Any
    channel: Channel

    def kill(self) -> None:
        """End the process and everything that it started."""
        self.child.kill()
        self.channel.close()
