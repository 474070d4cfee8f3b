"""Notebook tools of the course: percent sources in, lectures, assignments and the student repository out."""

import sys

# jsonschema, which nbformat brings, builds a grammar of addresses (0.8 s) if it finds this package; no schema asks for it.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
