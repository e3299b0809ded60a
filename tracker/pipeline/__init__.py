"""The six stages, each finding its own work from its ledger: fetch, parse, extract, link, check, report."""
