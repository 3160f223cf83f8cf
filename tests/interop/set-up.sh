#!/usr/bin/env bash
# Installs the peers of the interop tests that apt does not have into artifacts/interop, once per package-lock.json.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
target=$(cd "$here/../.." && pwd)/artifacts/interop

mkdir -p "$target"
if ! cmp --silent "$here/node/package-lock.json" "$target/installed.json"; then
    cp "$here"/node/package.json "$here"/node/package-lock.json "$target"
    npm ci --prefix "$target" --no-audit --no-fund --ignore-scripts --loglevel error
    cp "$here/node/package-lock.json" "$target/installed.json"
fi
