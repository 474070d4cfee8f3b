"""Dates, times, durations, quantities and counts, said in many languages: CLDR through Babel, number words through num2words.

`iso` is the notation without a language: ISO 8601 for dates, times and durations, a unit's name in CLDR, digits for a count.
"""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from .draws import Draws

Style = Any  # "short", "medium", "long" or "full", as Babel has them
ISO = "iso"
SPOKEN = (
    "ca", "cs", "de", "el", "en", "es", "fi", "fr", "hu", "id", "it", "ja", "ko", "lt", "nb", "nl", "pl", "pt", "ru", "sk", "sv",
    "tr", "uk",
)  # fmt: skip
# Languages whose words in num2words 0.5.14 agree with the rules of CLDR. It has no Greek, and misspells the others, as in
# "förtio" (sv), "centodicotto" (it), "százkét" (hu), "devětset" (cs), "yirmibir" (tr).
COUNTED = ("ca", "de", "en", "es", "fi", "fr", "id", "ja", "ko", "lt", "nb", "nl", "pl", "pt", "ru", "sk", "uk")
_NUM2WORDS = {"nb": "no", "pt": "pt_BR"}

DURATIONS = ("year", "month", "week", "day", "hour", "minute", "second")
_TOGETHER = {
    2: (("year", "month"), ("day", "hour"), ("hour", "minute"), ("minute", "second")),
    3: (("day", "hour", "minute"), ("day", "hour", "second"), ("day", "minute", "second"), ("hour", "minute", "second")),
}
_MOST = {"year": 99, "month": 11, "week": 52, "day": 30, "hour": 23, "minute": 59, "second": 59}
UNITS = (
    "length-centimeter", "length-meter", "length-kilometer", "mass-gram", "mass-kilogram", "volume-liter", "power-watt",
    "energy-kilowatt-hour", "digital-gigabyte", "speed-kilometer-per-hour", "temperature-celsius", "electric-volt",
)  # fmt: skip
_FIRST_DAY = datetime.date(1950, 1, 1)  # so that two digits of a year are enough
_DAYS = 36_525  # up to the end of 2049
_DATE_STYLES = ("short", "medium", "long", "full")


class Kind(NamedTuple):
    """One kind of phrase.

    Args:
        draw: makes a value of a difficulty.
        say: says a value in a language and style; `iso` is a language.
        styles: of the source text, for each difficulty; the target has the style "long".
        possible: how many different values there are, for each difficulty, as far as that is a limit.
        languages: that can say it.
    """

    draw: Callable[[Draws, int], Any]
    say: Callable[[Any, str, Any], str]
    styles: Mapping[int, tuple[str, ...]]
    possible: Mapping[int, int]
    languages: tuple[str, ...]


def _tidy(text: str) -> str:
    """Return a text with one kind of space and apostrophe, in NFC, without marks that cannot be seen."""
    text = unicodedata.normalize("NFC", text).replace("'", "\u2019")
    return " ".join("".join(sign for sign in text if unicodedata.category(sign) != "Cf").split())


@cache
def _locale(language: str) -> Any:
    try:
        from babel import Locale
    except ModuleNotFoundError as error:
        remedy = "load_translation needs Babel, which carries the phrases: install it with `pip install babel`."
        raise ModuleNotFoundError(remedy) from error
    return Locale.parse(language)


@cache
def _unit_patterns(language: str) -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """Return how a language says units: for each unit and length a pattern for each plural form, as "{0} hours"."""
    from babel import localedata

    loaded: Any = localedata.load(language)
    patterns: Mapping[str, Any] = localedata.LocaleDataDict(loaded)["unit_patterns"]
    return patterns


def _quantity(number: int | Decimal, unit: str, style: Style, language: str, digits: str | None = None) -> str:
    """Say a number with its unit by the rules of CLDR: for a missing plural form "other" is taken, for a missing length "short".

    Babel's own `format_unit` knows neither rule: it says "84 duration-minute" (ja), and "1 Meter" where "1 m" is due (de).
    """
    from babel.numbers import format_decimal

    locale = _locale(language)
    lengths, form = _unit_patterns(language)[unit], locale.plural_form(number)
    wanted = [lengths.get(length, {}).get(each) for length in (style, "short") for each in (form, "other")]
    return next(filter(None, wanted)).format(format_decimal(number, digits, locale=locale))


def _draw_date(draws: Draws, difficulty: int) -> tuple[datetime.date, ...]:
    start = _FIRST_DAY + datetime.timedelta(draws.below(_DAYS))
    return (start,) if difficulty < 3 else (start, start + datetime.timedelta(1 + draws.below(60)))


def _say_date(value: tuple[datetime.date, ...], language: str, style: Style) -> str:
    if language == ISO:
        return "/".join(day.isoformat() for day in value)
    from babel.dates import format_date, format_interval

    if len(value) == 1:
        return _tidy(format_date(value[0], style, locale=_locale(language)))
    return _tidy(format_interval(value[0], value[1], "yMMMd", locale=_locale(language)))


def _draw_time(draws: Draws, difficulty: int) -> tuple[datetime.time, int]:
    time = datetime.time(draws.below(24), draws.below(60), draws.below(60) if difficulty == 2 else 0)
    return time, difficulty


def _say_time(value: tuple[datetime.time, int], language: str, style: Style) -> str:
    time, difficulty = value
    if language == ISO:
        return time.isoformat("seconds" if difficulty == 2 else "minutes")
    if difficulty == 3:  # twelve hours and the part of the day, as "2:30 in the afternoon"
        locale = _locale(language)
        return _tidy(locale.datetime_skeletons["Bhm"].apply(time, locale))
    from babel.dates import format_time

    return _tidy(format_time(time, "medium" if difficulty == 2 else "short", locale=_locale(language)))


def _draw_duration(draws: Draws, difficulty: int) -> tuple[tuple[int, str], ...]:
    if difficulty == 1:
        return ((1 + draws.below(99), draws.pick(DURATIONS)),)
    return tuple((1 + draws.below(_MOST[unit]), unit) for unit in draws.pick(_TOGETHER[difficulty]))


def _say_duration(value: tuple[tuple[int, str], ...], language: str, style: Style) -> str:
    if language == ISO:
        date = "".join(f"{number}{unit[0].upper()}" for number, unit in value if unit in DURATIONS[:4])
        time = "".join(f"{number}{unit[0].upper()}" for number, unit in value if unit in DURATIONS[4:])
        return f"P{date}" + (f"T{time}" if time else "")
    locale = _locale(language)
    from babel.lists import format_list

    pieces = [_quantity(number, f"duration-{unit}", style, language) for number, unit in value]
    try:
        return _tidy(format_list(pieces, "unit", locale=locale))
    except KeyError:  # CLDR's list of units for Catalan goes to two only
        return _tidy(format_list(pieces, "standard", locale=locale))


def _draw_unit(draws: Draws, difficulty: int) -> tuple[Decimal, str]:
    places = {1: 0, 2: 1, 3: 2}[difficulty]
    digits = 1 + draws.below({1: 99, 2: 99_999, 3: 9_999_999}[difficulty])
    return Decimal(digits).scaleb(-places), draws.pick(UNITS)


def _say_unit(value: tuple[Decimal, str], language: str, style: Style) -> str:
    number, unit = value
    if language == ISO:
        return f"{number} {unit.partition('-')[2]}"
    places = max(0, -int(number.as_tuple().exponent))
    return _tidy(_quantity(number, unit, style, language, "#,##0" + "." * bool(places) + "0" * places))


def _draw_count(draws: Draws, difficulty: int) -> int:
    while True:
        number = draws.below({1: 100, 2: 10_000, 3: 1_000_000}[difficulty])
        thousands = number // 1000
        if thousands < 2 or thousands % 10 != 1 or thousands % 100 == 11:  # num2words errs there: "veintiuno mil" (es)
            return number


def _say_count(value: int, language: str, style: Style) -> str:
    if language == ISO:
        return str(value)
    try:
        from num2words import num2words
    except ModuleNotFoundError as error:
        remedy = "load_translation needs num2words for counts: install it with `pip install num2words`."
        raise ModuleNotFoundError(remedy) from error
    return _tidy(num2words(value, lang=_NUM2WORDS.get(language, language)))


_LONG = {1: ("long",), 2: ("long",), 3: ("long",)}
_BOTH = {1: ("long",), 2: ("long",), 3: ("long", "short")}
KINDS = {
    "date": Kind(
        _draw_date, _say_date, {1: ("long",), 2: _DATE_STYLES, 3: ("long",)}, {1: _DAYS, 2: _DAYS, 3: 60 * _DAYS}, SPOKEN
    ),
    "time": Kind(_draw_time, _say_time, _LONG, {1: 1440, 2: 86_400, 3: 1440}, SPOKEN),
    "duration": Kind(_draw_duration, _say_duration, _BOTH, {1: 693, 2: 6617, 3: 265_913}, SPOKEN),
    "unit": Kind(_draw_unit, _say_unit, _BOTH, {1: 1188, 2: 1_199_988, 3: 119_999_988}, SPOKEN),
    "count": Kind(_draw_count, _say_count, _LONG, {1: 100, 2: 10_000, 3: 911_000}, COUNTED),
}
