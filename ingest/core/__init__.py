"""What travels between the rooms; it knows no other room."""
