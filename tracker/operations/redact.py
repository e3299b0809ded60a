"""`tracker db redact`: bytes that may not be kept go, with what was read from them; that they were there stays."""

import getpass

from db.store import redact as store
from db.store.blobs import BlobStore
from tracker.clock import Clock
from tracker.config import Config
from tracker.errors import ConfigError, StoreError
from tracker.operations._open import writing

SHORTEST = 8


def redact(config: Config, clock: Clock, sha256: str, reason: str) -> str:
    """Redact the blob whose hash is, or begins with, `sha256`; returns what was done in one line.

    Rows first, then the file: interrupted, it can be done again. The same bytes are not stored a second time when the
    source sends them again. Raises ConfigError without a reason, StoreError for an unknown or ambiguous hash.
    """
    if not reason.strip():
        raise ConfigError("--reason is empty", "say why, for whoever asks later")
    if len(sha256) < SHORTEST:
        raise ConfigError(f"'{sha256}' is too short for a hash", f"give at least {SHORTEST} of its digits")
    with writing(config) as conn:
        found = store.matching(conn, sha256.lower())
        if len(found) != 1:
            many = f"{len(found)} blobs begin with" if found else "there is no blob"
            raise StoreError(f"{many} '{sha256}'", "`tracker sql` on v_documents or the table fetch names them")
        texts = store.redact(conn, found[0], getpass.getuser(), reason.strip(), clock.now())
    BlobStore(config.store.blobs).redact(found[0])
    return (
        f"blob {found[0][:12]}: its bytes and {texts} texts with their quotes are gone;"
        " `tracker run --only report` writes the pages again, earlier backups and exports still hold it"
    )
