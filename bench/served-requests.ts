import { scrape } from '../harness/telemetry/prometheus.ts';
import { parseExposition, type Series } from '../harness/telemetry/prometheus-text.ts';

const TIMEOUT_MS = 5_000;
const METRIC = 'http_requests_total';

/** How many requests a server has answered, by its own count. @param counted which routes count; default: all */
export async function servedRequests(
  server: { url: string; metricsToken: string },
  counted: (route: string) => boolean = () => true,
): Promise<number> {
  const exposition = parseExposition(await scrape(server, TIMEOUT_MS), new Set([METRIC]));
  const isCounted = ({ labels }: Series) => counted(labels.route ?? '');
  return [...exposition.values()].filter(isCounted).reduce((sum, { value }) => sum + value, 0);
}
