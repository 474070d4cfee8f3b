"""Data of the course: loaders and generators. Everything works offline."""

from .names import KINDS, LANGUAGES, Names, load_names

__all__ = ["KINDS", "LANGUAGES", "Names", "load_names"]
