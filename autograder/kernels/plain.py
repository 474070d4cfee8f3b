"""Plain data: what may cross the border between a student's process and the checker, and how it is written."""

from __future__ import annotations

import collections
import math
import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

DEPTH = 100
MOST_DIGITS = 10_000
MOST_FIELDS = 200
NUMBERS = "biufcmMSU"
_TYPE = re.compile(r"[<>|=]?[biufcmMSUV]\d{0,6}(\[\w{1,4}\])?")


class WireError(ValueError):
    """A message that is not plain data, is too large, or is damaged."""


def no_reference(value: Any) -> list[Any]:
    """Refuse what is not plain data."""
    raise WireError(f"a {type(value).__name__} is not plain data")


def no_meaning(tag: str, content: list[Any]) -> Any:
    """Refuse a reference."""
    raise WireError(f"a reference {tag!r} means nothing here")


class Coder:
    """Turns values into lists for msgpack and back.

    None, bool, float, str, bytes and small ints stand for themselves; everything else is a list that begins with a tag.
    Values are taken by their exact type, so that no method of a subclass is ever called.

    Args:
        refer: what to write for a value that is not plain data: a list that begins with a tag of two letters or more.
        resolve: the value of such a list, from its tag and the rest, already decoded.
    """

    def __init__(
        self, refer: Callable[[Any], list[Any]] = no_reference, resolve: Callable[[str, list[Any]], Any] = no_meaning
    ) -> None:
        self.refer = refer
        self.resolve = resolve
        self._seen: dict[int, tuple[int, Any]] = {}
        self._read: list[Any] = []
        self._left = 0

    def write(self, value: Any, buffers: list[memoryview]) -> Any:
        """Return a whole message as data for msgpack; see `encode`."""
        kept, self._seen = self._seen, {}
        try:
            return self.encode(value, buffers)
        finally:
            self._seen = kept

    def read(self, data: Any, blob: np.ndarray) -> Any:
        """Return the value of a whole message; see `decode`."""
        kept = self._read, self._left
        self._read, self._left = [], blob.nbytes
        try:
            return self.decode(data, blob)
        finally:
            self._read, self._left = kept

    def encode(self, value: Any, buffers: list[memoryview], depth: int = DEPTH) -> Any:
        """Return a value as data for msgpack; the bytes of arrays are added to `buffers`.

        Raises:
            WireError: it is no plain data, or nested too deeply.
        """
        kind = type(value)
        if value is None or kind in (bool, float, str, bytes):
            return value
        if kind in SHARED:
            return self._once(value, kind, buffers, depth)
        return self._written(value, kind, buffers, depth)

    def _once(self, value: Any, kind: type, buffers: list[memoryview], depth: int) -> Any:
        """Write something that can be changed once; after that its number, so that one object stays one object."""
        if id(value) in self._seen:
            return ["@", self._seen[id(value)][0]]
        data = self._written(value, kind, buffers, depth)
        self._seen[id(value)] = (len(self._seen), value)  # kept alive: numbers of dead objects are used again
        return data

    def _written(self, value: Any, kind: type, buffers: list[memoryview], depth: int) -> Any:
        if kind is int:
            return value if -(2**63) <= value < 2**63 else ["i", _digits(value)]
        if depth == 0:
            raise WireError("the value is nested too deeply")
        if kind is np.ndarray:
            return ["a", *_array(value, buffers)]
        if issubclass(kind, np.generic):
            return ["0", *_array(np.asarray(value), buffers)]
        write = _WRITE.get(kind)
        if write is not None:
            return write(value, lambda item: self.encode(item, buffers, depth - 1))
        if issubclass(kind, tuple) and _has_names(kind):
            items = [self.encode(item, buffers, depth - 1) for item in tuple.__iter__(value)]
            return ["n", kind.__name__, list(getattr(kind, "_fields")), items]  # noqa: B009
        base = _library_base(kind)
        if base is not None:
            return _WRITE[base](base(value), lambda item: self.encode(item, buffers, depth - 1))
        tag, *content = self.refer(value)
        return [tag, *(self.encode(item, buffers, depth - 1) for item in content)]

    def decode(self, data: Any, blob: np.ndarray, depth: int = DEPTH) -> Any:
        """Return the value of data that msgpack read.

        Args:
            data: as `encode` returned it, or anything else.
            blob: the bytes of all arrays.
            depth: how deeply it may be nested.

        Raises:
            WireError: the data is damaged.
        """
        if not isinstance(data, list):
            return data
        if depth == 0 or not data or not isinstance(data[0], str):
            raise WireError("a message is damaged or nested too deeply")
        tag, content = data[0], data[1:]
        if tag == "0":
            return self._read_once(blob, content)[()]
        if tag == "@":
            return self._read[content[0]]
        if tag == "a" or tag in _READ:
            item = lambda part: self.decode(part, blob, depth - 1)  # noqa: E731
            made = self._read_once(blob, content) if tag == "a" else _READ[tag](content, item)
            if tag in _SHARED_TAGS:
                self._read.append(made)
            return made
        return self.resolve(tag, [self.decode(item, blob, depth - 1) for item in content])

    def _read_once(self, blob: np.ndarray, content: list[Any]) -> np.ndarray:
        """Return an array of its own bytes: all arrays together are no larger than the bytes that came."""
        made = _read_array(blob, *content)
        self._left -= made.nbytes
        if self._left < 0:
            raise WireError("arrays share their bytes")
        return made


class Flat(Coder):
    """Lists and dicts of what stands for itself, as a tree: what is read is no larger than what came, whatever is made of it."""

    def _once(self, value: Any, kind: type, buffers: list[memoryview], depth: int) -> Any:
        return self._written(value, kind, buffers, depth)

    def decode(self, data: Any, blob: np.ndarray, depth: int = DEPTH) -> Any:
        """Return the value of data that msgpack read; refuse everything else."""
        if isinstance(data, list) and data[:1] not in (["l"], ["d"]):
            raise WireError("only lists and dicts are expected here")
        return super().decode(data, blob, depth)


def _digits(value: int) -> str:
    if value.bit_length() > 3 * MOST_DIGITS:
        raise WireError("the number has too many digits")
    return hex(value)


def _has_names(kind: type) -> bool:
    names = getattr(kind, "_fields", None)
    return type(names) is tuple and all(type(name) is str for name in names)


def _library_base(kind: type) -> type | None:
    """Return the container that a library's container is derived from, as dict for defaultdict."""
    if kind.__module__ == "__main__":
        return None
    return next((base for base in (tuple, list, dict, set, frozenset) if issubclass(kind, base)), None)


def _array(value: np.ndarray, buffers: list[memoryview]) -> list[Any]:
    """Return where the bytes of an array lie, its type and shape."""
    kind = value.dtype
    if kind.hasobject or (kind.kind not in NUMBERS and kind.kind != "V"):
        raise WireError(f"an array of type {kind} is not plain data")
    start = sum(buffer.nbytes for buffer in buffers)
    fortran = value.flags.f_contiguous and not value.flags.c_contiguous
    flat = np.ascontiguousarray(value.T if fortran else value)
    if flat.nbytes:
        buffers.append(memoryview(flat.reshape(-1).view(np.uint8)))  # type: ignore[arg-type]
    described = kind.str if kind.names is None else [list(field) for field in np.lib.format.dtype_to_descr(kind)]
    return [described, list(value.shape), start, fortran]


def _read_array(blob: np.ndarray, described: Any, shape: list[int], start: int, fortran: bool) -> np.ndarray:
    kind = np.dtype([_field(field) for field in described]) if isinstance(described, list) else np.dtype(_scalar(described))
    if kind.hasobject or kind.kind not in NUMBERS + "V" or kind.itemsize > 2**20:
        raise WireError("an array of this type is not plain data")
    if len(shape) > 32 or any(type(length) is not int or length < 0 for length in shape):
        raise WireError("an array has no such shape")
    size = math.prod(shape) * kind.itemsize
    if type(start) is not int or start < 0 or start + size > blob.nbytes:
        raise WireError("an array is larger than its bytes")
    data = blob[start : start + size]
    flat = data != 0 if kind.kind == "b" else data.view(kind) if size else np.empty(0, kind)
    return flat.reshape(shape[::-1]).T.copy("K") if fortran else flat.reshape(shape).copy()


def _scalar(described: Any) -> str:
    if not isinstance(described, str) or not _TYPE.fullmatch(described):
        raise WireError("an array has no such type")
    return described


def _field(field: list[Any]) -> tuple[Any, ...]:
    name, described, *shape = field
    if isinstance(described, list):
        return (str(name), [_field(part) for part in described])
    return (str(name), _scalar(described), *(tuple(int(length) for length in part) for part in shape))


Item = Callable[[Any], Any]


def _write_items(tag: str) -> Callable[[Any, Item], list[Any]]:
    return lambda value, item: [tag, *map(item, value)]


def _write_pairs(tag: str) -> Callable[[Any, Item], list[Any]]:
    return lambda value, item: [tag, *(item(part) for pair in value.items() for part in pair)]


def _pairs(content: list[Any], item: Item) -> list[tuple[Any, Any]]:
    parts = [item(part) for part in content]
    return list(zip(parts[::2], parts[1::2], strict=True))


def _read_named(content: list[Any], item: Item) -> Any:
    name, fields, items = content
    if len(fields) > MOST_FIELDS or len(fields) != len(items):
        raise WireError("a named tuple is damaged")
    return collections.namedtuple(str(name), [str(field) for field in fields])(*map(item, items))


_WRITE: dict[type, Callable[[Any, Item], list[Any]]] = {
    list: _write_items("l"),
    tuple: _write_items("t"),
    dict: _write_pairs("d"),
    set: _write_items("s"),
    frozenset: _write_items("f"),
    collections.deque: _write_items("q"),
    collections.OrderedDict: _write_pairs("o"),
    collections.Counter: _write_pairs("u"),
    bytearray: lambda value, item: ["b", bytes(value)],
    complex: lambda value, item: ["c", value.real, value.imag],
    range: lambda value, item: ["r", value.start, value.stop, value.step],
    slice: lambda value, item: ["/", item(value.start), item(value.stop), item(value.step)],
    type(Ellipsis): lambda value, item: ["e"],
    type(NotImplemented): lambda value, item: ["?"],
    Fraction: lambda value, item: ["%", item(value.numerator), item(value.denominator)],
    Decimal: lambda value, item: [".", str(value)],
}
SHARED = (list, dict, set, np.ndarray, bytearray, collections.deque, collections.OrderedDict, collections.Counter)
_SHARED_TAGS = "ldsabqou"
_READ: dict[str, Callable[[list[Any], Item], Any]] = {
    "l": lambda content, item: [item(part) for part in content],
    "t": lambda content, item: tuple(item(part) for part in content),
    "d": lambda content, item: dict(_pairs(content, item)),
    "s": lambda content, item: {item(part) for part in content},
    "f": lambda content, item: frozenset(item(part) for part in content),
    "q": lambda content, item: collections.deque(item(part) for part in content),
    "o": lambda content, item: collections.OrderedDict(_pairs(content, item)),
    "u": lambda content, item: collections.Counter(dict(_pairs(content, item))),
    "n": _read_named,
    "b": lambda content, item: bytearray(content[0]),
    "c": lambda content, item: complex(*content),
    "r": lambda content, item: range(*content),
    "/": lambda content, item: slice(*map(item, content)),
    "e": lambda content, item: Ellipsis,
    "?": lambda content, item: NotImplemented,
    "i": lambda content, item: int(content[0][: MOST_DIGITS * 3], 16),
    "%": lambda content, item: Fraction(*map(item, content)),
    ".": lambda content, item: Decimal(content[0][:MOST_DIGITS]),
}
