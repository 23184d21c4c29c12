"""The landing zone: immutable batches of what was read, and what came of each fetch and each run."""
