#!/bin/sh
# Install what `make bench` compares the packs with and pip does not bring, where this account may; a row that lacks it says so.
set -eu
missing=""
command -v npm >/dev/null 2>&1 || missing="$missing nodejs npm"
ldconfig -p | grep -q libpangoft2 || missing="$missing libpangoft2-1.0-0 libharfbuzz-subset0"
if [ -n "$missing" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get update -qq
    # shellcheck disable=SC2086 -- a list of package names
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing
elif [ -n "$missing" ]; then
    echo "Not installed, and this account may not install:$missing" >&2
fi
command -v npm >/dev/null 2>&1 || exit 0
mkdir -p .venv-bench/node
cp benchmarks/package.json benchmarks/package-lock.json .venv-bench/node/
npm ci --prefix .venv-bench/node --ignore-scripts --no-audit --no-fund --loglevel error
