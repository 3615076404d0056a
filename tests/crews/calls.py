"""What the processes of a test are called with; they import it by this name."""

import os
import signal


def act(word):
    if word == "exit":
        os._exit(7)
    if word == "hang up":
        os.closerange(3, 100)
        signal.pause()
    return word * 2


class Unreadable:
    def __reduce__(self):
        return (os._exit, (5,))

    def __call__(self):
        return None


def die_at(mark):
    """End this process by a signal unless the file is there, or without a file always; what it returns doubles."""
    if mark is None or not os.path.exists(mark):
        if mark is not None:
            open(mark, "w").close()
        os.kill(os.getpid(), signal.SIGKILL)
    return act


class Killed:
    """What kills the process that reads it, before it begins: the first one, or without a mark all."""

    def __init__(self, mark=None):
        self.mark = mark

    def __reduce__(self):
        return (die_at, (self.mark,))

    def __call__(self):
        return None


def title(path):
    """The title of the theorem of a file."""
    from boundkit.discovery.elsewhere import load_here

    return load_here(path, path)[0].theorem.title
