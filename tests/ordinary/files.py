"""Files: given with the assignment, written by answers, written by tests; modules that answers write."""

from ordinary.model import Group, Idiom

GROUP = Group(
    "files",
    "Files",
    setup="import csv\nimport json\nimport os\nimport tempfile\nfrom pathlib import Path",
    files={"towns.csv": "town,people\nUlm,126\nBonn,331\n"},
    idioms=(
        Idiom(
            "given_file",
            answer="""
            def read_towns(path):
                with open(path) as file:
                    return {row["town"]: int(row["people"]) for row in csv.DictReader(file)}
            """,
            tests="""
            assert read_towns("towns.csv") == {"Ulm": 126, "Bonn": 331}
            assert Path("towns.csv").exists()
            """,
            other="""
            def read_towns(path):
                lines = Path(path).read_text().split()[1:]
                return {town: int(people) for town, people in (line.split(",") for line in lines)}
            """,
            wrong="""
            def read_towns(path):
                with open(path) as file:
                    return {row["town"]: row["people"] for row in csv.DictReader(file)}
            """,
        ),
        Idiom(
            "file_of_the_answer",
            answer="""
            def save(path, data):
                with open(path, "w") as file:
                    json.dump(data, file)
            """,
            tests="""
            save("out.json", {"a": [1, 2]})
            assert json.loads(Path("out.json").read_text()) == {"a": [1, 2]}
            os.remove("out.json")
            """,
            other="""
            def save(path, data):
                Path(path).write_text(json.dumps(data, indent=2))
            """,
            wrong="""
            def save(path, data):
                Path(path).write_text(str(data))
            """,
        ),
        Idiom(
            "file_of_the_test",
            answer="""
            def count_lines(path):
                with open(path) as file:
                    return sum(1 for line in file if line.strip())
            """,
            tests="""
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "text.txt"
                path.write_text("one\\n\\ntwo\\n")
                assert count_lines(path) == 2
                assert count_lines(str(path)) == 2
            """,
            other="""
            def count_lines(path):
                return len([line for line in Path(path).read_text().splitlines() if line])
            """,
            wrong="""
            def count_lines(path):
                return len(open(path).read().splitlines())
            """,
            protected=False,
        ),
        Idiom(
            "file_written_in_the_answer_cell",
            answer="Path('notes.txt').write_text('alpha\\nbeta\\n');",
            tests="assert Path('notes.txt').read_text().splitlines() == ['alpha', 'beta']",
            other="with open('notes.txt', 'w') as file:\n    print('alpha', 'beta', sep='\\n', file=file)",
            wrong="Path('notes.txt').write_text('alpha')",
        ),
        Idiom(
            "module_written_by_the_answer",
            answer="%%writefile tools.py\ndef add(a, b):\n    return a + b",
            tests="import tools\n\nassert tools.add(1, 2) == 3",
            other="Path('tools.py').write_text('add = lambda a, b: b + a\\n')",
            wrong="%%writefile tools.py\ndef add(a, b):\n    return a - b",
            raises="raise RuntimeError('no idea')",
            protected=False,
        ),
        Idiom(
            "open_file_as_argument",
            answer="""
            def words(file):
                return [word for line in file for word in line.split()]
            """,
            tests="""
            import io

            assert words(io.StringIO("a b\\nc")) == ["a", "b", "c"]
            """,
            other="""
            def words(file):
                return file.read().split()
            """,
            wrong="""
            def words(file):
                return file.readline().split()
            """,
            protected=False,
        ),
    ),
)
