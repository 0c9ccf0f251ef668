import { quoted } from './quoted.ts';

/** Files of an object store that the edge delivers and caches. */
export type EdgeFiles = {
  /** origin of the store, as it is in the URLs that servers sign: their signature covers the host */
  storeUrl: string;
  /** of the signatures that the edge checks; URLs of them: reference-server/core/edge-url.ts */
  secret: string;
};

const CACHE_ZONE = 'files';
/** A large file is fetched and cached in pieces of this size, so that a range of it does not take the whole. */
const SLICE = '1m';
const CACHE_SIZE = '2g';
/** Longer than a run. A key's bytes never change, so what is cached is never old. */
const VALID = '1d';

/** The file in which the edge writes how it answered each request for a file, one word a line: HIT, MISS, ... */
export const cacheLogIn = (workFolder: string) => `${workFolder}/files.log`;
/** The file that holds the secret, apart from the configuration, which is kept with the logs. */
export const secretFileIn = (workFolder: string) => `${workFolder}/files-secret.conf`;

/** The text of the secret's file: what nginx compares signatures with. */
export function secretText({ secret }: EdgeFiles): string {
  return `secure_link_md5 "$secure_link_expires$signed_path ${secret}";\n`;
}

/** For `http`. */
export function filesInHttp({ storeUrl }: EdgeFiles, workFolder: string): string {
  const { hostname, port, protocol } = new URL(storeUrl);
  const defaultPort = protocol === 'https:' ? 443 : 80;
  return `
    # The path of a file as the client sent it, still encoded: the edge and the store check the same text.
    map $request_uri $signed_path {
        "~^/files/[^/]+/[0-9]+(?<path>/[^?]+)" $path;
    }
    proxy_cache_path ${quoted(`${workFolder}/files`)} levels=1:2 keys_zone=${CACHE_ZONE}:10m max_size=${CACHE_SIZE} inactive=1h use_temp_path=off;
    log_format cache_status $upstream_cache_status;

    upstream object_store {
        server ${hostname}:${port || defaultPort};
        keepalive 64;
    }
`;
}

/** For `server`: signed files, GET only. */
export function filesLocation({ storeUrl }: EdgeFiles, workFolder: string): string {
  const { host, hostname, protocol } = new URL(storeUrl);
  return `        location ~ "^/files/(?<file_signature>[A-Za-z0-9_-]{22})/(?<file_expires>[0-9]{1,12})/" {
            include ${quoted(secretFileIn(workFolder))};
            secure_link $file_signature,$file_expires;
            # Empty: the signature is wrong. "0": its time is over. A cached file is checked too.
            if ($secure_link = "") { return 403; }
            if ($secure_link = "0") { return 403; }
            limit_except GET { deny all; }

            slice ${SLICE};
            proxy_cache ${CACHE_ZONE};
            proxy_cache_key $signed_path$slice_range;
            proxy_cache_valid 200 206 ${VALID};
            proxy_cache_lock on;
            proxy_ignore_headers Cache-Control Expires Vary;
            add_header X-Cache-Status $upstream_cache_status;
            access_log ${quoted(cacheLogIn(workFolder))} cache_status buffer=4k flush=1s;

            proxy_pass ${protocol}//object_store$signed_path$is_args$args;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host ${host};
            proxy_set_header Range $slice_range;
            # The store is asked with its own signature. What a client says to the servers is not for the store.
            proxy_set_header Authorization "";
            proxy_set_header Cookie "";
            proxy_buffers 8 64k;
            proxy_connect_timeout 1s;
            proxy_next_upstream off;
${protocol === 'https:' ? `            proxy_ssl_server_name on;\n            proxy_ssl_name ${hostname};\n` : ''}        }`;
}
