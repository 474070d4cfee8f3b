"""Classes that behave like containers, context managers, functions; and looking at definitions."""

from ordinary.model import Group, Idiom

GROUP = Group(
    "protocols",
    "Special methods",
    setup="import inspect\nfrom abc import ABC, abstractmethod\nfrom dataclasses import dataclass",
    idioms=(
        Idiom(
            "container_protocol",
            answer="""
            class Bag:
                def __init__(self, *items):
                    self._items = list(items)

                def __len__(self):
                    return len(self._items)

                def __iter__(self):
                    return iter(self._items)

                def __contains__(self, item):
                    return item in self._items

                def __getitem__(self, index):
                    return self._items[index]

                def __setitem__(self, index, item):
                    self._items[index] = item

                def __bool__(self):
                    return bool(self._items)
            """,
            tests="""
            bag = Bag(3, 1, 2)
            assert len(bag) == 3 and sorted(bag) == [1, 2, 3]
            assert 1 in bag and 9 not in bag and bag[-1] == 2
            bag[0] = 7
            assert list(bag) == [7, 1, 2] and sum(bag) == 10
            assert not Bag() and bag
            """,
            other="""
            class Bag(list):
                def __init__(self, *items):
                    super().__init__(items)
            """,
            wrong="""
            class Bag:
                def __init__(self, *items):
                    self._items = set(items)

                def __len__(self):
                    return len(self._items)

                def __iter__(self):
                    return iter(self._items)
            """,
        ),
        Idiom(
            "context_manager",
            answer="""
            class Log:
                def __enter__(self):
                    self.lines = ["open"]
                    return self

                def __exit__(self, *error):
                    self.lines.append("closed")
                    return error[0] is ValueError
            """,
            tests="""
            with Log() as log:
                log.lines.append("work")
            assert log.lines == ["open", "work", "closed"]
            with Log() as log:
                raise ValueError("swallowed")
            assert log.lines[-1] == "closed"
            """,
            other="""
            class Log:
                def __init__(self):
                    self.lines = []

                def __enter__(self):
                    self.lines += ["open"]
                    return self

                def __exit__(self, kind, value, trace):
                    self.lines += ["closed"]
                    return kind is not None and issubclass(kind, ValueError)
            """,
            wrong="""
            class Log:
                def __enter__(self):
                    self.lines = ["open"]
                    return self

                def __exit__(self, *error):
                    return True
            """,
            protected=False,
        ),
        Idiom(
            "properties_and_class_methods",
            answer="""
            class Celsius:
                zero = -273.15

                def __init__(self, degrees):
                    self.degrees = degrees

                @property
                def fahrenheit(self):
                    return self.degrees * 9 / 5 + 32

                @fahrenheit.setter
                def fahrenheit(self, value):
                    self.degrees = (value - 32) * 5 / 9

                @classmethod
                def coldest(cls):
                    return cls(cls.zero)

                @staticmethod
                def unit():
                    return "C"
            """,
            tests="""
            t = Celsius(100)
            assert t.fahrenheit == 212
            t.fahrenheit = 32
            assert t.degrees == 0
            assert Celsius.coldest().degrees == Celsius.zero == -273.15 and Celsius.unit() == "C"
            """,
            other="""
            @dataclass
            class Celsius:
                degrees: float

                def _get(self):
                    return self.degrees * 1.8 + 32

                def _set(self, value):
                    self.degrees = (value - 32) / 1.8

                fahrenheit = property(_get, _set)

                @classmethod
                def coldest(cls):
                    return Celsius(-273.15)

                @staticmethod
                def unit():
                    return "C"


            Celsius.zero = -273.15
            """,
            wrong="""
            class Celsius:
                zero = 0

                def __init__(self, degrees):
                    self.degrees = degrees

                def fahrenheit(self):
                    return self.degrees * 9 / 5 + 32
            """,
        ),
        Idiom(
            "repr_and_str",
            answer="""
            class Money:
                def __init__(self, amount):
                    self.amount = amount

                def __repr__(self):
                    return f"Money({self.amount})"

                def __str__(self):
                    return f"{self.amount:.2f} EUR"
            """,
            tests="""
            assert repr(Money(3)) == "Money(3)" and str(Money(3)) == "3.00 EUR"
            assert f"{Money(1.5)}" == "1.50 EUR" and f"{[Money(2)]}" == "[Money(2)]"
            """,
            other="""
            @dataclass
            class Money:
                amount: float

                def __repr__(self):
                    return "Money(" + repr(self.amount) + ")"

                def __str__(self):
                    return "%.2f EUR" % self.amount
            """,
            wrong="""
            class Money:
                def __init__(self, amount):
                    self.amount = amount

                def __str__(self):
                    return f"{self.amount} EUR"
            """,
        ),
        Idiom(
            "looking_at_the_definition",
            answer="""
            class Stack:
                '''A stack.'''

                def __init__(self, size=10):
                    self.size = size

                def push(self, item):
                    '''Put an item on top.'''
                    self.top = item
            """,
            tests="""
            assert Stack.__doc__ and Stack.push.__doc__
            assert list(inspect.signature(Stack.push).parameters) == ["self", "item"]
            assert inspect.signature(Stack).parameters["size"].default == 10
            assert hasattr(Stack(), "push") and callable(Stack().push) and "push" in dir(Stack)
            assert not hasattr(Stack(), "pop")
            """,
            other="""
            class Stack:
                "Last in, first out."

                def __init__(self, size: int = 10) -> None:
                    self.size = size

                def push(self, item) -> None:
                    "Push."
                    self.top = item
            """,
            wrong="""
            class Stack:
                def __init__(self, n):
                    self.size = n

                def push(self, item):
                    self.top = item
            """,
        ),
    ),
)
