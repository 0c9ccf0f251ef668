import { afterEach, describe, expect, it } from 'vitest';
import { loadPlatform } from '../../harness/run/load-platform.ts';
import { platforms } from '../../scenarios/platforms.ts';
import { optionsOf } from './options.ts';

const world = globalThis as { __ENV?: Record<string, string> };
afterEach(() => {
  delete world.__ENV;
});

describe.each(Object.keys(platforms))('the load of a container, for %s', async (slug) => {
  const { profileFor } = await loadPlatform(slug);
  const { loads } = profileFor({ users: 2000, ratePerSec: 200, quick: true, servers: [], randomSeed: 1 });

  /** k6's schedules with these variables of docker-compose.yml. */
  function schedulesOf(name: string) {
    const size = { USERS: '2000', ARRIVAL_RATE_PER_SEC: '200', QUICK: 'true', RANDOM_SEED: '1' };
    world.__ENV = { ...size, LOAD: name };
    return Object.values(optionsOf(profileFor).scenarios);
  }

  it('is the first open one, or the first of all, unless another is named', () => {
    const usual = loads.find(({ load }) => load.model === 'open') ?? loads[0]!;
    expect(schedulesOf('')).toEqual(schedulesOf(usual.name));
  });

  it.each(loads)(
    'tells the users of $name how many they are and how long they think, as the harness does',
    ({ name, load }) => {
      for (const { env } of schedulesOf(name)) {
        expect(env).toMatchObject({ RANDOM_SEED: '1', ARRIVAL_RATE_PER_SEC: expect.any(String) });
        if (load.model === 'closed')
          expect(env).toMatchObject({ USERS: `${load.users}`, THINK_TIME_MS: `${load.thinkTimeMs}` });
        else
          expect(env).toMatchObject({
            ARRIVAL_RATE_PER_SEC: `${load.arrivalRatePerSec}`,
            THINK_TIME_MS: '0',
          });
      }
    },
  );

  it('is refused if the profile does not have it', () => {
    const names = loads.map(({ name }) => name).join(', ');
    expect(() => schedulesOf('none')).toThrow(`LOAD must be one of: ${names}; not none`);
  });
});
