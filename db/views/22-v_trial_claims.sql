-- Side by side: what every accepted document says of a trial, by claim type; of a page on two trials its own parts.
-- column: trial: the trial's name for people
CREATE VIEW v_trial_claims AS
SELECT l.trial_id,
       t.label AS trial,
       c.type,
       c.kind,
       c.outcome,
       c.arm,
       c.timepoint_days,
       c.value_raw,
       c.value_num,
       c.unit,
       c.source,
       c.document_kind,
       c.native_id,
       c.published,
       c.sentence,
       c.claim_id,
       c.document_id
FROM v_claims c
JOIN link l ON l.document_id = c.document_id AND l.state = 'accepted' AND l.role <> 'background'
JOIN trial t ON t.id = l.trial_id
WHERE c.scope = 'this_trial'
  AND (NOT EXISTS (SELECT 1 FROM link_part p WHERE p.link_id = l.id)
       OR EXISTS (SELECT 1 FROM link_part p
                  WHERE p.link_id = l.id AND c.char_start >= p.char_start AND c.char_start < p.char_end))
