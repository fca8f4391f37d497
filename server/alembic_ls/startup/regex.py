"""`regex`, a `re.compile` that does its work when the pattern is first used.

There are some ninety patterns at the top of modules; compiling them all takes 6 ms, and a run uses a third of them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    regex = re.compile
else:

    class regex:
        """A pattern, `regex(pattern, flags)`, which is compiled by the first use of any of its methods."""

        def __init__(self, pattern: str | bytes, flags: int = 0) -> None:
            self._arguments = (pattern, flags)

        def __getattr__(self, name: str) -> Any:
            found = getattr(re.compile(*self._arguments), name)
            setattr(self, name, found)  # from now on it is found without this method
            return found
