"""The tables as SQLAlchemy sees them, for statements: `select(claim.c.id).where(claim.c.type == "nnt")`."""

from sqlalchemy import Table

from db.models import metadata

blob: Table = metadata.tables["blob"]
claim: Table = metadata.tables["claim"]
cross_registration: Table = metadata.tables["cross_registration"]
cursor: Table = metadata.tables["cursor"]
document: Table = metadata.tables["document"]
fetch: Table = metadata.tables["fetch"]
heartbeat: Table = metadata.tables["heartbeat"]
issue: Table = metadata.tables["issue"]
job: Table = metadata.tables["job"]
judgement: Table = metadata.tables["judgement"]
ledger: Table = metadata.tables["ledger"]
link: Table = metadata.tables["link"]
mismatch: Table = metadata.tables["mismatch"]
mismatch_event: Table = metadata.tables["mismatch_event"]
outcome: Table = metadata.tables["outcome"]
passage: Table = metadata.tables["passage"]
run: Table = metadata.tables["run"]
slot: Table = metadata.tables["slot"]
source: Table = metadata.tables["source"]
story: Table = metadata.tables["story"]
story_member: Table = metadata.tables["story_member"]
text: Table = metadata.tables["text"]
trial: Table = metadata.tables["trial"]
trial_identifier: Table = metadata.tables["trial_identifier"]
verdict: Table = metadata.tables["verdict"]
version: Table = metadata.tables["version"]
view_digest: Table = metadata.tables["view_digest"]
