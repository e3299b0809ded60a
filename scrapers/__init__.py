"""Scrapers, one file per source, discovered by `_base.all_sources`: they know neither database nor network."""
