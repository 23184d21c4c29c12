#!/bin/sh
# The stack of docker-compose.yml: `stack.sh image`, `stack.sh up`, `stack.sh down`. Called by make. With SCALE=1 the one of
# docker-compose.scale.yml over it.
#
# DOCKER and COMPOSE name the programs. For `image`: CA=FILE adds a certificate authority (PEM), INDEX=FILE holds the address
# of a package index (both only while it is built), BUILD_FLAGS go to `docker build`.
set -eu
cd "$(dirname "$0")/.."
DOCKER=${DOCKER:-docker}
# With a limit, `up` waits for ever for services behind one that must complete.
unset COMPOSE_PARALLEL_LIMIT

fail() {
    printf '%s\n' "$1" >&2
    exit 1
}

setting() { # $1 name, $2 default: the environment's value, else that of .env
    eval "value=\${$1:-}"
    [ -n "$value" ] || [ ! -e .env ] || value=$(sed -n "s/^$1=//p" .env | tail -n 1)
    echo "${value:-$2}"
}

compose() {
    [ -z "${SCALE:-}" ] || set -- -f docker-compose.yml -f docker-compose.scale.yml "$@"
    if [ -n "${COMPOSE:-}" ]; then
        $COMPOSE "$@"
    elif $DOCKER compose version >/dev/null 2>&1; then
        $DOCKER compose "$@"
    elif command -v docker-compose >/dev/null; then
        docker-compose "$@"
    else
        fail "neither docker compose nor docker-compose is there; install one, or name it: make up COMPOSE=..."
    fi
}

image() {
    name=$(setting IMAGE_NAME warledger:local)
    version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' ingest/__init__.py)
    revision=$(git rev-parse HEAD 2>/dev/null || true)
    [ -z "$revision" ] || [ -z "$(git status --porcelain)" ] || revision=$revision-dirty
    set -- --build-arg "PYTHON_IMAGE=$(setting PYTHON_IMAGE python:3.11-slim-bookworm)" \
        --build-arg "VERSION=$version" --build-arg "REVISION=$revision" \
        --build-arg "EXTRA=${SCALE:+scale}"
    [ -z "${CA:-}" ] || set -- "$@" --secret "id=ca,src=$CA"
    [ -z "${INDEX:-}" ] || set -- "$@" --secret "id=index,src=$INDEX"
    # shellcheck disable=SC2086 # several flags
    DOCKER_BUILDKIT=1 $DOCKER build "$@" ${BUILD_FLAGS:-} --tag "$name" .
    echo "built $name, version $version, revision ${revision:-unknown}"
}

# A line for each container that is not well yet.
unwell() {
    for id in $(compose ps -q); do
        $DOCKER inspect --format '{{.Name}} {{.State.Status}} {{.State.ExitCode}}{{if .State.Health}} {{.State.Health.Status}}{{end}}' "$id"
    done | grep -Ev ' running 0 healthy$| exited 0$' || true
}

up() {
    docker/make-env.sh
    # Compose 1.29 would print the whole environment instead of the name.
    for name in POSTGRES_PASSWORD AIRFLOW_ADMIN_PASSWORD AIRFLOW_JWT_SECRET AIRFLOW_API_SECRET_KEY AIRFLOW_FERNET_KEY \
        ${SCALE:+REDIS_PASSWORD WARLEDGER_LANDING_URL AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY}; do
        [ -n "$(setting "$name" '')" ] || fail "$name has no value in .env: see docs/operations.md, Containers"
    done
    # The engine would make it as root.
    mkdir -p "$(setting ARTICLES_DIR ./articles)"
    compose up -d --no-build --remove-orphans || {
        compose logs --no-color --tail 3 init >&2 || true
        fail "not started: see above"
    }
    left=${WAIT_SECONDS:-300}
    while [ -n "$(unwell)" ]; do
        [ "$left" -gt 0 ] || fail "not healthy after ${WAIT_SECONDS:-300} s: $(unwell | tr '\n' ';') look at: docker compose logs"
        left=$((left - 1))
        sleep 1
    done
    echo "Airflow    $(setting WARLEDGER_AIRFLOW_URL http://localhost:8080)   user admin, password AIRFLOW_ADMIN_PASSWORD of .env"
    echo "dashboard  http://localhost:$(setting WARLEDGER_DASHBOARD_PORT 8501)"
    echo "API        http://localhost:$(setting WARLEDGER_API_PORT 8600)"
    echo "docs       http://localhost:$(setting DOCS_PORT 8502)"
}

case ${1:-} in
    image | up) "$1" ;;
    down) compose down --remove-orphans ;;
    *) fail "stack.sh image | up | down" ;;
esac
