-- Every source: when it last answered, what fails, and what it brought.
SELECT source, last_success_at, last_failure_at, failing_addresses, last_job, last_message, documents, gone, issues
FROM v_source_health
ORDER BY failing_addresses DESC, source
