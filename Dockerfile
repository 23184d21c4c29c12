# One image for every service of docker-compose.yml: the same lock as `make setup`, so both run the same versions.
ARG PYTHON_IMAGE=python:3.11-slim-bookworm

FROM ${PYTHON_IMAGE} AS environment
WORKDIR /opt/warledger
COPY requirements-bootstrap.lock requirements.lock ./
# Bytecode now: the image is read-only for the user that runs it, and without it every start compiles in memory.
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements-bootstrap.lock \
    && /opt/venv/bin/uv pip install --no-cache --python /opt/venv/bin/python --require-hashes --compile-bytecode \
        -r requirements-bootstrap.lock -r requirements.lock

FROM ${PYTHON_IMAGE}
RUN useradd --uid 1000 --gid 0 --create-home warledger \
    # Named volumes take the owner of the folder that they are mounted over.
    && install -d -o warledger -g 0 -m 0775 /data /airflow /airflow/logs /airflow/login
COPY --from=environment /opt/venv /opt/venv
WORKDIR /opt/warledger
COPY . .
RUN /opt/venv/bin/uv pip install --no-cache --python /opt/venv/bin/python --no-deps --no-build-isolation -e . \
    && /opt/venv/bin/python -m compileall -q ingest dashboards localstack dags
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    AIRFLOW_HOME=/airflow \
    WARLEDGER_PROJECT_DIR=/opt/warledger \
    WARLEDGER_DATA_DIR=/data \
    DO_NOT_TRACK=1 \
    SCARF_ANALYTICS=false \
    SCARF_NO_ANALYTICS=true \
    DBT_SEND_ANONYMOUS_USAGE_STATS=false \
    GX_ANALYTICS_ENABLED=false \
    STREAMLIT_BROWSER_GATHER_USAGE_STATS=false
USER warledger
CMD ["warledger", "status"]
