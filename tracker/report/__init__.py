"""Reports for people: read-only on the database."""
