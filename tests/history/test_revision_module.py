"""A function of a revision that surely does nothing is told by its text."""

from __future__ import annotations

import pytest
from alembic_ls.history.revision_module import does_nothing

_DOC = '    """Does something\n    else."""\n'


@pytest.mark.parametrize(
    "text",
    [
        "\ndef upgrade():\n    pass\n",
        "\ndef upgrade() -> None:\n" + _DOC,
        "\ndef upgrade() -> None:\n" + _DOC + "\n    pass\n\n\ndef downgrade():\n    op.drop_table('a')\n",
        "\ndef upgrade(engine):\n    pass\nx = 1\n",
    ],
)
def test_a_docstring_and_pass_do_nothing(text: str) -> None:
    assert does_nothing(text, "upgrade")


@pytest.mark.parametrize(
    "text",
    [
        "\ndef upgrade():\n    pass\n    op.drop_table('a')\n",
        "\ndef upgrade():\n    pass\n# why\n    op.drop_table('a')\n",
        "\ndef upgrade():\n    pass; op.drop_table('a')\n",
        "\ndef upgrade():\n" + _DOC + "    op.drop_table('a')\n",
        "\ndef upgrade():\n" + _DOC + "        pass\n",
        "\ndef upgrade():\n    '''Doc'''; op.drop_table('a')\n",
        "\n@run\ndef upgrade():\n    pass\n",
        "\ndef upgrade():\n    pass\n\nupgrade = other\n",
        "\ndef upgrade():\n\nx = 1\n",
        "\ndef upgrades():\n    pass\n",
        "\ndef downgrade():\n    pass\n",
    ],
)
def test_anything_else_is_read(text: str) -> None:
    assert not does_nothing(text, "upgrade")
