"""Damage to the bytes of files: encodings, slips in the JSON, merge conflicts, cut short, and files that are no notebooks."""

from __future__ import annotations

import json
import re

import nbformat
from damage import DAMAGES, REPORTED, Damage, Sheet, damage


def _with_letters(sheet: Sheet) -> str:
    """Return a file with accented letters, written as such."""
    for cell in sheet.code():
        if sheet.name(cell) in sheet.answers:
            cell["source"] += "\n# für Ännchen: “schön”"
    return sheet.text(ensure_ascii=False)


# encodings


@damage()
def _byte_order_mark(sheet):
    return b"\xef\xbb\xbf" + sheet.text().encode()


@damage()
def _utf_16(sheet):
    return _with_letters(sheet).encode("utf-16")


@damage()
def _utf_16_without_mark(sheet):
    return sheet.text().encode("utf-16-le")


@damage()
def _utf_32(sheet):
    return sheet.text().encode("utf-32")


@damage()
def _windows_1252(sheet):
    return _with_letters(sheet).encode("cp1252")


@damage()
def _latin_1_in_the_midst_of_utf_8(sheet):
    first, second = _with_letters(sheet).split("schön", 1)
    return first.encode() + "schön".encode("latin-1") + second.encode()


@damage(silent=True)
def _windows_line_ends_of_the_file(sheet):
    return sheet.text().replace("\n", "\r\n")


@damage()
def _windows_line_ends_of_the_cells(sheet):
    for cell in sheet.cells:
        cell["source"] = cell["source"].replace("\n", "\r\n")


@damage()
def _line_ends_of_old_macs(sheet):
    for cell in sheet.cells:
        cell["source"] = cell["source"].replace("\n", "\r")


@damage()
def _halves_of_characters(sheet):
    sheet.cells[0]["source"] += " \ud83d"
    sheet.answer(0)["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "\udc00"}]
    sheet.json["nbformat"] = "4"


# JSON


@damage()
def _trailing_commas(sheet):
    return re.sub(r"\n(\s*)([\]}])", r",\n\1\2", sheet.text())


@damage()
def _line_breaks_in_strings(sheet):
    return re.sub(r"(?<!\\)((?:\\\\)*)\\n", r"\1\n", sheet.text())


@damage(silent=True)
def _not_a_number(sheet):
    sheet.json["metadata"]["accuracy"] = float("nan")


@damage()
def _zeros_behind_the_end(sheet):
    return sheet.text().encode() + b"\0" * 512


@damage()
def _the_end_of_an_older_version_behind_the_end(sheet):
    return sheet.text() + sheet.text()[-300:]


@damage()
def _the_same_notebook_twice_in_a_file(sheet):
    return sheet.text() + sheet.text()


def _conflict(sheet, ours, theirs, base=None):
    """Return the file with a conflict at the first line that differs."""
    middle = "" if base is None else f"||||||| base\n{base}"
    return sheet.text().replace(ours, f"<<<<<<< HEAD\n{ours}{middle}=======\n{theirs}>>>>>>> main\n", 1)


@damage()
def _merge_conflict_in_an_execution_count(sheet):
    return _conflict(sheet, '   "execution_count": null,\n', '   "execution_count": 7,\n')


@damage()
def _merge_conflict_of_three_in_metadata(sheet):
    return _conflict(sheet, ' "nbformat": 4,\n', ' "nbformat": 4,\n', ' "nbformat": 3,\n')


@damage(REPORTED)
def _merge_conflict_in_an_answer(sheet):
    line = json.dumps(sheet.answer(0)["source"])
    return _conflict(sheet, f'   "source": {line}\n', '   "source": "pass"\n')


@damage()
def _reply_of_a_server(sheet):
    return json.dumps({"name": "x.ipynb", "type": "notebook", "content": sheet.json})


@damage()
def _json_in_a_string(sheet):
    return json.dumps(sheet.text())


@damage()
def _list_of_one_notebook(sheet):
    return json.dumps([sheet.json])


# no notebooks


@damage(REPORTED)
def _cut_short_in_the_middle(sheet):
    return sheet.text()[: len(sheet.text()) // 2]


@damage(REPORTED)
def _cut_short_near_the_end(sheet):
    return sheet.text()[:-40]


@damage(REPORTED)
def _two_notebooks_in_a_file(sheet):
    first = sheet.text()
    sheet.answer(0)["source"] = "pass"
    return first + sheet.text()


NOT_NOTEBOOKS = {
    "nothing": b"",
    "blanks only": b" \r\n\n",
    "zero bytes only": b"\0" * 4096,
    "web page": b"<!DOCTYPE html>\n<html><body>def add(a, b):</body></html>",
    "web page in UTF-16": "\ufeff<html></html>".encode("utf-16-le"),
    "PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj",
    "zip": b"PK\x03\x04\x14\0\0\0\x08\0\xff\xfe",
    "gzip": b"\x1f\x8b\x08\0\0\0\0\0\0\x03\xff",
    "picture": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "Python export": b"#!/usr/bin/env python\n# coding: utf-8\n\n# In[1]:\n\ndef add(a, b):\n    return a + b\n",
    "Python module": b"import numpy as np\n\n\ndef add(a, b):\n    return a + b\n",
    "Git LFS pointer": b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n",
    "shortcut to Drive": b'{"url": "https://colab.research.google.com/drive/1x", "doc_id": "1x"}',
    "cells that are none": b'{"cells": [1, 2], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
    "cells that are no list": b'{"cells": "none", "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
    "nested too deeply": b"[" * 100_000 + b"]" * 100_000,
}
DAMAGES += [Damage(name, lambda sheet, data=data: data, REPORTED) for name, data in NOT_NOTEBOOKS.items()]


@damage(REPORTED, question=True)
def _notebook_of_another_assignment(sheet):
    return nbformat.writes(sheet.other)
