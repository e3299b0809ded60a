-- What a registry entry said before and says after each of its versions, by claim type and kind.
-- column: seen_at: when we first saw the change
-- column: kind: kind of the claim: planned, enrolled, start, ...
-- column: value_before: what the entry said, as printed
-- column: value_after: what it says since, as printed
CREATE VIEW v_registry_changes AS
SELECT d.source, d.native_id, n.seen_from AS seen_at, n.valid_from, c.type, c.kind,
       o.value_raw AS value_before, c.value_raw AS value_after, d.id AS document_id
FROM document d
JOIN version n ON n.document_id = d.id
JOIN version p ON p.document_id = d.id AND p.seen_to = n.seen_from
JOIN text nt ON nt.version_id = n.id AND nt.superseded_at IS NULL
JOIN text pt ON pt.version_id = p.id AND pt.superseded_at IS NULL
JOIN claim c ON c.text_id = nt.id AND c.path IS NOT NULL AND c.superseded_at IS NULL
JOIN claim o ON o.text_id = pt.id AND o.path = c.path AND o.type = c.type AND o.superseded_at IS NULL
WHERE d.kind = 'registry' AND o.value_raw <> c.value_raw
