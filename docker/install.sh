#!/bin/sh
# Makes /opt/venv from requirements.lock, and from requirements-$EXTRA.lock. Called by the Dockerfile, with what its secrets bring under /run/secrets.
set -eu
ca=/run/secrets/ca index=/run/secrets/index

# A certificate authority (PEM) and the address of a package index, where the usual ones do not do.
if [ -s "$ca" ]; then
    export PIP_CERT="$ca" SSL_CERT_FILE="$ca"
fi
if [ -s "$index" ]; then
    PIP_INDEX_URL=$(cat "$index")
    export PIP_INDEX_URL UV_DEFAULT_INDEX="$PIP_INDEX_URL"
fi

# The installer stays behind in this stage.
python3 -m venv /opt/installer
/opt/installer/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements-bootstrap.lock
/opt/installer/bin/uv venv --quiet --python "$(command -v python3)" /opt/venv
# Bytecode now: the image is read-only for the user that runs it, and without it every start compiles in memory.
/opt/installer/bin/uv pip install --no-cache --python /opt/venv/bin/python --require-hashes --compile-bytecode \
    -r requirements.lock ${EXTRA:+-r "requirements-$EXTRA.lock"}

packages=$(/opt/venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
# What nothing here runs: libraries' tests of themselves, sources and headers for building against them, source maps of
# scripts, the Jupyter part of pydeck, Arrow's RPC.
for library in numpy pandas pyarrow scipy spacy networkx thinc srsly; do
    find "$packages/$library" -type d -name tests -prune -exec rm -rf {} +
done
rm -rf "$packages/pydeck/nbextension/static" "$packages/pyarrow/include" "$packages"/pyarrow/libarrow_flight.so* \
    "$packages"/pyarrow/_flight.*
find "$packages" -type f \( -name '*.map' -o -name '*.pyx' -o -name '*.cpp' -o -name '*.c' -o -name '*.h' \) -delete
# Symbols that only debuggers and linkers read: 250 MB. The tool that takes them out is Debian's.
command -v strip >/dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends binutils; } >/dev/null ||
    echo "there is no strip (binutils): libraries keep their symbols for debuggers" >&2
if command -v strip >/dev/null; then
    find "$packages" -type f \( -name '*.so' -o -name '*.so.[0-9]*' \) -not -path '*.libs/*' -exec strip --strip-unneeded {} +
fi
/opt/venv/bin/python -c 'import blis.py, duckdb, polars, psycopg2, pyarrow.dataset, scipy.stats, uvloop, vl_convert'
# The code lies beside the environment, so that a change of it leaves this layer as it is.
echo /opt/warledger >"$packages/warledger.pth"
printf '#!/opt/venv/bin/python\nimport sys\n\nfrom ingest.cli import main\n\nsys.exit(main())\n' >/opt/venv/bin/warledger
chmod 755 /opt/venv/bin/warledger
