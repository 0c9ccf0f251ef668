import { serverGroups, serverNames, type Topology } from '../harness/model/topology.ts';
import { edgeOf } from '../harness/system/nginx/edge.ts';
import { BALANCER_ADDRESS, nginxConfig } from '../harness/system/nginx/nginx-config.ts';
import { cacheLogIn } from '../harness/system/nginx/nginx-files.ts';
import { pgbouncerConfig } from '../harness/system/postgres/pgbouncer-config.ts';
import {
  type PostgresSetting,
  postgresConfig,
  postgresSettings,
} from '../harness/system/postgres/postgres-settings.ts';
import { redisConfig } from '../harness/system/redis/redis-config.ts';

/** The servers of docker-compose.yml. nginx sends nothing to those that a document does not have. */
const SERVERS = ['server-1:3000', 'server-2:3000', 'server-3:3000'];
/** The oldest version that the Dockerfile's image may contain. */
const PGBOUNCER_VERSION = '1.24.1';
const OPEN_FILE_LIMIT = 20_000;
const NGINX_PORT = 8080;
/** Only on the container's own loopback, for `docker compose exec`. */
const NGINX_STATUS_PORT = 8081;
const NGINX_WORKERS = 2;
const NGINX_FOLDER = '/tmp';
/** Where clients reach the object store. Inside and outside the network it is the same, because signatures cover it. */
const OBJECT_STORE_PORT = 19_000;
/** Half of the memory that the container has, because its files are in memory. */
const EDGE_CACHE_SIZE = '256m';
/** Larger than any part of a file. */
const UPLOAD_MAX_SIZE = '64m';

const HEADER = '# Made by `node compose/write-configuration.ts` from harness/system: change it there.\n\n';

/** Settings that differ between containers and processes on one machine. All others are the harness's own. */
const POSTGRES_OF_CONTAINERS: PostgresSetting[] = [
  {
    name: 'listen_addresses',
    value: '*',
    reason: 'other containers; the host publishes it on its loopback only',
  },
  {
    name: 'unix_socket_directories',
    value: '/var/run/postgresql',
    reason: 'used by the entry point of the image',
  },
  {
    name: 'wal_keep_size',
    value: '1GB',
    reason: 'a replica that was away for a while can continue',
  },
];

/** The parts of a documented system that appear in these files. */
type Documented = Pick<Topology, 'servers' | 'weights' | 'poolMax' | 'redisMaxMemoryMb' | 'objectStorage'>;

/** The configuration files of the containers, by their path in this folder. */
export function configurationFiles(documented: Documented): Record<string, string> {
  return {
    'nginx/nginx.conf': HEADER + nginxFile(documented),
    'postgres/postgresql.conf': HEADER + postgresFile(documented),
    'redis/redis.conf': HEADER + redisFile(documented),
    'pgbouncer/pgbouncer.ini': HEADER + pgbouncerFile(documented),
  };
}

function nginxFile(documented: Documented): string {
  const hasFiles = documented.objectStorage === 's3';
  const names = serverNames(documented);
  const placeholders = (name: string) => names.indexOf(name) + 1;
  const config = nginxConfig({
    port: NGINX_PORT,
    statusPort: NGINX_STATUS_PORT,
    ...edgeOf(serverGroups(documented), placeholders),
    // start-nginx.sh adds the secret.
    files: hasFiles ? { storeUrl: 'http://object-store:9000', secret: '' } : null,
    workers: NGINX_WORKERS,
    openFileLimit: OPEN_FILE_LIMIT,
    workFolder: NGINX_FOLDER,
  });
  if (names.length > SERVERS.length)
    throw new Error(`docker-compose.yml has ${SERVERS.length} servers, not ${names.length}`);
  const withServers = SERVERS.slice(0, names.length).reduce(
    (text, server, index) => replaceOnce(text, `server 127.0.0.1:${index + 1} `, `server ${server} `),
    config,
  );
  const anyAddress = replaceOnce(withServers, `listen 127.0.0.1:${NGINX_PORT} `, `listen ${NGINX_PORT} `);
  // The container has its own address.
  const inContainer = replaceOnce(anyAddress, `            proxy_bind ${BALANCER_ADDRESS};\n`, '');
  return hasFiles ? withObjectStore(inContainer) : inContainer;
}

/** The edge keeps less, and does not count; and clients reach the object store through nginx, at one address for all networks. */
function withObjectStore(config: string): string {
  const log = `access_log "${cacheLogIn(NGINX_FOLDER)}" cache_status buffer=4k flush=1s;`;
  const smaller = replaceOnce(replaceOnce(config, 'max_size=2g', `max_size=${EDGE_CACHE_SIZE}`), log, '');
  return replaceOnce(
    smaller,
    '    # The state of nginx itself',
    `${OBJECT_STORE_SERVER}    # The state of nginx itself`,
  );
}

const OBJECT_STORE_SERVER = `    # The object store. It checks the signature of each request, which covers the address that the client used.
    server {
        listen ${OBJECT_STORE_PORT};
        client_max_body_size ${UPLOAD_MAX_SIZE};

        location / {
            proxy_pass http://object_store;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $http_host;
            proxy_request_buffering off;
            proxy_connect_timeout 1s;
        }
    }

`;

const poolConnectionsOf = ({ poolMax }: Documented) => SERVERS.length * poolMax;

function postgresFile(documented: Documented): string {
  const replaced = new Set(POSTGRES_OF_CONTAINERS.map(({ name }) => name));
  const settings = postgresSettings({ port: 5432, poolConnections: poolConnectionsOf(documented) });
  return postgresConfig([...settings.filter(({ name }) => !replaced.has(name)), ...POSTGRES_OF_CONTAINERS]);
}

/** Without the address, because clients are in other containers, and without the password, which start-redis.sh adds. */
function redisFile({ redisMaxMemoryMb }: Documented): string {
  const maxMemoryBytes = redisMaxMemoryMb * 1024 * 1024;
  return redisConfig({ port: 6379, password: '', folder: '/data', maxMemoryBytes, clusterPort: null })
    .split('\n')
    .filter((line) => !/^(bind|requirepass) /.test(line))
    .join('\n');
}

function pgbouncerFile(documented: Documented): string {
  const config = pgbouncerConfig({
    version: PGBOUNCER_VERSION,
    port: 6432,
    primary: { host: 'primary', port: 5432 },
    statsUser: 'server',
    authFile: '/run/pgbouncer/users.txt',
    poolConnections: poolConnectionsOf(documented),
  });
  return replaceOnce(config, 'listen_addr = 127.0.0.1', 'listen_addr = 0.0.0.0');
}

/** @throws Error if `from` does not occur exactly once, which means that harness/system has changed */
function replaceOnce(text: string, from: string, to: string): string {
  const parts = text.split(from);
  if (parts.length !== 2) throw new Error(`"${from}" occurs ${parts.length - 1} times in the text, not once`);
  return parts.join(to);
}
