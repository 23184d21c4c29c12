# One image for every service of docker-compose.yml: code, and the lock of what runs (no tools for tests and style).
# `make image` builds it with version and commit; docs/operations.md says which arguments and secrets it takes. Needs BuildKit.
ARG PYTHON_IMAGE=python:3.11-slim-bookworm

FROM ${PYTHON_IMAGE} AS environment
WORKDIR /build
COPY requirements-bootstrap.lock requirements.lock requirements-scale.lock docker/install.sh ./
# `scale`: with what several machines need.
ARG EXTRA=
# A certificate authority and a package index of one's own; nothing of either stays in the image.
RUN --mount=type=secret,id=ca --mount=type=secret,id=index EXTRA=${EXTRA} ./install.sh

FROM ${PYTHON_IMAGE}
RUN useradd --uid 1000 --gid 0 --create-home warledger \
    # Named volumes take the owner of the folder that they are mounted over.
    && install -d -o warledger -g 0 -m 0775 /data /data/landing /data/landing/corrections /airflow /airflow/logs /airflow/login
COPY --from=environment /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH \
    LANG=C.UTF-8 \
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
WORKDIR /opt/warledger
COPY . .
# The models' documentation belongs to the code, not to the data: the service `docs` shows it before the first build.
RUN python -m compileall -q ingest api dashboards localstack dags docker \
    && WARLEDGER_DATA_DIR=/tmp/documented python tools/dbt_docs.py --models-only /opt/site/dbt/index.html \
    && rm -rf /tmp/documented
ARG VERSION=
ARG REVISION=
RUN printf '%s' "${REVISION}" > .revision
LABEL org.opencontainers.image.title=Warledger \
      org.opencontainers.image.description="News about the Russia-Ukraine war as facts that can be counted and checked" \
      org.opencontainers.image.licenses=Apache-2.0 \
      org.opencontainers.image.version=${VERSION} \
      org.opencontainers.image.revision=${REVISION}
USER warledger
CMD ["warledger", "status"]
