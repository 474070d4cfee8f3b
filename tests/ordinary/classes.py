"""Exercises that ask for a class."""

from ordinary.model import Cell, Group, Idiom

_VECTOR = """
class Vector:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y)

    def __eq__(self, other):
        return (self.x, self.y) == (other.x, other.y)

    def __repr__(self):
        return f"Vector({self.x}, {self.y})"
"""
_SHAPE = """
class Shape:
    def area(self):
        raise NotImplementedError

    def describe(self):
        return f"{type(self).__name__} of area {self.area():.1f}"
"""

GROUP = Group(
    "classes",
    "Classes",
    setup="from abc import ABC, abstractmethod\nfrom dataclasses import dataclass",
    idioms=(
        Idiom(
            "attributes_and_methods",
            answer="""
            class Account:
                def __init__(self, owner, balance=0):
                    self.owner, self.balance = owner, balance

                def deposit(self, amount):
                    self.balance += amount
                    return self
            """,
            tests=(
                """
                account = Account("Ada")
                assert account.owner == "Ada" and account.balance == 0
                account.deposit(5)
                assert account.balance == 5
                """,
                """
                account.balance = 10
                account.deposit(1).deposit(2)
                assert account.balance == 13
                assert Account("Bob", balance=3).balance == 3
                """,
            ),
            other="""
            @dataclass
            class Account:
                owner: str
                balance: float = 0

                def deposit(self, amount):
                    self.balance = self.balance + amount
                    return self
            """,
            wrong="""
            class Account:
                balance = 0

                def __init__(self, owner, balance=0):
                    self.owner = owner

                def deposit(self, amount):
                    self.balance = amount
                    return self
            """,
            gets={"wrong": 1.0},
        ),
        Idiom(
            "operators",
            answer=_VECTOR,
            tests="""
            assert Vector(1, 2) + Vector(3, 4) == Vector(4, 6)
            total = Vector(1, 2) + Vector(3, 4)
            assert (total.x, total.y) == (4, 6)
            """,
            other="""
            @dataclass
            class Vector:
                x: float
                y: float

                def __add__(self, other):
                    return type(self)(other.x + self.x, other.y + self.y)
            """,
            wrong=_VECTOR.replace("self.y + other.y", "self.y"),
        ),
        Idiom(
            "kinds_of_an_object",
            answer="""
            class Animal:
                pass


            class Dog(Animal):
                def speak(self):
                    return "Wuff"
            """,
            tests=(
                """
                dog = Dog()
                assert isinstance(dog, Dog) and isinstance(dog, Animal)
                assert issubclass(Dog, Animal) and isinstance(Dog, type)
                assert not isinstance(Animal(), Dog)
                """,
                """
                assert type(dog) is Dog and type(dog).__name__ == "Dog" and dog.__class__.__name__ == "Dog"
                assert Dog.__mro__[1] is Animal and dog.speak() == "Wuff"
                """,
            ),
            other="""
            class Animal:
                def __init__(self):
                    self.sound = ""

                def speak(self):
                    return self.sound


            class Dog(Animal):
                def __init__(self):
                    super().__init__()
                    self.sound = "Wuff"
            """,
            wrong="""
            class Animal:
                pass


            class Dog:
                def speak(self):
                    return "Wuff"
            """,
        ),
        Idiom(
            "subclass_of_a_given_class",
            before=(Cell(_SHAPE, name="given_shape"),),
            answer="""
            class Square(Shape):
                def __init__(self, side):
                    self.side = side

                def area(self):
                    return self.side**2
            """,
            tests="""
            assert Square(3).area() == 9
            assert Square(2).describe() == "Square of area 4.0"
            assert isinstance(Square(1), Shape)
            """,
            other="""
            class Rectangle(Shape):
                def __init__(self, a, b):
                    self.sides = a, b

                def area(self):
                    return self.sides[0] * self.sides[1]


            class Square(Rectangle):
                def __init__(self, side):
                    super().__init__(side, side)
            """,
            wrong="""
            class Square(Shape):
                def __init__(self, side):
                    self.side = side

                def area(self):
                    return 2 * self.side
            """,
        ),
        Idiom(
            "subclass_in_the_test",
            answer="""
            class Counter:
                step = 1

                def __init__(self):
                    self.count = 0

                def tick(self):
                    self.count += self.step
            """,
            tests="""
            class Fast(Counter):
                step = 10


            fast = Fast()
            fast.tick()
            fast.tick()
            assert fast.count == 20 and isinstance(fast, Counter)
            """,
            other="""
            class Counter:
                step = 1
                count = 0

                def tick(self):
                    self.count = self.count + type(self).step
            """,
            wrong="""
            class Counter:
                step = 1

                def __init__(self):
                    self.count = 0

                def tick(self):
                    self.count += 1
            """,
            protected=False,
        ),
        Idiom(
            "abstract_and_callable",
            answer="""
            class Layer(ABC):
                @abstractmethod
                def __call__(self, x): ...


            class Scale(Layer):
                def __init__(self, factor):
                    self.factor = factor

                def __call__(self, x):
                    return self.factor * x
            """,
            tests="""
            try:
                Layer()
            except TypeError:
                pass
            else:
                raise AssertionError("Layer must be abstract")
            assert Scale(3)(4) == 12 and callable(Scale(1))
            assert list(map(Scale(2), [1, 2])) == [2, 4]
            """,
            other="""
            class Layer(ABC):
                @abstractmethod
                def apply(self, x):
                    "Apply the layer."

                def __call__(self, x):
                    return self.apply(x)


            class Scale(Layer):
                def __init__(self, factor):
                    self.factor = factor

                def apply(self, x):
                    return x * self.factor
            """,
            wrong="""
            class Layer:
                def __call__(self, x): ...


            class Scale(Layer):
                def __init__(self, factor):
                    self.factor = factor
            """,
        ),
    ),
)
