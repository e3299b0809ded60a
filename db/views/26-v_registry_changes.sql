-- What each version of a registry entry says otherwise than the version before it: by the registry's own history where
-- there is one, then as we observed it.
-- column: seen_at: when we first saw the later version
-- column: valid_from: since when the later version holds, by the source's own date
-- column: kind: kind of the claim: planned, enrolled, start, ...
CREATE VIEW v_registry_changes AS
SELECT d.source, d.native_id, c.words, c.changed_on, c.section, c.change, c.type, c.kind, c.subject,
       c.value_before, c.value_after, c.milestone, c.days_after, c.origin, n.seen_from AS seen_at, n.valid_from,
       c.from_version_id, c.to_version_id, d.id AS document_id
FROM registry_change c
JOIN document d ON d.id = c.document_id
JOIN version n ON n.id = c.to_version_id
WHERE c.superseded_at IS NULL
