"""Warledger's own code: sources → documents → articles → claims → raw tables → published warehouse."""

import os

__version__ = "0.1.0"

# Products of matrices are small here and processes are one a core: numpy's threads would only wait for each other.
# To be said before numpy is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
