"""`python -m ingest` is the same as `warledger`."""

import sys

from ingest.cli import main

sys.exit(main())
