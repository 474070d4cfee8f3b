"""Names that tests define and later answers use; cells between answers and tests."""

from ordinary.model import Cell, Group, Idiom

GROUP = Group(
    "later",
    "From one cell to the next",
    setup="import math",
    idioms=(
        Idiom(
            "value_from_a_test",
            answer="first = 3",
            tests="assert first == 3\nexample = [first, 4]",
            other="first = int('3')",
            wrong="first = 4",
        ),
        Idiom(
            "value_in_a_later_answer",
            answer="norm = math.hypot(*example)",
            tests="assert norm == 5",
            other="norm = sum(x * x for x in example) ** 0.5",
            wrong="norm = sum(example)",
            gets={"wrong": 0.0},
        ),
        Idiom(
            "function_from_a_test",
            answer="""
            def inc(x):
                return x + 1
            """,
            tests="""
            def apply_twice(function, x):
                return function(function(x))


            import statistics

            assert apply_twice(inc, 1) == 3
            """,
            other="inc = (1).__add__",
            wrong="""
            def inc(x):
                return x
            """,
        ),
        Idiom(
            "function_in_a_later_answer",
            answer="""
            result = apply_twice(inc, 10)
            middle = statistics.median([result, 0, 100])
            """,
            tests="assert result == 12 and middle == 12",
            other="""
            result = apply_twice(lambda x: x + 1, 10)
            middle = sorted([result, 0, 100])[1]
            """,
            wrong="""
            result = apply_twice(inc, 10)
            middle = statistics.mean([result, 0, 100])
            """,
        ),
        Idiom(
            "given_data_and_helper",
            before=(
                Cell(
                    """
                    # given, not locked
                    DATA = {"a": [1, 2, 3], "b": []}


                    def show(x):
                        print("shown:", x)
                        return x
                    """
                ),
                Cell("LIMIT = 2", name="given_limit"),
            ),
            answer="""
            def lengths(table):
                return {name: min(len(values), LIMIT) for name, values in table.items()}
            """,
            between=(Cell("show(lengths(DATA))"), Cell("Well done so far.", kind="markdown")),
            tests="""
            assert show(lengths(DATA)) == {"a": 2, "b": 0}
            assert lengths({"x": range(LIMIT + 5)}) == {"x": LIMIT}
            """,
            other="""
            def lengths(table):
                made = {}
                for name in table:
                    made[name] = len(table[name][:LIMIT])
                return made
            """,
            wrong="""
            def lengths(table):
                return {name: len(values) for name, values in table.items()}
            """,
        ),
        Idiom(
            "class_given_after_the_answer",
            answer="""
            def total(basket):
                return sum(item.price * item.count for item in basket)
            """,
            between=(
                Cell(
                    """
                    class Item:
                        def __init__(self, price, count=1):
                            self.price, self.count = price, count
                    """,
                    name="given_item",
                ),
            ),
            tests="assert total([Item(2), Item(3, 2)]) == 8\nassert total([]) == 0",
            other="""
            def total(basket):
                result = 0
                for item in basket:
                    result += item.count * item.price
                return result
            """,
            wrong="""
            def total(basket):
                return sum(item.price for item in basket)
            """,
        ),
        Idiom(
            "class_in_the_test",
            answer="""
            def loudest(animals):
                return max(animals, key=lambda animal: animal.volume()).name
            """,
            tests="""
            class Cat:
                name = "cat"

                def volume(self):
                    return 3


            class Lion(Cat):
                name = "lion"

                def volume(self):
                    return 10 * super().volume()


            assert loudest([Cat(), Lion(), Cat()]) == "lion"
            """,
            other="""
            def loudest(animals):
                return sorted(animals, key=lambda animal: -animal.volume())[0].name
            """,
            wrong="""
            def loudest(animals):
                return animals[0].name
            """,
        ),
        Idiom(
            "answer_uses_an_earlier_answer",
            answer="""
            def inc_all(values):
                return [inc(value) for value in values]
            """,
            tests="assert inc_all([1, 2]) == [2, 3]\nassert inc_all([]) == []",
            other="""
            def inc_all(values):
                return list(map(inc, values))
            """,
            wrong="""
            def inc_all(values):
                return [inc(values[0])]
            """,
        ),
    ),
)
