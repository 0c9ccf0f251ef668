import type { ScrapedServer } from '../telemetry/prometheus.ts';
import { type Environment, filledFromEnvironment, refersToEnvironment } from './from-environment.ts';
import { invalidConfig, SECRET_HINT } from './invalid-config.ts';
import type { ReadConfig } from './own-system.ts';

/**
 * The servers whose metrics a config wants to be read, with their tokens.
 * @throws ProofloadError CONFIG_INVALID
 */
export function metricsOf(
  { config, where }: Pick<ReadConfig, 'config' | 'where'>,
  env: Environment,
): ScrapedServer[] {
  return (config.telemetry?.metrics ?? []).map(({ name, url: text, token, ...mapping }, place) => {
    const url = URL.parse(text);
    if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '')
      throw invalidConfig(
        where,
        `telemetry.metrics[${place}].url must be an address such as http://127.0.0.1:3000/metrics, without a user name`,
      );
    if (token !== undefined && !refersToEnvironment(token))
      throw invalidConfig(where, `telemetry.metrics[${place}] has its token written out`, SECRET_HINT);
    return {
      name: name ?? `server-${place + 1}`,
      url: url.origin,
      path: `${url.pathname}${url.search}`,
      metricsToken: token === undefined ? '' : filledFromEnvironment(token, env, where),
      mapping,
    };
  });
}
