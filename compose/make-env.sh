#!/bin/sh
# Writes .env with random passwords, readable by its owner only, unless the file already exists.
#   sh compose/make-env.sh [file]                     the first platform of the registry
#   PLATFORM=<slug> sh compose/make-env.sh [file]     another one
set -eu
file=${1:-$(dirname "$0")/../.env}
registry=$(dirname "$0")/../scenarios/platforms.ts
platform=${PLATFORM:-$(sed -n "s/^  '\{0,1\}\([a-z][a-z0-9-]*\)'\{0,1\}: () => import.*/\1/p" "$registry" | head -n 1)}
secret() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

umask 077
set -C # an existing file is kept: its passwords belong to the existing volumes
{
  echo "# Passwords of docker-compose.yml, made by compose/make-env.sh. Never commit this file."
  echo "PLATFORM=$platform"
  echo "POSTGRES_PASSWORD=$(secret)"
  echo "SERVER_PASSWORD=$(secret)"
  echo "REPLICATION_PASSWORD=$(secret)"
  echo "REDIS_PASSWORD=$(secret)"
  echo "OBJECT_STORE_SECRET=$(secret)"
  echo "EDGE_SECRET=$(secret)"
  echo "METRICS_TOKEN=$(secret)"
  echo "REPLICA_ADDRESS="
} > "$file"
echo "$file: $platform, seven random passwords"
