"""Source text to its top-level statements, each known by a key that typing elsewhere in the file does not change."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from alembic_ls.startup.regex import regex
from alembic_ls.syntax.parse import Fault, faults_in, parse_statements
from alembic_ls.syntax.skeleton import Method, class_skeleton, method_tree
from alembic_ls.syntax.starts import importing_statements, statement_starts
from alembic_ls.text.anchor import Anchor

_HEAD = regex(
    r"""(?:@(?:[^\n]|\n(?!(?:async\s+def|def|class)\b))*\n)?  # decorators
    (?: (?:async\s+)?def\s+(?P<function>\w+) | class\s+(?P<class_>\w+) | (?P<import_>from|import)\s
      | (?P<name>[^\W\d]\w*)\s*(?::[^=\n]*)?=(?!=) )""",
    re.VERBOSE,
)


class Chunk:
    """One top-level statement with its decorators and the comments behind it.

    `kind` is "def", "class", "import", "assign" (to one name) or "other"; `name` is what a def, class or assign binds. `text` ends
    with its line break; `start_line` counts from 0. `key` is unique in the file.
    """

    __slots__ = ("_statements", "key", "kind", "methods", "name", "path", "start_line", "text")

    def __init__(self, path: str, text: str, start_line: int) -> None:
        self.path = path
        self.text = text
        self.start_line = start_line
        self._statements: list[object] | None = None
        self.key = ""
        self.methods: dict[int, Method] = {}
        self.kind, self.name = _classify(text)

    @property
    def statements(self) -> list:  # type: ignore[type-arg]  # of ast.stmt; ast is imported by parse alone
        """Its trees, line numbers counting from 1 at the chunk's first line. What does not parse is a `Broken` statement.

        The methods of a class may be stubs: those on the lines that `methods` names.
        """
        if self._statements is None:
            skeleton = class_skeleton(self.text) if self.kind == "class" else None
            self.methods = skeleton.methods if skeleton is not None else {}
            self._statements = list(skeleton.statements if skeleton is not None else parse_statements(self.text))
        return self._statements

    def method(self, line: int) -> object | None:
        """The tree of the method whose stub stands on this line of the chunk (`methods` has it); None where it does not parse."""
        return method_tree(self.text, self.methods[line])

    def forget(self) -> None:
        """Let the trees go: they weigh thirty times the text, and can be made again from it."""
        self._statements = None


class SourceFile:
    """A file as its chunks. Made from text alone; never raises. It is split when somebody first asks for them."""

    __slots__ = ("_by_key", "_chunks", "_lines", "path", "text")

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self._chunks: list[Chunk] | None = None
        self._by_key: dict[str, Chunk] | None = None
        self._lines: list[str] | None = None

    @property
    def chunks(self) -> list[Chunk]:
        """Its statements, in their order."""
        if self._chunks is None:
            self._chunks = _split(self.path, self.text)
        return self._chunks

    def importing(self) -> Iterator[str]:
        """The texts of those statements that may import something when the file is run, without the others being looked at."""
        return importing_statements(_normal(self.text))

    @property
    def lines(self) -> list[str]:
        """Its lines without their breaks, as anchors count them: CR LF, CR and LF end a line, nothing else."""
        if self._lines is None:
            self._lines = _normal(self.text).split("\n")
        return self._lines

    def chunk(self, key: str) -> Chunk | None:
        """The chunk with this key, None where the file has it no longer."""
        if self._by_key is None:
            self._by_key = {chunk.key: chunk for chunk in self.chunks}
        return self._by_key.get(key)

    def chunk_at(self, line: int) -> Chunk | None:
        """The chunk in which a line lies; None for what stands before all of them."""
        after = bisect_right(self.chunks, line, key=lambda chunk: chunk.start_line)
        return self.chunks[after - 1] if after else None

    def span_of(self, anchor: Anchor) -> tuple[int, int, int, int]:
        """(line, column, end line, end column) in the file as it is now: lines from 0, columns in UTF-8 bytes."""
        chunk = self.chunk(anchor.chunk)
        base = chunk.start_line if chunk is not None else 0
        return anchor.start_line + base, anchor.start_column, anchor.end_line + base, anchor.end_column

    def faults(self) -> list[tuple[Fault, Anchor]]:
        """What does not parse, and where. Parses every chunk."""
        found = []
        for chunk in self.chunks:
            for fault in (fault for statement in chunk.statements for fault in faults_in(statement)):
                line = max(fault.line - 1, 0)
                found.append((fault, Anchor(self.path, chunk.key, line, fault.column, line, fault.column + 1)))
        return found


def _split(path: str, text: str) -> list[Chunk]:
    text = _normal(text)
    starts = statement_starts(text)
    chunks, line, seen = [], 0, {}  # type: list[Chunk], int, dict[str, int]
    position = 0
    for start, end in zip(starts, [*starts[1:], len(text)]):
        line += text.count("\n", position, start)
        position = start
        chunk = Chunk(path, text[start:end], line)
        stem = f"{chunk.kind}:{chunk.name}" if chunk.name else chunk.kind
        count = seen.get(stem, 0)
        seen[stem] = count + 1
        chunk.key = f"{stem}#{count}" if count else stem
        chunks.append(chunk)
    return chunks


def _normal(text: str) -> str:
    """The text with LF line ends and no byte order mark: lines and columns stay, offsets are not kept."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text[1:] if text.startswith("\ufeff") else text


def _classify(text: str) -> tuple[str, str | None]:
    head = _HEAD.match(text)
    if head is None:
        return "other", None
    if head["function"]:
        return "def", head["function"]
    if head["class_"]:
        return "class", head["class_"]
    if head["import_"]:
        return "import", None
    return "assign", head["name"]
