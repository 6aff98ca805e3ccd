"""Room for the frames of deep calls.

CPython keeps them in chunks of 16 KB, and gives a chunk back as soon as the call that began it is over. A loop that
stands where a chunk ends takes and gives back another at every turn, which costs eighty times the call. A request goes
some hundred calls deep, over several such ends: it took 370 chunks, and of a short page a fifth of the time. (CPython,
issue 142183; mended in late versions of 3.13 and 3.14.)
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Result = TypeVar("Result")
# Half a MiB, so its chunk is of a MiB, and the other half is for the calls below: as many as Python lets be nested.
# Memory that nobody has written to is not taken from the machine.
SLOTS = 65_536


def with_room(call: Callable[Given, Result], /, *args: Given.args, **kwargs: Given.kwargs) -> Result:
    """What the call gives; all calls below it have their frames in one chunk."""
    return call(*args, **kwargs)


with_room.__code__ = with_room.__code__.replace(co_stacksize=SLOTS)
