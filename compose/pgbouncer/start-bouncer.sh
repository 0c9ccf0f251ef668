#!/bin/sh
# The password goes into a file that PgBouncer alone can read: with it PgBouncer knows its clients and logs in to the primary.
set -eu
umask 077
printf '"server" "%s"\n' "$SERVER_PASSWORD" > /run/pgbouncer/users.txt
exec pgbouncer /etc/pgbouncer/pgbouncer.ini
