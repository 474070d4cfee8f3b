"""Phrases of CLDR and number words: exact, one answer each, in many languages, at three difficulties, with no leak."""

import datetime
import itertools
import random
import re
import subprocess
import sys
import unicodedata
from decimal import Decimal

import pytest
from babel import localedata
from rnndata import COUNT_LANGUAGES, PHRASE_LANGUAGES, DataError, load_translation, phrases, translation
from rnndata.draws import Draws
from rnndata.phrases import KINDS
from rnndata.shapes import PARTS

PHRASES = tuple(KINDS)


def pairs(data):
    return [pair for part in data[:3] for pair in zip(*part, strict=True)]


def test_there_are_many_languages():
    assert len(PHRASE_LANGUAGES) >= 20
    assert len(COUNT_LANGUAGES) >= 15
    assert set(COUNT_LANGUAGES) < set(PHRASE_LANGUAGES)


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        (("date", "en", "iso", 1), {"March 5, 2025": "2025-03-05"}),
        (("date", "de", "fr", 1), {"5. März 2025": "5 mars 2025"}),
        (("time", "en", "de", 1), {"2:05 PM": "14:05"}),
        (("time", "en", "es", 3), {"2:05 in the afternoon": "2:05 de la tarde"}),
        (("duration", "pl", "iso", 1), {"5 godzin": "PT5H", "2 godziny": "PT2H", "1 godzina": "PT1H", "7 miesięcy": "P7M"}),
        (("duration", "ja", "ko", 1), {"84 分": "84분", "3 か月": "3개월", "7 年": "7년"}),
        (("duration", "pt", "tr", 1), {"1 mês": "1 ay", "5 meses": "5 ay", "2 dias": "2 gün"}),
        (("duration", "ca", "it", 1), {"1 any": "1 anno", "6 anys": "6 anni", "3 dies": "3 giorni"}),
        (("unit", "ru", "en", 1), {"1 километр": "1 kilometer", "3 километра": "3 kilometers", "5 километров": "5 kilometers"}),
        (("count", "fr", "iso", 1), {"quatre-vingts": "80", "quatre-vingt-un": "81", "soixante et onze": "71"}),
        (("count", "de", "en", 1), {"einundzwanzig": "twenty-one"}),
    ],
)
def test_well_known_phrases_come_out_right(wish, expected):
    kind, source, target, difficulty = wish
    size = 36_525 if kind == "date" else None
    found = dict(pairs(load_translation(kind, source, target, difficulty=difficulty, size=size)))
    assert {phrase: found.get(phrase) for phrase in expected} == expected


@pytest.mark.parametrize("kind", PHRASES)
@pytest.mark.parametrize("difficulty", [1, 2, 3])
def test_any_two_languages_make_clean_pairs(kind, difficulty):
    languages = COUNT_LANGUAGES if kind == "count" else PHRASE_LANGUAGES
    for source, target in zip(languages, (*languages[1:], "iso"), strict=True):
        data = load_translation(kind, source, target, difficulty=difficulty, size=25)
        assert data.names == (source, target)
        assert data.generated is True
        assert len(pairs(data)) == 25
        for text in (text for pair in pairs(data) for text in pair):
            assert text == " ".join(text.split()) == unicodedata.normalize("NFC", text)
            assert text
            assert not any(unicodedata.category(sign) in ("Cf", "Cc", "Zl") for sign in text)


@pytest.mark.parametrize("language", PHRASE_LANGUAGES)
def test_every_unit_is_said_in_its_language_and_in_the_length_that_is_asked_for(language):
    """What stands beside the number is one of CLDR's patterns; "short" stands in where a language has no long ones."""
    patterns = localedata.LocaleDataDict(localedata.load(language))["unit_patterns"]
    for kind, prefix, units in (("duration", "duration-", phrases.DURATIONS), ("unit", "", phrases.UNITS)):
        for unit, style, number in itertools.product(units, ("long", "short"), (1, 2, 5, 21, 84)):
            value = ((number, unit),) if kind == "duration" else (Decimal(number), unit)
            text = KINDS[kind].say(value, language, style)
            known = [patterns[prefix + unit].get(length, {}) for length in (style, "short")]
            expected = next(set(forms.values()) for forms in known if forms.keys() & {"one", "few", "many", "other"})
            assert text in {phrases._tidy(form.format(number)) for form in expected}


def test_a_short_unit_is_short_for_one_thing_too():
    """Where CLDR writes one form for all numbers, Babel alone says "1 Meter" (de), "1 døgn" (nb)."""
    said = {language: KINDS["unit"].say((Decimal(1), "length-meter"), language, "short") for language in ("de", "nb", "sv", "pl")}
    assert set(said.values()) == {"1 m"}
    assert KINDS["duration"].say(((1, "day"), (1, "hour")), "nb", "short") == "1 d og 1 t"


@pytest.mark.parametrize("kind", PHRASES)
@pytest.mark.parametrize("difficulty", [1, 2, 3])
def test_no_source_text_stands_for_two_values(kind, difficulty):
    """Over many values: within each language and style, and over all languages where several may be given."""
    draws, maker = Draws(0), KINDS[kind]
    values = {maker.say(value, "iso", "long"): value for value in (maker.draw(draws, difficulty) for _ in range(600))}
    together = {}
    for language in maker.languages:
        meaning = {}
        for key, value in values.items():
            for style in maker.styles[difficulty]:
                text = maker.say(value, language, style)
                assert meaning.setdefault(text, key) == key, (language, style, text)
                if (kind, style) != ("date", "short") and (kind != "unit" or difficulty == 1):
                    assert together.setdefault(text, key) == key, (language, style, text)


@pytest.mark.slow
def test_every_day_of_a_year_and_every_minute_of_a_day_has_its_own_text():
    days = [(datetime.date(year, 1, 1) + datetime.timedelta(day),) for year in (1999, 2012) for day in range(366)]
    minutes = [(datetime.time(hour, minute), 3) for hour in range(24) for minute in range(60)]
    for kind, values, styles in (("date", days, ("short", "medium", "long", "full")), ("time", minutes, ("long",))):
        together = {}
        for language in PHRASE_LANGUAGES:
            meaning = {}
            for value in values:
                for style in styles:
                    text = KINDS[kind].say(value, language, style)
                    assert meaning.setdefault(text, value) == value, (language, style, text)
                    if style != "short":
                        assert together.setdefault(text, value) == value, (language, style, text)


def test_what_is_in_the_test_part_is_there_in_every_language_format_and_seed():
    place = {}
    for seed, source in enumerate(("en", "ru", ("de", "ja", "tr"))):
        for difficulty in (1, 2):
            data = load_translation("date", source, "iso", difficulty=difficulty, size=4000, seed=seed)
            for part, texts in zip(PARTS, data[:3], strict=True):
                for iso in texts.target:
                    assert place.setdefault(iso, part) == part
    assert len(place) > 10_000


def test_sizes_and_shares_are_as_promised():
    data = load_translation("date", PHRASE_LANGUAGES, "iso")
    assert len(pairs(data)) == 10_000
    assert 0.77 < len(data.train.source) / 10_000 < 0.83
    assert len(pairs(load_translation("count", difficulty=1))) == 100
    assert len(pairs(load_translation("time", difficulty=1))) == 1440
    assert pairs(load_translation(size=40, seed=1)) == pairs(load_translation(size=40, seed=1))
    assert pairs(load_translation(size=40, seed=1)) != pairs(load_translation(size=40, seed=2))


@pytest.mark.parametrize("kind", ["duration", "count"])
@pytest.mark.parametrize("difficulty", [1, 2])
def test_there_are_as_many_values_as_the_table_says(kind, difficulty):
    """Where that can be counted; for one more the answer is an error."""
    maker = KINDS[kind]
    values = load_translation(kind, "en", "iso", difficulty=difficulty, size=maker.possible[difficulty])
    assert len(set(pairs(values))) == maker.possible[difficulty]
    with pytest.raises(ValueError, match=f"has {maker.possible[difficulty]} pairs; ask for at most that many"):
        load_translation(kind, "en", "iso", difficulty=difficulty, size=maker.possible[difficulty] + 1)


def test_harder_dates_come_in_more_formats():
    lengths = [
        len({re.sub(r"\w", "x", source) for source, _ in pairs(load_translation(difficulty=d, size=500))}) for d in (1, 2, 3)
    ]
    assert lengths[0] < lengths[1]
    assert all("/" in target for _, target in pairs(load_translation("date", "en", "iso", difficulty=3, size=20)))


@pytest.mark.parametrize(
    ("wish", "message"),
    [
        ({"kind": "poem"}, "unknown kind 'poem'; use one of 'date'"),
        ({"source": "klingon"}, "unknown source 'klingon'; use one of 'ca'"),
        ({"target": "xx"}, "unknown target 'xx'"),
        ({"source": ()}, "at least one language"),
        ({"source": "fr"}, "must be different languages, received 'fr' for both"),
        ({"source": ("en", "fr")}, "must be different languages"),
        ({"difficulty": 0}, "unknown difficulty 0; use one of 1, 2, 3"),
        ({"kind": "count", "source": "el"}, "no reliable number words for 'el'; use one of 'ca', 'de'"),
        ({"kind": "count", "target": "sv"}, "no reliable number words for 'sv'"),
        ({"kind": "unit", "source": ("en", "de"), "difficulty": 2}, "units with decimals take one source language"),
        ({"kind": "tatoeba", "source": "de"}, "English and one of 'fr', 'es', 'vi'"),
        ({"kind": "tatoeba", "target": "de"}, "unknown language 'de'; use one of 'fr', 'es', 'vi'"),
    ],
)
def test_a_wrong_wish_is_one_clear_sentence(wish, message):
    with pytest.raises(ValueError, match=message) as raised:
        load_translation(**wish)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(("missing", "kind"), [("babel", "date"), ("num2words", "count")])
def test_without_a_library_it_says_what_to_install(monkeypatch, missing, kind):
    monkeypatch.setitem(sys.modules, missing, None)
    phrases._locale.cache_clear()
    with pytest.raises(ModuleNotFoundError, match=f"pip install {missing}"):
        load_translation(kind, "en", "de", size=1)


SMALL = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen"""
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"


def test_number_words_are_inverted_by_hand():
    """Read English words back into numbers: an oracle that shares nothing with num2words."""
    small = {word: number for number, word in enumerate(SMALL.split())}
    tens = {word: 10 * number for number, word in enumerate(TENS.split(), 2)}

    def value(words):
        total = part = 0
        for word in re.split(r"[ -]", words.replace(",", "").replace(" and ", " ")):
            if word == "thousand":
                total, part = total + part * 1000, 0
            elif word == "hundred":
                part *= 100
            else:
                part += tens[word] if word in tens else small[word]
        return total + part

    for difficulty in (1, 2, 3):
        for words, digits in pairs(load_translation("count", "en", "iso", difficulty=difficulty, size=100)):
            assert value(words) == int(digits)


GOOD = "Hi.\tSalut !\tCC-BY\nHi.\tSalut !\nRun!\tCours\u202f!\n\n"


def test_the_credit_and_what_comes_twice_are_left_out(tmp_path):
    (tmp_path / "fra.txt").write_text(GOOD, encoding="utf-8")
    assert translation.read_pairs(tmp_path / "fra.txt") == [("Hi.", "Salut !"), ("Run!", "Cours !")]


@pytest.mark.parametrize(("line", "message"), [("Hi.", "line 5"), ("\tSalut", "line 5"), ("Hi.\t \tCC-BY", "line 5")])
def test_a_line_without_two_sentences_is_named(tmp_path, line, message):
    (tmp_path / "fra.txt").write_text(GOOD + line, encoding="utf-8")
    with pytest.raises(DataError, match=message):
        translation.read_pairs(tmp_path / "fra.txt")


def test_an_empty_text_is_an_error(tmp_path):
    (tmp_path / "fra.txt").write_text("\n \n")
    with pytest.raises(DataError, match="no sentence pair"):
        translation.read_pairs(tmp_path / "fra.txt")


def test_importing_the_package_is_quick_and_imports_nothing_heavy():
    program = "import numpy, sys, time; t = time.perf_counter(); import rnndata; print(time.perf_counter() - t, *sys.modules)"
    seconds, *loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert float(seconds) < 0.3
    assert not {"babel", "num2words", "music21", "matplotlib", "requests"} & set(loaded)


def test_draws_are_spread_and_different():
    draws = Draws(1)
    assert {draws.below(4) for _ in range(100)} == {0, 1, 2, 3}
    assert {draws.two("abc") for _ in range(100)} == {(a, b) for a in "abc" for b in "abc" if a != b}
    assert Draws(2).below(10**9) == int(random.Random(2).random() * 10**9)
