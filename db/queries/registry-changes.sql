-- What registry entries say otherwise than before, the latest first.
SELECT changed_on, source, native_id, words, value_before, value_after
FROM v_registry_changes
ORDER BY changed_on DESC, native_id, type, kind
