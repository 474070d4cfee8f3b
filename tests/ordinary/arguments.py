"""What calls change: arguments and defaults."""

from ordinary.model import Group, Idiom

GROUP = Group(
    "arguments",
    "Arguments that change",
    setup="import numpy as np",
    idioms=(
        Idiom(
            "list_in_place",
            answer="""
            def bubble_sort(items):
                for end in range(len(items), 0, -1):
                    for i in range(end - 1):
                        if items[i] > items[i + 1]:
                            items[i], items[i + 1] = items[i + 1], items[i]
            """,
            tests="""
            numbers = [3, 1, 2]
            assert bubble_sort(numbers) is None
            assert numbers == [1, 2, 3]
            """,
            other="""
            def bubble_sort(items):
                items[:] = sorted(items)
            """,
            wrong="""
            def bubble_sort(items):
                items = sorted(items)
            """,
        ),
        Idiom(
            "dict_and_set_in_place",
            answer="""
            def count_into(table, seen, word):
                table[word] = table.get(word, 0) + 1
                seen.add(word)
            """,
            tests="""
            table, seen = {}, {"z"}
            for word in ("a", "b", "a"):
                count_into(table, seen, word)
            assert table == {"a": 2, "b": 1} and seen == {"a", "b", "z"}
            """,
            other="""
            def count_into(table, seen, word):
                table.setdefault(word, 0)
                table[word] += 1
                seen |= {word}
            """,
            wrong="""
            def count_into(table, seen, word):
                table[word] = 1
                seen.add(word)
            """,
        ),
        Idiom(
            "must_not_change_its_argument",
            answer="""
            def added(items, item):
                return [*items, item]
            """,
            tests="""
            old = [1]
            new = added(old, 2)
            assert new == [1, 2] and old == [1] and new is not old
            """,
            other="""
            def added(items, item):
                copy = items.copy()
                copy.append(item)
                return copy
            """,
            wrong="""
            def added(items, item):
                items.append(item)
                return items
            """,
        ),
        Idiom(
            "returns_its_argument",
            answer="""
            def filled(items, value):
                for i in range(len(items)):
                    items[i] = value
                return items
            """,
            tests="""
            x = [1, 2]
            assert filled(x, 0) is x and x == [0, 0]
            nested = [[1], [2]]
            inner = nested[0]
            filled(inner, 9)
            assert nested == [[9], [2]] and nested[0] is inner
            """,
            other="""
            def filled(items, value):
                items[:] = [value] * len(items)
                return items
            """,
            wrong="""
            def filled(items, value):
                return [value] * len(items)
            """,
        ),
        Idiom(
            "given_by_name",
            answer="""
            class Shelf:
                def __init__(self, name, size=1):
                    self.name, self.size, self.items = name, size, {}

                def put(self, name, self_made=False, *, function=str):
                    self.items[name] = function(self_made)
                    return len(self.items)


            def apply(function, name, args=()):
                return function(name, *args)
            """,
            tests="""
            shelf = Shelf(name="upper", size=2)
            assert (shelf.name, shelf.size) == ("upper", 2)
            assert shelf.put(name="box", self_made=True) == 1
            assert shelf.put("jar", function=repr) == 2
            assert apply(function=max, name=3, args=(5, 4)) == 5
            """,
            other="""
            class Shelf:
                def __init__(self, **kwargs):
                    self.__dict__.update(kwargs)
                    self.items = []

                def put(self, name, **kwargs):
                    self.items.append((name, kwargs))
                    return len(self.items)


            def apply(**kwargs):
                return kwargs["function"](kwargs["name"], *kwargs["args"])
            """,
            wrong="""
            class Shelf:
                def __init__(self, name, size=1):
                    self.name, self.size = size, name

                def put(self, name, self_made=False, *, function=str):
                    return 1


            def apply(function, name, args=()):
                return function(name)
            """,
        ),
        Idiom(
            "changed_by_name",
            answer="""
            def zero_first(rows, factor=1):
                for row in rows:
                    row[0] *= 0
            """,
            tests="""
            rows, array = [[1], [2, 3]], np.ones((2, 2))
            assert zero_first(rows=rows) is None
            zero_first(factor=2, rows=array)
            assert rows == [[0], [0, 3]]
            assert array.tolist() == [[0, 1], [0, 1]]
            """,
            other="""
            def zero_first(*, factor=1, rows):
                for index in range(len(rows)):
                    rows[index][0] = 0
            """,
            wrong="""
            def zero_first(rows, factor=1):
                rows = [[0, *row[1:]] for row in rows]
            """,
        ),
        Idiom(
            "nested_in_place",
            answer="""
            def zero_diagonal(rows):
                for i, row in enumerate(rows):
                    row[i] = 0
            """,
            tests="""
            rows = [[1, 2], [3, 4]]
            first = rows[0]
            zero_diagonal(rows)
            assert rows == [[0, 2], [3, 0]] and first == [0, 2] and rows[0] is first
            """,
            other="""
            def zero_diagonal(rows):
                for i in range(len(rows)):
                    rows[i][i] = 0
            """,
            wrong="""
            def zero_diagonal(rows):
                for i, row in enumerate(rows):
                    rows[i] = [0 if j == i else x for j, x in enumerate(row)]
            """,
        ),
        Idiom(
            "mutable_default",
            answer="""
            def collect(item, into=None):
                into = [] if into is None else into
                into.append(item)
                return into
            """,
            tests="""
            assert collect(1) == [1]
            assert collect(2) == [2], "the default must not be shared"
            mine = [0]
            collect(3, mine)
            assert mine == [0, 3]
            """,
            other="""
            def collect(item, into=None):
                if into is None:
                    return [item]
                into += [item]
                return into
            """,
            wrong="""
            def collect(item, into=[]):
                into.append(item)
                return into
            """,
        ),
    ),
)
