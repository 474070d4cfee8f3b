"""Writes idioms.md."""

from pathlib import Path

from ordinary import table

Path(__file__).with_name("idioms.md").write_text(table(), encoding="utf-8")
