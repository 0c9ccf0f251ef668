#!/bin/sh
# Writes the password to a file that only Redis can read. On a command line, everyone could read it.
set -eu
umask 077
printf 'include /etc/redis/redis.conf\nrequirepass %s\n' "$REDIS_PASSWORD" > /run/redis/start.conf
exec redis-server /run/redis/start.conf
