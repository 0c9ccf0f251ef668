#!/bin/sh
# Copies the primary into an empty volume, then follows it. The copy gets its final name only when it is complete, so that an
# interrupted copy is made again.
set -eu
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  copy=$PGDATA.incomplete
  rm -rf "$copy"
  mkdir -p "$(dirname "$PGDATA")"
  PGPASSWORD=$REPLICATION_PASSWORD pg_basebackup --host=primary --username=replicator --pgdata="$copy" \
    --wal-method=stream --checkpoint=fast --write-recovery-conf
  rm -rf "$PGDATA"
  mv "$copy" "$PGDATA"
fi
exec docker-entrypoint.sh "$@"
