#!/bin/sh
# Writes the password to a file that only PgBouncer can read. PgBouncer uses it to check its clients and to log in to the primary.
set -eu
umask 077
printf '"server" "%s"\n' "$SERVER_PASSWORD" > /run/pgbouncer/users.txt
exec pgbouncer /etc/pgbouncer/pgbouncer.ini
