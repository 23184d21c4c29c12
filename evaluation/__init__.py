"""How good the reading is: scores against labels, accuracy tables, checksums of facts."""
