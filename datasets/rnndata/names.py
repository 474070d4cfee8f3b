"""Names of countries, cities and languages, in several languages, from the Unicode CLDR data that Babel carries."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any, NamedTuple

from .shapes import demand
from .shapes import part_of as _part

KINDS = ("country", "city", "language")
LANGUAGES = ("cs", "de", "el", "en", "es", "fi", "fr", "hu", "id", "it", "nl", "pl", "pt", "ru", "sv", "tr")
SHORTEST, LONGEST = 2, 32  # characters

# Codes that stand for no country or no language: groupings, test locales, "unknown", "several", "no linguistic content".
_NO_COUNTRY = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}
_NO_LANGUAGE = {"mul", "root", "und", "zxx"}
_ALL_ZONES = "ru"  # a locale with a script of its own, so CLDR spells out its cities one by one

_BRACKETS = re.compile(r"\s*\([^)]*\)")
_SPACES = re.compile(r"\s+")
_UNWANTED = re.compile(r"[\d_/\[\]]")
_ALIKE = str.maketrans("'\u02bc\u02bb\u2018\u2013", "\u2019\u2019\u2019\u2019-")  # one apostrophe, one hyphen


class Names(NamedTuple):
    """Names in three parts; no name stands in two of them.

    Args:
        train: about 80 % of the names.
        validation: about 10 %, for choosing settings.
        test: about 10 %, for the number that is reported.
    """

    train: tuple[str, ...]
    validation: tuple[str, ...]
    test: tuple[str, ...]


@cache
def load_names(kind: str, language: str = "en") -> Names:
    """Return the names of all countries, cities or languages, written in one language.

    A name falls into a part by a hash of its letters alone: the parts are the same on every machine, and a name that occurs twice
    (Luxembourg is a country and a city) is in the same part both times, whatever the kind and the language.

    Args:
        kind: "country" (territories), "city" (the exemplar cities of time zones) or "language".
        language: the language they are written in, a code out of `LANGUAGES`, as "en" or "fr".

    Returns:
        Names(train, validation, test): tuples of strings, each sorted; NFC, one kind of apostrophe, no bracketed additions.

    Raises:
        ValueError: unknown kind or language.
        ModuleNotFoundError: Babel is not installed.
    """
    demand("load_names", "kind", kind, KINDS)
    demand("load_names", "language", language, LANGUAGES)
    found = {_clean(name) for name in _raw(kind, language)}
    parts: dict[str, list[str]] = {part: [] for part in Names._fields}
    for name in sorted(found - {""}):
        parts[_part(name)].append(name)
    return Names(*(tuple(parts[part]) for part in Names._fields))


def _locale(language: str) -> Any:
    try:
        from babel import Locale
    except ModuleNotFoundError as error:
        remedy = "load_names needs Babel, which carries the names: install it with `pip install babel`."
        raise ModuleNotFoundError(remedy) from error
    return Locale.parse(language)


def _raw(kind: str, language: str) -> list[str]:
    """Return the names as CLDR writes them."""
    locale = _locale(language)
    if kind == "country":
        return [name for code, name in locale.territories.items() if _is_country(code)]
    if kind == "language":
        return [name for code, name in locale.languages.items() if "_" not in code and code not in _NO_LANGUAGE]
    return [_city(zone, locale.time_zones) for zone in _locale(_ALL_ZONES).time_zones if not zone.startswith("Etc/")]


def _is_country(code: str) -> bool:
    return len(code) == 2 and code.isalpha() and code not in _NO_COUNTRY


def _city(zone: str, zones: Any) -> str:
    """Return the city of a time zone; where CLDR names none, it is the last part of the zone's own name."""
    named = zones.get(zone, {}).get("city")
    return (named or zone.split("/")[-1].replace("_", " ")).split(",")[0]


def _clean(name: str) -> str:
    """Return a name in one spelling of its characters, empty when it is not fit for use."""
    text = unicodedata.normalize("NFC", name).translate(_ALIKE)
    text = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    text = _SPACES.sub(" ", _BRACKETS.sub("", text)).strip()
    fit = SHORTEST <= len(text) <= LONGEST and not _UNWANTED.search(text)
    return text if fit else ""
