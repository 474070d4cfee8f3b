"""The outputs of a cell, as a notebook keeps them: joined, bounded, and of a student's process only what cannot harm a reader."""

from __future__ import annotations

from typing import Any

from .plain import WireError
from .texts import DROPPED
from .wire import FLAT, Frame

MOST_CHARACTERS = 2_000_000
MOST_OF_ALL = 20_000_000
MOST_OUTPUTS = 2_000
MOST_BODY = 5 * 2**19  # bytes of one output of a student's process
HARMLESS = ("text/plain", "image/png")


class Room:
    """How much all cells of a notebook may show together, pictures included."""

    def __init__(self, left: int = MOST_OF_ALL) -> None:
        self.left = left


class Outputs:
    """Collects outputs in `items`, in the form of nbformat 4.

    Args:
        room: shared by the cells of a notebook.
    """

    def __init__(self, room: Room | None = None) -> None:
        self.items: list[dict[str, Any]] = []
        self.room = room or Room()
        self._size = 0
        self._full = False

    def add(self, came: Frame) -> None:
        """Take an output of the checker."""
        self._take(came.message())

    def add_students(self, came: Frame) -> None:
        """Take an output of a student's process: text and pictures."""
        if len(came.body) > MOST_BODY:
            self._drop()
            return
        try:
            made = harmless(came.message(FLAT))
        except WireError:
            return
        if made is not None:
            self._take(made)

    def error(self, name: str, message: str) -> None:
        """Add an error."""
        self.items.append({"output_type": "error", "ename": name, "evalue": message, "traceback": [f"{name}: {message}"]})

    def interrupted(self, message: str) -> None:
        """Put the message that the time was up in the place of the interrupt that told the student's code so."""
        self.items = [each for each in self.items if each.get("ename") != "KeyboardInterrupt"]
        self.error("CellTimeoutError", message)

    def _take(self, output: dict[str, Any]) -> None:
        if output["output_type"] == "clear":
            self.items.clear()
            return
        size = size_of(output)
        if self._size + size > MOST_CHARACTERS or size > self.room.left or len(self.items) > MOST_OUTPUTS:
            if output["output_type"] in ("stream", "display_data"):
                self._drop()
            if output["output_type"] != "error":
                return
        self._size += size
        self.room.left -= size
        self._join(output)

    def _drop(self) -> None:
        """Say once that something is missing."""
        if not self._full:
            self._join({"output_type": "stream", "name": "stdout", "text": DROPPED})
            self._full = True

    def _join(self, output: dict[str, Any]) -> None:
        """Add an output; text that follows text of the same stream is joined to it."""
        last = self.items[-1] if self.items else {}
        if output["output_type"] == "stream" and (last.get("output_type"), last.get("name")) == ("stream", output["name"]):
            last["text"] += output["text"]
        else:
            self.items.append(output)


def size_of(output: dict[str, Any]) -> int:
    """Return how many characters an output holds."""
    if output["output_type"] == "stream":
        return len(output["text"])
    return sum(len(value) for value in output.get("data", {}).values() if isinstance(value, str))


def harmless(output: Any) -> dict[str, Any] | None:
    """Return an output of a student's process, rebuilt from what may be shown, or None."""
    kind = output.get("output_type") if type(output) is dict else None
    if kind == "stream":
        name, text = "stderr" if output.get("name") == "stderr" else "stdout", output.get("text")
        return {"output_type": kind, "name": name, "text": text} if type(text) is str else None
    if kind == "clear":
        return {"output_type": kind}
    if kind == "error":
        return _error(output)
    if kind in ("display_data", "execute_result") and type(output.get("data")) is dict:
        data = {key: value for key, value in output["data"].items() if key in HARMLESS and type(value) is str}
        made: dict[str, Any] = {"output_type": kind, "data": data, "metadata": {}}
        return {**made, "execution_count": None} if kind == "execute_result" else made
    return None


def _error(output: dict[str, Any]) -> dict[str, Any]:
    trace = output.get("traceback")
    lines = [line[:20_000] for line in trace[:100] if type(line) is str] if type(trace) is list else []
    name, text = (output[key] if type(output.get(key)) is str else "" for key in ("ename", "evalue"))
    return {"output_type": "error", "ename": name[:200] or "Error", "evalue": text[:20_000], "traceback": lines}
