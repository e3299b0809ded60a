-- Every document with its current title, dates and text length.
-- column: published: earliest day of publication
-- column: modified: earliest day of the last change the source states
-- column: current_since: when we first saw its current version
-- column: versions: how many versions we hold
-- column: characters: length of its current text
-- column: text_id: its current text
CREATE VIEW v_documents AS
SELECT d.id AS document_id,
       d.source,
       d.native_id,
       d.kind,
       d.url,
       t.title,
       t.publisher,
       t.published_low AS published,
       t.modified_low AS modified,
       d.first_seen_at,
       v.seen_from AS current_since,
       d.gone_since,
       (SELECT count(*) FROM version n WHERE n.document_id = d.id) AS versions,
       length(t.text) AS characters,
       v.blob_sha256,
       t.id AS text_id
FROM document d
JOIN version v ON v.document_id = d.id AND v.seen_to IS NULL
JOIN text t ON t.version_id = v.id AND t.superseded_at IS NULL
