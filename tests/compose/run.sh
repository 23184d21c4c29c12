#!/bin/sh
# `make test-compose`: builds the image and runs docker-compose.yml on an engine of its own, from Debian's packages alone.
#
# Needs root, and docker.io, docker-compose and debootstrap of Debian 12. Everything lies in COMPOSE_TEST_DIR (default: a
# temporary folder) and goes at the end; KEEP=1 keeps it. With DOCKER_HOST set, that engine is used instead of a new one.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
python=$root/.venv/bin/python
work=${COMPOSE_TEST_DIR:-$(mktemp -d)}
mkdir -p "$work"
for program in dockerd docker-compose debootstrap; do
    command -v "$program" >/dev/null || {
        echo "$program is not there: apt-get install --no-install-recommends docker.io docker-compose debootstrap" >&2
        exit 1
    }
done
# Of several, Debian's own: it builds with BuildKit without a plugin.
export DOCKER="${DOCKER:-/usr/bin/docker}" COMPOSE="${COMPOSE:-docker-compose}" COMPOSE_PROJECT_NAME=warledgertest
export PYTHON_IMAGE=warledger-test/python POSTGRES_IMAGE=warledger-test/postgres IMAGE_NAME=warledger-test/warledger

engine=
finish() {
    status=$?
    trap - EXIT INT TERM
    [ ! -d "$work/checkout" ] || (cd "$work/checkout" && $COMPOSE down --volumes --remove-orphans >/dev/null 2>&1) || true
    if [ -n "$engine" ]; then
        kill "$engine" 2>/dev/null && wait "$engine" 2>/dev/null || true
    fi
    [ -n "${KEEP:-}" ] || rm -rf "$work"
    exit "$status"
}
trap finish EXIT INT TERM

if [ -z "${DOCKER_HOST:-}" ]; then
    export DOCKER_HOST="unix://$work/docker.sock"
    dockerd --host "$DOCKER_HOST" --data-root "$work/data" --exec-root "$work/exec" --pidfile "$work/docker.pid" \
        >"$work/docker.log" 2>&1 &
    engine=$!
    until $DOCKER info >/dev/null 2>&1; do
        kill -0 "$engine" 2>/dev/null || { tail -n 5 "$work/docker.log" >&2; exit 1; }
        sleep 1
    done
fi

$DOCKER image inspect warledger-test/python warledger-test/postgres >/dev/null 2>&1 ||
    "$root/tests/compose/make_bases.sh" "$work/bare"
rm -rf "$work/checkout"
git clone --quiet "$root" "$work/checkout"
cd "$work/checkout"
began=$(date +%s)
# A machine's own certificate authority, where it has one.
CA=${SSL_CERT_FILE:-} BUILD_FLAGS="--network host ${BUILD_FLAGS:-}" docker/stack.sh image
echo "image built in $(($(date +%s) - began)) s"
WARLEDGER_TEST_COMPOSE=1 COMPOSE_CHECKOUT="$work/checkout" \
    "$python" -m pytest -s -q --timeout 3600 -p no:cacheprovider "$root/tests/compose" "$@"
