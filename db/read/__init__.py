"""Reads of the evidence database, as plain rows; functions take a Connection."""
