"""Starts the language server: the one beside this file, or with --from-environment the interpreter's own where it has one."""

import os
import sys

LIBS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "libs")

if __name__ == "__main__":
    if "--from-environment" in sys.argv[1:]:
        sys.path.append(LIBS)
    else:
        sys.path.insert(0, LIBS)

    from alembic_ls.cli.main import main

    sys.exit(main(["serve", "--stdio"]))
