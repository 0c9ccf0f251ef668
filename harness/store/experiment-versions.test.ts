import { expect, test } from 'vitest';
import { EXPERIMENT_VERSIONS } from './experiment-versions.ts';
import { migrate } from './migrate.ts';

test('reads the load of version 1 as open, and its users as the size of the data set', () => {
  const old = {
    schemaVersion: 1,
    id: 'x',
    arms: [{ name: 'a', topology: { cache: 'redis' } }],
    experiment: {
      schemaVersion: 1,
      name: 'cache',
      load: { ratePerSec: 300, users: 5000, warmUpSec: 15, steadySec: 30 },
    },
  };
  expect(migrate(old, 'experiment.json', EXPERIMENT_VERSIONS)).toEqual({
    schemaVersion: 3,
    id: 'x',
    arms: [{ name: 'a', topology: { cache: 'redis', objectStorage: 'none', fileDelivery: 'origin' } }],
    experiment: {
      schemaVersion: 2,
      name: 'cache',
      load: { model: 'open', ratePerSec: 300, datasetSize: 5000, warmUpSec: 15, steadySec: 30 },
    },
  });
});
