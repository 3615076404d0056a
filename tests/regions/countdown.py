"""A kind of work for tests: a task is a pair of numbers, whose results are all numbers from one to before the other."""

from functools import partial

from boundkit.errors import ShapeError


class Countdown:
    """Gives one number after the other; ``refused`` raises ShapeError."""

    def __init__(self, refused):
        self.refused = refused

    def __call__(self, task):
        first, last = task
        if first == self.refused:
            raise ShapeError(f"no {first}")
        return first, (first + 1, last) if first + 1 < last else None

    def divided(self, task):
        first, last = task
        middle = (first + last) // 2
        return [part for part in ((first, middle), (middle, last)) if part[0] < part[1]]


def countdown(refused=None):
    return partial(Countdown, refused)
