"""Text that is safe to print: names of students and files, and what their code says, come from elsewhere."""

from __future__ import annotations

import re

_STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")  # terminals obey these, or turn text round


def plain(text: str) -> str:
    """Return a text in which control characters, but for line ends and tabs, are shown as escapes."""
    return _STEERING.sub(lambda found: found[0].encode("unicode_escape").decode(), text)
