#!/bin/sh
# Run once by the image's entry point, in a new and empty database.
set -eu
psql --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname="${POSTGRES_DB:-$POSTGRES_USER}" \
  --set=replication="$REPLICATION_PASSWORD" --set=server="$SERVER_PASSWORD" <<'SQL'
CREATE EXTENSION pg_stat_statements;
-- Keeps the passwords below out of the statement statistics.
SET pg_stat_statements.track = 'none';
CREATE ROLE replicator LOGIN REPLICATION PASSWORD :'replication';
-- The seed grants its rights: reading and writing rows, nothing else.
CREATE ROLE server LOGIN PASSWORD :'server';
SQL
