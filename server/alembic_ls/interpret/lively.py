"""Whether source may make tables, told from words in its text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alembic_ls.startup.regex import regex

if TYPE_CHECKING:
    from alembic_ls.syntax.chunks import Chunk

# What a module's text holds where running it may make a table, load other modules, set a naming convention or how a type is
# written: plain words, by a word that is in all of them (a pattern of them takes a hundred times as long to look for).
_TABLE_WORDS = {
    "olumn": (" Column(", "=Column(", "(Column(", ".Column(", "[Column(", "_Column(", "mapped_column"),
    "table": ("__table", "table=True", "table = True"),
    "Mapped[": (),
    ".Model": (".Model)", ".Model,", ".Model\n"),
    "__mapper_args__": (),
}
_LIVELY_WORDS = {
    **_TABLE_WORDS,
    "Table(": (" Table(", ".Table(", "(Table(", "=Table("),
    "MetaData(": (),
    "eclarative": ("declarative_base", "DeclarativeBase"),
    "import_": ("import_module", "__import__"),
    "pkgutil": ("iter_modules", "walk_packages"),
    "naming_convention": (),
    "registry(": (),
    "automap_base": (),
    "SQLModel": ("(SQLModel)", " SQLModel)", "(SQLModel,"),
    "SQLAlchemy(": (),
    "@compiles": (),
}
# As a word it stands in most files of some projects: then one pattern that begins with it is faster than five words.
_BASE = regex(r"Base(?:(?<=[ (]Base)[),]|\.metadata)")
_SMALL = 3_000  # characters of a class that is run without asking what it holds


def is_lively(text: str) -> bool:
    """True where running the source may make a table, or decide what others make."""
    return _has(text, _LIVELY_WORDS) or _BASE.search(text) is not None


def _has(text: str, words: dict[str, tuple[str, ...]]) -> bool:
    return any(word in text and (not forms or any(form in text for form in forms)) for word, forms in words.items())


def is_wanted(chunk: Chunk) -> bool:
    """True where a statement of a lively module is to be run in its turn, rather than when somebody asks for its name."""
    if chunk.kind == "assign":
        return is_lively(chunk.text) or (chunk.name or "").startswith("__")
    if chunk.kind == "class":
        return len(chunk.text) < _SMALL or _has(chunk.text, _TABLE_WORDS)
    return True
