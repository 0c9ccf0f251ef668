#!/bin/sh
# The password goes into a file that Redis alone can read: on a command line everyone could.
set -eu
umask 077
printf 'include /etc/redis/redis.conf\nrequirepass %s\n' "$REDIS_PASSWORD" > /run/redis/start.conf
exec redis-server /run/redis/start.conf
