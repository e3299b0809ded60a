"""Scrapers: one file per source. `_base.all_sources` discovers them; they import tracker.records and tracker.text only."""
