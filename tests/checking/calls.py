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
