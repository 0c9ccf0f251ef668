#!/bin/sh
# Run once by the image's entry point, in a new and empty database.
set -eu
psql --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname="${POSTGRES_DB:-$POSTGRES_USER}" \
  --set=password="$REPLICATION_PASSWORD" <<'SQL'
CREATE EXTENSION pg_stat_statements;
CREATE ROLE replicator LOGIN REPLICATION PASSWORD :'password';
SQL
