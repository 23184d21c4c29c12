# What the official Python image has and Warledger's needs of it: Python 3.11 with venv as `python3`.
FROM warledger-test/debian
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends python3 python3-venv ca-certificates \
    && apt-get clean && rm -rf /var/lib/apt/lists/*
