-- Numbers of people by kind and source: planned, enrolled, randomised, analysed, ... never collapsed.
-- column: people: the number
CREATE VIEW v_sample_sizes AS
SELECT source, document_kind, native_id, kind, value_num AS people, value_low, value_high, value_raw, scope, sentence
FROM v_claims
WHERE type = 'sample_size'
