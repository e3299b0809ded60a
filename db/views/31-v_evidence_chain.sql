-- Along registry, paper, release and story of a trial: every difference, with the document that it was taken over from.
-- The row with `appears_first` is where a trial's deviation (one check, one value) first appeared; copies of a story are
-- shown by their root alone, with their number.
-- column: document_kind: document's kind: press, press_release, paper, preprint, protocol, registry or derivative
-- column: published: earliest day of publication
-- column: appears_first: 1 for the earliest document of the trial with this deviation, else 0
-- column: from_kind: kind of the document that it copies or cites
-- column: from_native_id: native id of the document that it copies or cites
-- column: from_differs: 1 when that document has the same deviation, 0 when it has not, empty when it cites none
-- column: copies: how many further copies of the story have the same deviation
-- column: mismatch_id: verdict, and mismatch if it is one
CREATE VIEW v_evidence_chain AS
WITH deviation AS (
    SELECT w.id, w.document_id, w.trial_id, w.check_name, w.qualifiers, w.verdict, w.document_value, w.against_value,
           coalesce(CAST(CAST(c.value_num AS double precision) AS TEXT), lower(w.document_value), '') AS said,
           d.kind, d.source, d.native_id, v.published_low AS published, d.first_seen_at,
           CASE d.kind WHEN 'registry' THEN 0 WHEN 'protocol' THEN 1 WHEN 'paper' THEN 2 WHEN 'preprint' THEN 2
                       WHEN 'press_release' THEN 3 ELSE 4 END AS place,
           m.story_id,
           CASE WHEN s.root_document_id = w.document_id THEN 0 ELSE 1 END AS copied
    FROM verdict w -- CROSS JOIN: SQLite keeps this order and begins at the few verdicts that differ
    CROSS JOIN document d
    CROSS JOIN version n
    CROSS JOIN text v
    LEFT JOIN claim c ON c.id = w.claim_id
    LEFT JOIN story_member m ON m.document_id = w.document_id
    LEFT JOIN story s ON s.id = m.story_id
    WHERE d.id = w.document_id AND n.document_id = d.id AND n.seen_to IS NULL
      AND v.version_id = n.id AND v.superseded_at IS NULL
      AND w.gone_at IS NULL AND w.verdict IN ('inconsistent', 'decision_changing')
), ordered AS (
    SELECT deviation.*,
           row_number() OVER (PARTITION BY coalesce(story_id, document_id), coalesce(trial_id, ''),
                                           check_name, said, qualifiers
                              ORDER BY copied, published, first_seen_at, id) AS nth_copy,
           count(*) OVER (PARTITION BY coalesce(story_id, document_id), coalesce(trial_id, ''),
                                       check_name, said, qualifiers) AS alike,
           first_value(document_id) OVER (PARTITION BY coalesce(trial_id, document_id), check_name, said
                              ORDER BY coalesce(published, first_seen_at), place, copied, first_seen_at, document_id, id) AS first_id
    FROM deviation
)
SELECT o.trial_id, o.check_name, o.qualifiers, o.verdict, o.kind AS document_kind, o.source, o.native_id,
       o.published, o.first_seen_at, o.document_value, o.against_value,
       CASE WHEN o.first_id = o.document_id THEN 1 ELSE 0 END AS appears_first,
       f.kind AS from_kind, f.native_id AS from_native_id, e.how,
       CASE WHEN f.id IS NULL THEN NULL
            WHEN EXISTS (SELECT 1 FROM deviation p WHERE p.document_id = f.id AND p.check_name = o.check_name
                                                     AND p.said = o.said) THEN 1 ELSE 0 END AS from_differs,
       o.story_id, o.alike - 1 AS copies, o.id AS mismatch_id
FROM ordered o
LEFT JOIN derivation e ON e.document_id = o.document_id
LEFT JOIN document f ON f.id = e.from_document_id
WHERE o.nth_copy = 1
