#!/bin/sh
# What docker-compose.yml relies on in the official image's entry point: an empty PGDATA is initialized with POSTGRES_USER and
# POSTGRES_PASSWORD, and the scripts of /docker-entrypoint-initdb.d run once, against a server that only has a socket.
set -eu
if [ "$1" = postgres ] && [ ! -s "$PGDATA/PG_VERSION" ]; then
  : "${POSTGRES_PASSWORD:?is not set}"
  database=${POSTGRES_DB:-$POSTGRES_USER}
  mkdir -p "$PGDATA"
  chmod 700 "$PGDATA"
  printf '%s\n' "$POSTGRES_PASSWORD" > /tmp/password
  initdb --username="$POSTGRES_USER" --pwfile=/tmp/password --auth-local=scram-sha-256 --auth-host=scram-sha-256
  rm /tmp/password
  options=$(shift; for each; do printf ' %s' "$each"; done)
  pg_ctl --wait --options="$options -c listen_addresses=''" start
  export PGPASSWORD="$POSTGRES_PASSWORD"
  echo 'CREATE DATABASE :"name";' | psql --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname=postgres --set=name="$database"
  for script in /docker-entrypoint-initdb.d/*.sh; do
    if [ -e "$script" ]; then . "$script"; fi
  done
  pg_ctl --wait --mode=fast stop
  unset PGPASSWORD
fi
exec "$@"
