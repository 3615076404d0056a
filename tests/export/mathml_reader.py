"""What a page shows, read as a person reads it: the value of a MathML formula at numbers, in floating point.

It shares nothing with the writer: sums and products reach over the factors that follow them, not over terms.
"""

import math
from xml.etree.ElementTree import fromstring

import mpmath

NEAR = 1e-9  # of rounding, so that a whole number stays itself
SIDES = {"≤", "≥", "=", "<", "≠"}
FENCES = {"(": lambda v: v, "⌊": lambda v: math.floor(v + NEAR), "⌈": lambda v: math.ceil(v - NEAR), "|": abs}
CALLS = {"log": mpmath.log, "Γ": mpmath.gamma, "sin": mpmath.sin, "cos": mpmath.cos, "exp": mpmath.exp,
         "erf": mpmath.erf, "min": min, "max": max, "loggamma": mpmath.loggamma,
         "polygamma": lambda order, x: mpmath.polygamma(int(order), x),
         "W": lambda x: mpmath.lambertw(x, -1)}  # fmt: skip


def value(text, values):
    """The value of the formula where its symbols have ``values``; functions are callables."""
    return Reader(list(fromstring(text)), values).all()


class Reader:
    def __init__(self, parts, values):
        self.parts = [part for part in parts if part.tag != "mspace"]
        self.values = values
        self.place = 0

    def all(self):
        found = self.expression()
        assert self.place == len(self.parts), [part.text for part in self.parts[self.place :]]
        return found

    def text(self, ahead=0):
        rest = self.parts[self.place + ahead : self.place + ahead + 1]
        return rest[0].text if rest and rest[0].tag == "mo" else None

    def expression(self):
        total = self.term()
        while self.text() in ("+", "−"):
            sign = 1 if self.text() == "+" else -1
            self.place += 1
            total += sign * self.term()
        return total

    def term(self):
        sign = 1
        while self.text() in ("+", "−"):
            sign *= 1 if self.text() == "+" else -1
            self.place += 1
        value = sign * self.factor()
        while self.text() in ("\u2062", "⋅"):
            self.place += 1
            value *= self.factor()
        return value

    def factor(self):
        part = self.parts[self.place]
        self.place += 1
        if part.tag in ("munder", "munderover") and part[0].text in ("∑", "∏", "∫", "min"):
            return self.over(part)
        if part.tag == "mfrac" and part[0].text == "d" and [own.text for own in part[1][:2]] == ["d", "\u2062"]:
            return self.slope(part[1][-1].text)
        if self.text() == "\u2061":
            self.place += 1
            argument = self.parts[self.place]
            self.place += 1
            return self.call(part, argument)
        found = read(part, self.values)
        if self.text() == "!":
            self.place += 1
            found = mpmath.factorial(found)
        return found

    def slope(self, name):
        """The derivative of the factor that follows."""
        self.place += 1
        inner = Reader(self.parts[self.place :], self.values)
        inner.factor()
        body = self.parts[self.place : self.place + inner.place]
        self.place += inner.place
        return mpmath.diff(lambda v: Reader(body, self.values | {name: v}).factor(), self.values[name])

    def over(self, sign):
        """A sum, product, integral or minimum, over the factors that follow."""
        start = self.place
        if sign[0].text == "∫":
            end = next(i for i in range(start, len(self.parts)) if self.parts[i].text == "d")
            name, body = self.parts[end + 1].text, self.parts[start : end - 1]
            self.place = end + 2
            low, high = (read(limit, self.values) for limit in sign[1:])
            return mpmath.quad(lambda v: Reader(body, self.values | {name: v}).all(), [low, high])
        below = list(sign[1])
        if sign[0].text == "min":
            first, index, last = read(below[0], self.values), below[2].text, read(below[4], self.values)
        else:
            index, first = below[0].text, Reader(below[2:], self.values).all()
            last = read(sign[2], self.values)
        found = []
        for value in range(int(first), int(last) + 1):
            inner = Reader(self.parts[start:], self.values | {index: value})
            found.append(inner.term())
            self.place = start + inner.place
        if not found:
            probe = Reader(self.parts[start:], self.values | {index: int(first)})
            probe.term()
            self.place = start + probe.place
        return {"∑": sum, "∏": mpmath.fprod, "min": min}[sign[0].text](found)

    def call(self, name, argument):
        power = 1
        if name.tag == "msup":
            power, name = read(name[1], self.values), name[0]
        elif argument.tag == "msup":
            power, argument = read(argument[1], self.values), argument[0]
        inside, arguments = list(argument)[1:-1], [[]]
        for part in inside:
            if part.text == ",":
                arguments.append([])
            else:
                arguments[-1].append(part)
        numbers = [Reader(parts, self.values).all() for parts in arguments]
        if name.tag == "msub" and [part.text for part in name.iter("mn")] == ["1"]:  # the branch W_(-1)
            name = name[0]
        function = self.values.get(name.text) or CALLS[name.text]
        return function(*numbers) ** power


def read(part, values):
    """The value of one element."""
    children = list(part)
    if part.tag == "mn":
        return mpmath.mpf(part.text)
    if part.tag == "mrow":
        return row(children, values)
    if part.tag == "mfrac":
        return read(children[0], values) / read(children[1], values)
    if part.tag == "msup":
        return read(children[0], values) ** read(children[1], values)
    if part.tag == "msqrt":
        return mpmath.sqrt(row(children, values))
    if part.tag == "mroot":
        return mpmath.root(read(children[0], values), int(read(children[1], values)))
    if part.tag == "msubsup":
        return values[name_of(part[0]) + name_of(part[1])] ** read(part[2], values)
    return values[name_of(part)]


def row(children, values):
    opening = children[0].text if children[0].tag == "mo" else None
    if len(children) == 3 and children[1].tag == "mfrac" and children[1].get("linethickness") == "0":
        return mpmath.binomial(*(read(entry, values) for entry in children[1]))
    if opening == "{":
        return cases(children[1], values)
    if opening in FENCES:
        return FENCES[opening](Reader(children[1:-1], values).all())
    return Reader(children, values).all()


def cases(table, values):
    for value, condition in (list(line) for line in table):
        parts = [part for part in condition if part.tag != "mtext"]
        if not parts:
            return Reader(list(value), values).all()
        (place,) = [i for i, part in enumerate(parts) if part.text in SIDES]
        left, right = Reader(parts[:place], values).all(), Reader(parts[place + 1 :], values).all()
        if {"≤": left <= right, "≥": left >= right, "=": left == right, "<": left < right}[parts[place].text]:
            return Reader(list(value), values).all()
    raise AssertionError("no case holds")


def name_of(part):
    """The name of a symbol, with subscripts and accents."""
    return (part.text or "") + "".join(name_of(child) for child in part)
