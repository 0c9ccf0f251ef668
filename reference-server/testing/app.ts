import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { pino } from 'pino';
import { buildApp } from '../app.ts';
import { type Config, readConfig } from '../core/config.ts';

export const METRICS_TOKEN = 'metrics-token-of-the-tests';

/** A configuration as the environment would give it. */
export function testConfig(env: Record<string, string>): Config {
  return readConfig({
    PLATFORM: 'tvet-connect',
    METRICS_TOKEN,
    LOG_LEVEL: 'silent',
    PORT: '0',
    POOL_MIN: '1',
    POOL_MAX: '20',
    ...env,
  });
}

export async function startTestApp(env: Record<string, string>): Promise<FastifyInstance> {
  const config = testConfig(env);
  const app = await buildApp(config, pino({ level: config.logLevel }));
  await app.ready();
  return app;
}

/** Sends one request to an app, in short form: `call(app, token, 'PUT /students/x/sync', { syncData: {} })`. */
export function call(
  app: FastifyInstance,
  token: string | null,
  route: string,
  body?: unknown,
): Promise<LightMyRequestResponse> {
  const [method, url] = route.split(' ');
  const options: InjectOptions = { method: method as 'GET', url: url! };
  if (token !== null) options.headers = { authorization: `Bearer ${token}` };
  if (body !== undefined) options.payload = body as object;
  return app.inject(options);
}

/** The value of one sample of /metrics; 0 if there is none. `sample` is a name with its labels as printed. */
export async function metric(app: FastifyInstance, sample: string): Promise<number> {
  const { body } = await call(app, METRICS_TOKEN, 'GET /metrics');
  const line = body.split('\n').find((candidate) => candidate.startsWith(`${sample} `));
  return line === undefined ? 0 : Number(line.slice(sample.length + 1));
}
