import type { EdgeRoute } from '../../model/topology.ts';
import { quoted } from './quoted.ts';

/** Of a body, where a route says nothing else. Such a body stays in memory. */
export const LARGEST_BODY = '256k';
const LARGEST_BODY_BYTES = 256 * 1024;

/** Longer than the 30 s that the servers allow a statement. */
const TIMEOUT_MS = 35_000;
const TRIES = 3;
const CACHE_ZONE = 'edge';

/** For `http`: where answers are kept, if any route keeps them. */
export function cacheZone(routes: readonly EdgeRoute[], workFolder: string): string {
  if (!routes.some(({ cacheForSec }) => cacheForSec !== undefined)) return '';
  return `
    proxy_cache_path ${quoted(`${workFolder}/cache`)} levels=1:2 keys_zone=${CACHE_ZONE}:10m max_size=1g inactive=1h use_temp_path=off;
`;
}

/** For `server`: how one route is answered. `sourceAddress` is where requests to servers come from. */
export function locationOf(route: EdgeRoute & { upstream: string }, sourceAddress: string): string {
  const { pathPrefix, upstream, timeoutMs = TIMEOUT_MS } = route;
  return `        location ${pathPrefix} {
            proxy_pass http://${upstream};
            proxy_bind ${sourceAddress};
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $http_host;
            # Replaced, not appended to: what a client says of its own address is not believed.
            proxy_set_header X-Real-IP $remote_addr;
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_set_header X-Forwarded-Proto $scheme;
            # When the request was passed on: what it waits for from here on is the server's.
            proxy_set_header X-Request-Start t=$msec;
            proxy_buffer_size 8k;
            proxy_buffers 8 16k;
${bodyLimit(route)}${caching(route)}
${retries(route)}
            proxy_connect_timeout 1s;
${timeoutMs === TIMEOUT_MS ? '            # Longer than the 30 s that the servers allow a statement.\n' : ''}            proxy_send_timeout ${duration(timeoutMs)};
            proxy_read_timeout ${duration(timeoutMs)};
        }`;
}

function bodyLimit({ bodyLimitBytes }: EdgeRoute): string {
  if (bodyLimitBytes === undefined) return '';
  const streamed =
    bodyLimitBytes > LARGEST_BODY_BYTES
      ? `            # Passed on as it comes: a large body is kept nowhere here, and so sent to no second server.
            proxy_request_buffering off;
`
      : '';
  return `
            client_max_body_size ${bodyLimitBytes};
${streamed}`;
}

function caching({ cacheForSec }: EdgeRoute): string {
  if (cacheForSec === undefined) return '';
  return `
            # What a server answers to everyone alike; whoever says who he is has an answer of his own.
            proxy_cache ${CACHE_ZONE};
            proxy_cache_valid 200 ${cacheForSec}s;
            proxy_cache_lock on;
            proxy_cache_bypass $http_authorization $http_cookie;
            proxy_no_cache $http_authorization $http_cookie;
            add_header X-Cache-Status $upstream_cache_status;
`;
}

function retries({ tries = TRIES }: EdgeRoute): string {
  if (tries === 1) return '            proxy_next_upstream off;';
  return `            # A request that a dead server did not answer goes to the next one, if it may be repeated: GET, PUT and
            # DELETE, and any other only while nothing of it was sent.
            proxy_next_upstream error timeout;
            proxy_next_upstream_tries ${tries};`;
}

/** As nginx writes it: whole seconds where they are. */
function duration(durationMs: number): string {
  return durationMs % 1000 === 0 ? `${durationMs / 1000}s` : `${durationMs}ms`;
}
