"""Generated sentences whose tags depend on the words to come, and readers of public files."""

from collections import Counter, defaultdict

import pytest
from rnndata import DataError, load_tagged, tagged
from rnndata.tagged import ENTITY_TAGS, FUTURES, NAMES


@pytest.fixture(scope="module")
def made():
    return load_tagged()


def sentences(data):
    return [each for part in data[:3] for each in zip(part.words, part.tags, strict=True)]


def test_they_say_that_they_are_generated_and_every_word_has_a_tag(made):
    assert made.generated is True
    assert made.names == ENTITY_TAGS
    assert len(sentences(made)) == 3000
    assert all(words and len(words) == len(tags) and set(tags) <= set(ENTITY_TAGS) for words, tags in sentences(made))


def test_inside_tags_follow_their_entity(made):
    for _, tags in sentences(made):
        for before, tag in zip(("O", *tags), tags, strict=False):
            assert tag[0] != "I" or before[1:] == tag[1:]


def test_names_of_two_words_are_of_every_kind(made):
    count = Counter(tag for _, tags in sentences(made) for tag in tags)
    assert count["I-PER"] == count["I-LOC"] == count["I-ORG"] > 30


def test_up_to_the_name_every_kind_is_as_likely(made):
    """A model that reads from the left only is right in one case of three, however much it learns."""
    kinds = defaultdict(Counter)
    for words, tags in sentences(made):
        place = next(place for place, word in enumerate(words) if word in NAMES)
        kinds[words[: place + 1]][tags[place]] += 1
    assert all(set(count.values()) == {count["B-PER"]} and len(count) == 3 for count in kinds.values())


KNOWN = {tuple(word.lstrip("*@%") for word in future.split()): kind for kind, futures in FUTURES.items() for future in futures}


def cut(words):
    """Return the words before the future, and the future, without the full stop."""
    [future] = [future for future in KNOWN if words[-1 - len(future) : -1] == future]
    return words[: -1 - len(future)], future


def test_the_future_tells_the_kind(made):
    for words, tags in sentences(made):
        place = next(place for place, word in enumerate(words) if word in NAMES)
        assert tags[place] == f"B-{KNOWN[cut(words)[1]]}"


def test_sentences_with_one_beginning_are_in_one_part(made):
    train, validation, test = ({cut(words)[0] for words in part.words} for part in made[:3])
    assert min(map(len, (train, validation, test))) > 50
    assert not train & validation
    assert not train & test
    assert not validation & test


def test_no_sentence_comes_twice_and_the_seed_decides(made):
    assert len({words for words, _ in sentences(made)}) == len(sentences(made))
    assert sentences(load_tagged(size=30, seed=1)) == sentences(load_tagged(size=30, seed=1))
    assert sentences(load_tagged(size=30, seed=1)) != sentences(load_tagged(size=30, seed=2))


@pytest.mark.parametrize(
    ("wish", "message"), [({"name": "conll"}, "'ewt', 'wnut17'"), ({"size": -1}, "at least 1"), ({"size": 99_999}, "only 4200")]
)
def test_a_wrong_wish_is_one_clear_sentence(wish, message):
    with pytest.raises(ValueError, match=message):
        load_tagged(**wish)


CONLLU = """# text = Don't go
1-2\tDon't\t_\t_\t_\t_\t_\t_\t_\t_
1\tDo\tdo\tAUX\t_\t_\t_\t_\t_\t_
2\tn't\tnot\tPART\t_\t_\t_\t_\t_\t_
2.1\tyou\tyou\tPRON\t_\t_\t_\t_\t_\t_
3\tgo\tgo\tVERB\t_\t_\t_\t_\t_\t_


# the end of a file may lack its empty line
1\tYes\tyes\tINTJ\t_\t_\t_\t_\t_\t_"""


def test_comments_words_written_as_one_and_words_left_out_are_passed_over(tmp_path):
    for text in (CONLLU, CONLLU.replace("\n", "\r\n"), "\ufeff" + CONLLU):
        (tmp_path / "a.conllu").write_text(text, encoding="utf-8", newline="")
        read = list(tagged._read(tmp_path / "a.conllu", 10, 1, 3))
        assert read == [(("Do", "n't", "go"), ("AUX", "PART", "VERB")), (("Yes",), ("INTJ",))]


def test_a_hash_is_a_word_where_there_are_two_columns(tmp_path):
    (tmp_path / "a.conll").write_text("#\tO\n#hello\tO\n\t\nBob\tB-person\n")
    assert list(tagged._read(tmp_path / "a.conll", 2, 0, 1)) == [(("#", "#hello"), ("O", "O")), (("Bob",), ("B-person",))]


@pytest.mark.parametrize("line", ["Bob B-person", "Bob\t", "\tB-person", "Bob\tB\textra"])
def test_a_damaged_line_is_named(tmp_path, line):
    (tmp_path / "a.conll").write_text(f"Hello\tO\n{line}\n")
    with pytest.raises(DataError, match=r"a\.conll, line 2: expected 2 columns"):
        list(tagged._read(tmp_path / "a.conll", 2, 0, 1))
