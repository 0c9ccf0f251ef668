import type { EdgeRoute } from '../../model/topology.ts';
import { errorBodies, errorLocation } from './balancer-errors.ts';
import { type EdgeFiles, filesInHttp, filesLocation } from './nginx-files.ts';
import { cacheZone, LARGEST_BODY, locationOf } from './nginx-routes.ts';
import { quoted } from './quoted.ts';

/** Servers that do the same work, e.g. "api". */
export type Upstream = { name: string; servers: { port: number; weight: number }[] };

/** Which upstream answers paths with this prefix. */
export type Route = EdgeRoute & { upstream: string };

export type NginxConfigOptions = {
  port: number;
  /** of its own status page: a port that users do not know */
  statusPort: number;
  upstreams: readonly Upstream[];
  /** the longest prefix of a path wins */
  routes: readonly Route[];
  /** null: the edge delivers no files */
  files: EdgeFiles | null;
  /** worker processes; each has a listening socket of its own (SO_REUSEPORT) */
  workers: number;
  /** how many files one process may open */
  openFileLimit: number;
  /** for the pid file, cached responses, and the folders that nginx insists on */
  workFolder: string;
};

/**
 * The source address of requests to the servers: a separate loopback address, so that a server can tell the balancer from anyone
 * else on this machine. Servers trust only what the balancer says about a client's address.
 */
export const BALANCER_ADDRESS = '127.0.0.2';

export const STATUS_PATH = '/nginx_status';

/** Files of a worker that are not connections: logs, listening sockets, epoll, channels to the other workers. */
const RESERVED_FILES = 200;
/** Beyond this a worker would spend memory on connections that no run needs: 424 bytes each. */
const MOST_CONNECTIONS = 65_536;

/** How long a user may think between two requests without losing the connection, in seconds: 30 on average, exponential. */
const CLIENT_KEEPALIVE_S = 600;
/** Below the 72 s after which Fastify closes an idle connection: the balancer closes first, so no request is sent into a closing one. */
const UPSTREAM_KEEPALIVE_S = 60;

/** Worker processes: as many as the document's balancer has CPUs. */
export const WORKERS = 2;
/** Connections of a worker to servers: 256 are kept open, and a few hundred are busy. */
const UPSTREAM_CONNECTIONS = 256 + 300;

/**
 * The most files that one worker opens for this many users. The kernel spreads them by a hash of the address: of 30,000 a worker
 * gets 15,000 +- 87 (the standard deviation, sqrt(n)/2), and four standard deviations are allowed for.
 */
export function filesOfWorker(users: number): number {
  const clients = Math.min(users, Math.ceil(users / WORKERS + 2 * Math.sqrt(users)));
  return clients + Math.min(clients, UPSTREAM_CONNECTIONS) + RESERVED_FILES;
}

/** Connections of one worker: all that the limit of open files allows. */
export function workerConnections(openFileLimit: number): number {
  return Math.min(openFileLimit - RESERVED_FILES, MOST_CONNECTIONS);
}

/** The text of nginx.conf. */
export function nginxConfig(options: NginxConfigOptions): string {
  const { port, statusPort, upstreams, routes, files, workers, openFileLimit, workFolder } = options;
  return `daemon off;
worker_processes ${workers};
error_log stderr warn;
pid ${quoted(`${workFolder}/nginx.pid`)};

events {
    worker_connections ${workerConnections(openFileLimit)};
}

http {
    access_log off;
    server_tokens off;
    default_type application/json;

    # Bodies and responses stay in memory, so a worker never writes to these folders.
    client_max_body_size ${LARGEST_BODY};
    client_body_buffer_size ${LARGEST_BODY};
    proxy_max_temp_file_size 0;
    client_body_temp_path ${quoted(`${workFolder}/client-body`)};
    proxy_temp_path ${quoted(`${workFolder}/proxy`)};
    fastcgi_temp_path ${quoted(`${workFolder}/fastcgi`)};
    uwsgi_temp_path ${quoted(`${workFolder}/uwsgi`)};
    scgi_temp_path ${quoted(`${workFolder}/scgi`)};

    # A user's connection outlives the time between two requests.
    keepalive_timeout ${CLIENT_KEEPALIVE_S}s;
    keepalive_requests 1000000;

${errorBodies}
${cacheZone(routes, workFolder)}${files ? filesInHttp(files, workFolder) : ''}
${upstreams.map(upstreamBlock).join('\n\n')}

    server {
        listen 127.0.0.1:${port} reuseport backlog=4096;

${errorLocation}

${routes.map((route) => locationOf(route, BALANCER_ADDRESS)).join('\n\n')}
${files ? `\n${filesLocation(files, workFolder)}\n` : ''}
        # Metrics belong to one server; through the balancer they could come from any.
        location /metrics {
            return 404;
        }
    }

    # The state of nginx itself, on a port that users do not use.
    server {
        listen 127.0.0.1:${statusPort};

${errorLocation}

        location = ${STATUS_PATH} {
            stub_status;
            # Users have addresses of their own, 127.1.x.x.
            allow 127.0.0.1;
            deny all;
        }

        location / {
            return 404;
        }
    }
}
`;
}

function upstreamBlock({ name, servers }: Upstream): string {
  const lines = servers.map(
    ({ port, weight }) => `        server 127.0.0.1:${port} weight=${weight} max_fails=3 fail_timeout=2s;`,
  );
  return `    upstream ${name} {
        # Shared by the workers: if one finds a server dead, the other knows it too.
        zone ${name} 128k;
${lines.join('\n')}
        keepalive 256;
        keepalive_requests 1000000;
        keepalive_timeout ${UPSTREAM_KEEPALIVE_S}s;
    }`;
}
