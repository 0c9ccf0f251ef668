#!/bin/sh
# Run once by the image's entry point, in a new and empty database.
set -eu
psql --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname="${POSTGRES_DB:-$POSTGRES_USER}" \
  --set=replication="$REPLICATION_PASSWORD" --set=server="$SERVER_PASSWORD" <<'SQL'
CREATE EXTENSION pg_stat_statements;
-- Passwords are no statistics.
SET pg_stat_statements.track = 'none';
CREATE ROLE replicator LOGIN REPLICATION PASSWORD :'replication';
-- What it may do, the seed says: read and write rows, and no more.
CREATE ROLE server LOGIN PASSWORD :'server';
SQL
