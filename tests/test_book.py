"""The book: every page and link is there, nothing is loaded from elsewhere, what was executed is not executed again."""

from __future__ import annotations

import os
import re
import runpy
import shutil
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from browser import NARROW, opened, overflow
from bs4 import BeautifulSoup
from nbformat.v4 import new_output

from autograder.notebooks import book
from autograder.notebooks.book import build_book, plotted, uses, write_pages
from autograder.notebooks.errors import CourseError
from autograder.notebooks.paths import Course

COLAB = "https://colab.research.google.com/github/owner/name/blob/main/"
SHORT = ("01_sequences", "03_bptt")
LOADED = [("script", "src"), ("link", "href"), ("img", "src"), ("iframe", "src"), ("audio", "src"), ("source", "src")]
slow = [pytest.mark.slow, pytest.mark.xdist_group("book")]


def no_prose(element):
    """Return whether an element holds code or an equation."""
    return element.name in ("pre", "code", "script", "style") or "math" in element.get("class", ())


def part(root, folder, names):
    """Copy the course with these lectures only."""
    course = Course(folder)
    for path in (course.text, course.solutions, course.release):
        path.mkdir(parents=True)
    shutil.copytree(root / "course" / "book", course.lectures / "book")
    for name in names:
        shutil.copy(root / "course" / "text" / f"{name}.py", course.text)
        shutil.copy(root / "solutions" / f"a{name}.py", course.solutions)
        shutil.copytree(root / "assignments" / f"a{name}", course.release / f"a{name}")
    return course


def built(root, folder, names, **settings):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTOGRADER_REPOSITORY", "owner/name")
        course = part(root, folder, names)
        return build_book(course, **settings).parent


@pytest.fixture(scope="module")
def whole(root, tmp_path_factory):
    """Build all lectures without execution."""
    return built(root, tmp_path_factory.mktemp("whole"), Course(root).lectures_names(), run=False)


@pytest.fixture(scope="module")
def executed(root, tmp_path_factory):
    """Build two lectures with execution."""
    return built(root, tmp_path_factory.mktemp("executed"), SHORT)


@pytest.fixture(scope="module", params=["whole", "executed"])
def html(request):
    return request.getfixturevalue(request.param)


def pages(folder):
    return {path: BeautifulSoup(path.read_text(), "html.parser") for path in sorted(folder.rglob("*.html"))}


@pytest.fixture(scope="module")
def parsed(html):
    return pages(html)


def remote(address):
    return urlsplit(address).scheme not in ("", "data") or address.startswith("//")


@pytest.fixture
def small(root, tmp_path):
    return part(root, tmp_path / "course", SHORT[:1])


def test_pages_are_written_once_and_what_is_gone_is_deleted(small, tmp_path):
    folder = tmp_path / "pages"
    write_pages(small, folder)
    page, index = folder / "course" / "01_sequences.ipynb", folder / "index.md"
    os.utime(page, (1, 1))
    (folder / "course" / "16_gone.ipynb").write_text("old")
    write_pages(small, folder)
    assert page.stat().st_mtime == 1
    assert sorted(path.stem for path in page.parent.iterdir()) == ["01_sequences"]
    assert "[01 Sequences](course/01_sequences.ipynb)" in index.read_text()
    small.lecture_source("01").write_text(small.lecture_source("01").read_text() + "\n# %% [markdown]\n# More.\n")
    write_pages(small, folder)
    assert page.stat().st_mtime > 1


def test_a_changed_figure_is_a_reason_to_execute_again(tmp_path, monkeypatch):
    package = tmp_path / "figures_of_a_test"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "lines.py").write_text("from . import colours\n\n\ndef one():\n    pass\n")
    (package / "colours.py").write_text("RED = 1\n")
    (package / "other.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(book, "OURS", (package.name,))
    code = "import numpy as np\nfrom figures_of_a_test.lines import one"
    first = uses(code)
    (package / "other.py").write_text("# not used")
    assert uses(code) == first
    (package / "colours.py").write_text("RED = 2\n")
    assert uses(code) != first
    assert uses("import numpy") == uses("")


def test_a_plot_is_described_by_its_labels():
    code = "axes.plot(x, label='rain')\naxes.plot(y, label='level')\naxes.set(xlabel='day', ylabel='water')\nplt.show()"
    assert plotted(code) == "Plot of water over day: rain, level"
    assert plotted("axes.set_ylabel('loss')\naxes.plot(x, label=name)\nplt.show()") == "Plot of loss"
    assert plotted("plt.plot(x)\nplt.show()") == "Plot"


def test_what_a_cell_prints_is_one_box(root):
    texts = [("stdout", "a"), ("stderr", "of TensorFlow"), ("stdout", "\n\nb\n"), ("", ""), ("stdout", "c\n")]
    pieces = [new_output("stream", name=name, text=text) if name else new_output("display_data") for name, text in texts]
    joined = runpy.run_path(str(root / "course" / "book" / "conf.py"))["_joined"](pieces)
    assert [one.get("text") for one in joined] == ["a\n\nb\n", None, "c\n"]


def test_without_sphinx_one_sentence_says_what_to_do(small, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(CourseError, match=r"pip install -e \"\.\[book\]\""):
        build_book(small)


class TestBook:
    pytestmark = slow

    def test_every_lecture_is_a_page(self, root, whole):
        assert sorted(path.stem for path in (whole / "course").glob("*.html")) == Course(root).lectures_names()

    def test_the_instructors_guide_is_a_page_with_every_box(self, root, whole):
        page = pages(whole)[whole / "instructors.html"]
        boxes = (root / "course" / "book" / "instructors.md").read_text().count("```") // 2
        assert len(page.select("div.highlight")) == boxes
        assert any("Whose data, and where" in heading.text for heading in page.find_all("h2"))
        assert pages(whole)[whole / "index.html"].find("a", href="instructors.html")

    def test_nothing_is_loaded_from_elsewhere(self, html, parsed):
        found = [
            (path.name, element[attribute])
            for path, page in parsed.items()
            for tag, attribute in LOADED
            for element in page.find_all(tag)
            if remote(element.get(attribute) or "")
        ]
        assert found == []
        styles = "".join(path.read_text() for path in html.rglob("*.css"))
        assert not re.search(r"(url\(|@import)\s*[\"']?(https?:)?//", styles)

    def test_links_lead_somewhere(self, parsed):
        ids = {path: {element["id"] for element in page.find_all(id=True)} for path, page in parsed.items()}
        for path, page in parsed.items():
            for link in page.find_all("a", href=True):
                parts = urlsplit(link["href"])
                if not parts.scheme:
                    target = Path(os.path.normpath(path.parent / unquote(parts.path))) if parts.path else path
                    assert target.is_file(), f"{path.name}: {link['href']}"
                    assert not parts.fragment or unquote(parts.fragment) in ids[target], f"{path.name}: {link['href']}"

    def test_every_lecture_opens_in_colab_and_leads_to_its_assignment(self, html, parsed):
        for path in (html / "course").glob("*.html"):
            links = {link["href"] for link in parsed[path].find_all("a", href=True)}
            assert f"{COLAB}course/{path.stem}.ipynb" in links
            assert any(link.endswith(f"/a{path.stem}.ipynb") for link in links)
        index = parsed[html / "index.html"]
        assert index.find("a", href=f"{COLAB}assignments/a01_sequences/a01_sequences.ipynb")

    def test_equations_are_equations(self, root, parsed):
        for path, page in parsed.items():
            equations = [element.text for element in page.select(".math")]
            words = "".join(text for text in page.find_all(string=True) if not text.find_parent(no_prose))
            assert "$$" not in words
            assert not [text for text in equations if "begin{split}" in text and r"\tag{" in text], "an error for MathJax"
            assert not re.search(r"\\(tag|frac|sum)\b", words), path
            if path.parent.name == "course":
                source = Course(root).lecture_source(path.stem).read_text()
                assert "".join(equations).count(r"\tag{") == source.count(r"\tag{")

    def test_pictures_have_words(self, parsed):
        for path, page in parsed.items():
            words = [(picture.get("alt") or "").strip() for picture in page.find_all("img")]
            assert all(text and not text.endswith((".png", ".svg")) for text in words), path

    def test_what_cells_print_and_draw_is_there(self, executed):
        page = pages(executed)[executed / "course" / "01_sequences.html"]
        assert page.select(".cell_output img[alt]")
        assert "the same bag: True" in " ".join(output.text for output in page.select(".cell_output"))
        assert "check.setup()" not in page.text

    def test_new_words_do_not_execute_a_lecture_again(self, executed, capfd):
        course = Course(executed.parents[2])
        source = course.lecture_source("03")
        source.write_text(source.read_text() + "\n# %% [markdown]\n# Twice told.\n")
        capfd.readouterr()
        build_book(course)
        shown = "".join(capfd.readouterr())
        assert "Twice told" in (executed / "course" / "03_bptt.html").read_text()
        assert "cached" in shown
        assert "Executing notebook" not in shown

    def test_a_warning_is_an_error(self, small, capfd):
        small.lecture_source("01").write_text(small.lecture_source("01").read_text() + "\n# %% [markdown]\n# [gone](gone.md)\n")
        with pytest.raises(CourseError, match="WARNING"):
            build_book(small, run=False)
        assert "gone.md" in capfd.readouterr().err

    def test_without_a_repository_there_is_no_button(self, small, monkeypatch):
        monkeypatch.delenv("AUTOGRADER_REPOSITORY", raising=False)
        built = pages(build_book(small, run=False).parent)
        for path, page in built.items():
            words = page.find("article").text.lower() if page.find("article") else ""
            assert path.stem == "instructors" or not re.search("colab|rocket", words), path
        [lecture] = [page for path, page in built.items() if path.stem == "01_sequences"]
        assert "colab" not in str(lecture).lower()

    def test_it_is_read_in_a_browser_without_network(self, executed, tmp_path):
        with opened(tmp_path, offline=True) as page:
            page.goto((executed / "index.html").as_uri())
            page.locator("article a", has_text="03 Back-propagation").click()
            page.locator("mjx-container svg").first.wait_for()
            assert page.locator("mjx-container").count() == page.locator(".math").count() > 50
            for name in reversed(SHORT):
                page.goto((executed / "course" / f"{name}.html").as_uri())
                page.locator("mjx-container svg").last.wait_for(state="attached")
                assert page.locator("mjx-merror, [data-mml-node=merror]").count() == 0
            page.screenshot(path=tmp_path / "light.png")

    def test_search_works_on_files(self, executed, tmp_path):
        with opened(tmp_path, offline=True) as page:
            page.goto((executed / "index.html").as_uri())
            page.keyboard.press("Control+K")
            page.keyboard.type("bucketing")
            page.keyboard.press("Enter")
            page.locator("#search-results a", has_text="Bucketing").first.wait_for()
            page.screenshot(path=tmp_path / "search.png")
            page.locator("#search-results a").first.click()
            page.locator("article h1", has_text="01 Sequences").wait_for()

    def test_dark_mode_stays(self, executed, tmp_path):
        with opened(tmp_path, offline=True, color_scheme="light") as page:
            page.goto((executed / "course" / "01_sequences.html").as_uri())
            bright = shade(page)
            page.locator(".theme-switch-button:visible").click()
            page.locator(".theme-change-button[data-mode=dark]:visible").click()
            page.locator("html[data-theme=dark]").wait_for()
            page.screenshot(path=tmp_path / "dark.png")
            assert shade(page) < 60 < 200 < bright
            page.goto((executed / "course" / "03_bptt.html").as_uri())
            assert shade(page) < 60
            contrasts = page.locator(".highlight pre span").evaluate_all("all => all.map(one => getComputedStyle(one).color)")
            assert "rgb(0, 0, 0)" not in contrasts

    def test_it_fits_a_telephone(self, executed, tmp_path):
        with opened(tmp_path, offline=True, viewport=NARROW) as page:
            for name in SHORT:
                page.goto((executed / "course" / f"{name}.html").as_uri())
                page.locator("mjx-container svg").first.wait_for()
                assert overflow(page) <= 0
                formulas = page.locator("mjx-container[display=true]")
                assert min(formulas.evaluate_all("all => all.map(one => one.getBoundingClientRect().left)")) >= 0, "cut off"
                page.screenshot(path=tmp_path / f"{name}.png")
            page.goto((executed / "instructors.html").as_uri())
            assert overflow(page) <= 0


def shade(page):
    """Return how bright the background is, 0 to 255."""
    colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return sum(int(number) for number in re.findall(r"\d+", colour)[:3]) / 3
