"""All writes to the evidence database. Functions take a Connection; the caller owns the transaction."""
