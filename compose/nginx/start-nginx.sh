#!/bin/sh
# Starts nginx. The secret with which servers sign the URLs of files goes into a file in memory, apart from the configuration.
set -eu
umask 077
printf 'secure_link_md5 "$secure_link_expires$signed_path %s";\n' "$EDGE_SECRET" > /tmp/files-secret.conf
unset EDGE_SECRET
exec nginx -e stderr -c /etc/nginx/nginx.conf
