import autocannon from 'autocannon';

const DURATION_SEC = 5;
const CONNECTIONS = 50;

export type BenchRequest = { path: string; headers: Record<string, string> };

/**
 * Requests a second that a server answers when 50 connections send as fast as they get responses. The requests are divided among
 * the connections, and each repeats its own, because autocannon prepares every request of every connection beforehand.
 * @throws Error if a single response is not 2xx: refusals do not count as throughput
 */
export async function throughputOf(baseUrl: string, requests: BenchRequest[]): Promise<number> {
  let connection = 0;
  const result = await autocannon({
    url: baseUrl,
    connections: CONNECTIONS,
    duration: DURATION_SEC,
    setupClient(client) {
      const own = requests.filter((_request, index) => index % CONNECTIONS === connection);
      connection++;
      client.setRequests(own.map(({ path, headers }) => ({ method: 'GET', path, headers })));
    },
  });
  if (result.non2xx > 0 || result.errors > 0) {
    throw new Error(`${baseUrl}: ${result.non2xx} responses were not 2xx, ${result.errors} requests failed`);
  }
  return result.requests.total / result.duration;
}
