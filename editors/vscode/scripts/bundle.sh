#!/usr/bin/env bash
# Puts the server of this checkout and the libraries that it needs into bundled/libs: pure Python, so that one .vsix is for every platform.
# usage: scripts/bundle.sh [PYTHON]     the Python is only used for its pip
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
python=${1:-${PYTHON:-python3}}
libs=bundled/libs
rm -rf "$libs"
into=(--quiet --disable-pip-version-check --target "$libs" --no-deps --no-compile)

native=$(grep -i '^markupsafe==' bundled/requirements.txt)
pure=$(mktemp)
trap 'rm -f "$pure"' EXIT
grep -vi '^markupsafe==' bundled/requirements.txt >"$pure"

"$python" -m pip install "${into[@]}" --only-binary=:all: --platform any --implementation py --abi none --python-version 3.10 -r "$pure"
"$python" -m pip install "${into[@]}" "$native"
"$python" -m pip install "${into[@]}" ../..
find "$libs" -name '_speedups*' -delete
rm -rf "$libs/bin" "$libs/sqlalchemy/testing" "$libs/alembic/testing"
find "$libs" -name __pycache__ -type d -exec rm -rf {} +

if find "$libs" -name '*.so' -o -name '*.pyd' | grep .; then
  echo "bundled/libs holds native code: name a pure version in bundled/requirements.txt" >&2
  exit 1
fi
