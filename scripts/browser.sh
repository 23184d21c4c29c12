#!/bin/sh
# What `make test-browser` needs beside the Python environment: Chromium and npm, from Debian's packages, and axe-core in
# the version and with the hash of tests/dashboards/axe/package-lock.json. Usage: scripts/browser.sh FOLDER-FOR-AXE
set -eu
cd "$(dirname "$0")/.."
axe=$1

has() { command -v "$1" >/dev/null 2>&1; }

missing=
has chromium || has chromium-browser || has google-chrome || missing="chromium fonts-dejavu-core"
has npm || missing="$missing npm"
if [ -n "$missing" ]; then
    if has apt-get && [ "$(id -u)" = 0 ]; then
        apt-get update -qq
        # shellcheck disable=SC2086 # a list of packages
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
    else
        echo "make test-browser needs:$missing. On Debian: sudo apt-get install$missing" >&2
        exit 1
    fi
fi

mkdir -p "$axe"
cp tests/dashboards/axe/package.json tests/dashboards/axe/package-lock.json "$axe"/
npm ci --prefix "$axe" --ignore-scripts --no-audit --no-fund --loglevel=error
