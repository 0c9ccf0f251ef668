import type { EdgeRoute } from '../../model/topology.ts';
import { quoted } from './quoted.ts';

/** The limit of a body, unless a route has its own. Such a body stays in memory. */
export const LARGEST_BODY = '256k';
const LARGEST_BODY_BYTES = 256 * 1024;

/** Longer than the 30 s that the servers allow a statement. */
const TIMEOUT_MS = 35_000;
const TRIES = 3;
const CACHE_ZONE = 'edge';

/** For `http`: the cache of responses, if any route uses it. */
export function cacheZone(routes: readonly EdgeRoute[], workFolder: string): string {
  if (!routes.some(({ cacheForSec }) => cacheForSec !== undefined)) return '';
  return `
    proxy_cache_path ${quoted(`${workFolder}/cache`)} levels=1:2 keys_zone=${CACHE_ZONE}:10m max_size=1g inactive=1h use_temp_path=off;
`;
}

/** For `server`: how one route is answered. `sourceAddress` is the source address of requests to servers. */
export function locationOf(route: EdgeRoute & { upstream: string }, sourceAddress: string): string {
  const { pathPrefix, upstream, timeoutMs = TIMEOUT_MS } = route;
  return `        location ${pathPrefix} {
            proxy_pass http://${upstream};
            proxy_bind ${sourceAddress};
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $http_host;
            # Replaced, not appended to: a client's claim about its own address is not trusted.
            proxy_set_header X-Real-IP $remote_addr;
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_set_header X-Forwarded-Proto $scheme;
            # When the request was passed on: any wait from here on belongs to the server.
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
      ? `            # Passed on as it arrives: a large body is not buffered here, so it cannot be sent to a second server.
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
            # Responses that are the same for everyone; a request with credentials always goes to a server.
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
            # DELETE, and any other only as long as nothing of it was sent.
            proxy_next_upstream error timeout;
            proxy_next_upstream_tries ${tries};`;
}

/** In nginx's notation, in seconds if it is a whole number of them. */
function duration(durationMs: number): string {
  return durationMs % 1000 === 0 ? `${durationMs / 1000}s` : `${durationMs}ms`;
}
