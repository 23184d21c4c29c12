#!/bin/sh
# Writes .env for docker compose: .env.example with fresh secrets in place of the empty ones, and the addresses that follow
# from the ports. What the environment sets is taken over: WARLEDGER_AIRFLOW_PORT=8090 make env. Never touches one that is
# there. Called by `make env`. Needs nothing but a shell.
set -eu
cd "$(dirname "$0")/.."
target=${1:-.env}

if [ -e "$target" ]; then
    echo "$target is there already; delete it to get a new one (and with it the volumes: the database keeps the old password)"
    exit 0
fi

secret() { # $1 random bytes, as hexadecimal digits: safe in a URL, a shell and YAML
    od -An -N"$1" -tx1 /dev/urandom | tr -d ' \n'
}

address() { # $1 port
    case ${WARLEDGER_BIND_HOST:-127.0.0.1} in
        127.0.0.1 | 0.0.0.0) echo "http://localhost:$1" ;;
        *) echo "http://$WARLEDGER_BIND_HOST:$1" ;;
    esac
}

: "${WARLEDGER_AIRFLOW_URL:=$(address "${WARLEDGER_AIRFLOW_PORT:-8080}")}"
: "${WARLEDGER_DBT_DOCS_URL:=$(address "${DOCS_PORT:-8502}")/dbt/}"
: "${WARLEDGER_DATA_DOCS_URL:=$(address "${DOCS_PORT:-8502}")/checks/}"

umask 077
while IFS= read -r line; do
    case $line in
        \#* | '') ;;
        *) # a setting whose name the environment, or a line above, gives a value
            name=${line%%=*}
            eval "given=\${$name:-}"
            [ -z "$given" ] || line="$name=$given"
            ;;
    esac
    case $line in
        POSTGRES_PASSWORD= | REDIS_PASSWORD= | AIRFLOW_JWT_SECRET= | AIRFLOW_API_SECRET_KEY=) line="$line$(secret 32)" ;;
        AIRFLOW_ADMIN_PASSWORD=) line="$line$(secret 8)" ;;
        # Airflow encrypts connections with it: 32 bytes in URL-safe base64.
        AIRFLOW_FERNET_KEY=) line="$line$(head -c 32 /dev/urandom | base64 | tr '+/' '-_')" ;;
    esac
    printf '%s\n' "$line"
done <.env.example >"$target"
echo "wrote $target; the Airflow login is admin, password $(sed -n 's/^AIRFLOW_ADMIN_PASSWORD=//p' "$target")"
