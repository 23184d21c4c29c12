#!/bin/sh
# Makes the Python environment in .venv from the lock files. Called by `make setup`; run again, it only does what is missing.
# Every way in which this usually fails ends with one sentence that says what to do.
set -u
cd "$(dirname "$0")/.." || exit 1

NEEDED_MB=2500 # the environment is 1.6 GB; the installer's cache shares its files where the disk is the same
log=.venv/setup.log

fail() {
    printf '\nmake setup: %s\n' "$1" >&2
    exit 1
}

# Say why an installer failed, from what it printed into $log.
explain() {
    if grep -qiE 'no space left|disk quota' "$log"; then
        fail "the disk is full. Free about ${NEEDED_MB} MB and run make again; it goes on where it stopped."
    elif grep -qiE 'hash(es)? (mismatch|do not match)|THESE PACKAGES DO NOT MATCH' "$log"; then
        fail "a downloaded package is not the one in the lock. Check the proxy or mirror in between, then run make again."
    elif grep -qiE 'dns|resolve|connect|network|timed? ?out|tls|ssl|certificate|unreachable|proxy|fetch|no matching distribution|could not find a version' "$log"; then
        fail "the package index cannot be reached. Check the network (and HTTPS_PROXY, PIP_INDEX_URL, UV_DEFAULT_INDEX if you use a mirror), then run make again."
    fi
    fail "$1 failed; its output stands above and in $log."
}

# Run an installer with its output on the screen and in $log. The exit status travels around the pipe in a file.
run() {
    what=$1
    shift
    { "$@" 2>&1; echo $? >"$log.status"; } | tee "$log" | grep -v '^ [+-] '
    [ "$(cat "$log.status")" = 0 ] || explain "$what"
    rm -f "$log.status" "$log"
}

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

find_python() {
    # The lock was made for 3.11, so that one comes first.
    for candidate in ${PYTHON:-python3.11 python3.12 python3.13 python3}; do
        if is_new_enough "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    found=$(${PYTHON:-python3} -c 'import platform; print("this is", platform.python_version())' 2>/dev/null ||
        echo "${PYTHON:-python3} is none")
    fail "Python 3.11 or newer is needed and ${found}. Install one (Debian: apt install python3.11 python3.11-venv) or name it: make setup PYTHON=/path/to/python3.11"
}

if ! is_new_enough .venv/bin/python; then
    python=$(find_python) || exit 1
    free=$(df -Pk . | awk 'NR == 2 { print int($4 / 1024) }')
    [ "${free:-$NEEDED_MB}" -ge "$NEEDED_MB" ] ||
        fail "the environment needs about ${NEEDED_MB} MB and the disk of $(pwd) has ${free} MB free. Free some, then run make again."
    echo "making .venv with $("$python" --version)"
    rm -rf .venv
    if ! said=$("$python" -m venv .venv 2>&1); then
        printf '%s\n' "$said" >&2
        rm -rf .venv
        case $said in
            *ensurepip*) fail "this Python comes without its venv module. Debian and Ubuntu: apt install python3-venv; then run make again." ;;
            *) fail "python -m venv failed; its output stands above." ;;
        esac
    fi
fi

if ! .venv/bin/uv --version >/dev/null 2>&1; then
    echo "fetching the installer (uv)"
    run "pip" .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bootstrap.lock
fi

# Bytecode now rather than at the first start: it saves a minute of the first demo.
echo "installing the lock files (about 230 packages; a few minutes the first time)"
run "uv" .venv/bin/uv pip install --python .venv/bin/python --require-hashes --compile-bytecode \
    -r requirements-bootstrap.lock -r requirements.lock -r requirements-scale.lock -r requirements-dev.lock
run "uv" .venv/bin/uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation -e .
touch .venv/.complete
