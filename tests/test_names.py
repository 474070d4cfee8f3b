"""Names from CLDR: clean, in three parts that share no name, the same on every machine, and without a download."""

import ast
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from rnndata import KINDS, LANGUAGES, load_names
from rnndata import names as module

EVERY = [(kind, language) for kind in KINDS for language in LANGUAGES]


def all_names(kind, language):
    return [name for part in load_names(kind, language) for name in part]


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_there_are_enough_names_in_every_part(kind, language):
    names = load_names(kind, language)
    total = sum(map(len, names))
    assert total > {"country": 240, "city": 390, "language": 520}[kind]
    assert 0.73 < len(names.train) / total < 0.87
    assert all(len(part) >= 15 for part in names)


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_names_are_clean(kind, language):
    for name in all_names(kind, language):
        assert unicodedata.normalize("NFC", name) == name
        assert name == " ".join(name.split())
        assert 2 <= len(name) <= 32
        assert not re.search(r"[\d()\[\]_/']", name)
        assert not any(unicodedata.category(sign) in ("Cf", "Cc") for sign in name)


def test_no_name_is_in_two_parts_of_any_kind_or_language():
    place = {}
    for kind, language in EVERY:
        for part, names in load_names(kind, language)._asdict().items():
            assert list(names) == sorted(set(names))
            for name in names:
                assert place.setdefault(name.casefold(), part) == part


def test_the_split_depends_on_the_letters_alone():
    """These parts are pinned: another version of Babel, of Python or of this course must not move a name."""
    known = {"France": "train", "Deutschland": "train", "Jamaica": "test", "Luxembourg": "train", "Berlin": "test"}
    assert {name: module._part(name) for name in known} == known
    assert module._part("JAMAICA") == "test"


def test_well_known_names_are_there():
    assert {"France", "Côte d’Ivoire", "Åland Islands", "Myanmar"} <= set(all_names("country", "en"))
    assert {"Österreich", "Frankreich"} <= set(all_names("country", "de"))
    assert {"Paris", "Beulah", "Port of Spain", "São Tomé"} <= set(all_names("city", "en"))
    assert {"Париж", "Токио"} <= set(all_names("city", "ru"))
    assert {"Swahili", "Gwich’in"} <= set(all_names("language", "en"))


def test_what_is_no_name_is_left_out():
    gone = {"Eurozone", "Unknown Region", "Pseudo-Accents", "Unknown City", "Unknown language", "No linguistic content"}
    assert not gone & {name for kind in KINDS for name in all_names(kind, "en")}
    assert "American English" not in all_names("language", "de")  # codes with a territory are variants, not languages


@pytest.mark.parametrize(
    ("call", "argument", "received", "remedy"),
    [
        (lambda: load_names("town", "en"), "kind", "'town'", "'country', 'city', 'language'"),
        (lambda: load_names("city", "klingon"), "language", "'klingon'", "'de'"),
    ],
)
def test_an_unknown_wish_is_one_clear_sentence(call, argument, received, remedy):
    with pytest.raises(ValueError, match=f"^load_names: unknown {argument} {received}; use one of .*{remedy}.*\\.$") as raised:
        call()
    assert "\n" not in str(raised.value)


def test_without_babel_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "babel", None)
    with pytest.raises(ModuleNotFoundError, match="pip install babel"):
        load_names.__wrapped__("city", "en")


def test_importing_the_package_imports_neither_babel_nor_anything_heavy():
    program = "import sys, rnndata; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert not {"babel", "num2words", "music21", "matplotlib", "tensorflow", "autograder"} & set(loaded)


def test_the_package_needs_numpy_babel_and_num2words_only():
    found = set()
    for path in Path(module.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                found.add(node.module.split(".")[0])
    assert found - set(sys.stdlib_module_names) <= {"numpy", "babel", "num2words"}
