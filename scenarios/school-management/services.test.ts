import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { planExperiment } from '../../harness/compare/plan-experiment.ts';
import { type Experiment, serverKindsIn } from '../../harness/model/experiment.ts';
import { serverNames } from '../../harness/model/topology.ts';
import { platform } from './platform.ts';
import { services } from './services.ts';

const experimentIn = (name: string): Experiment => ({
  ...JSON.parse(readFileSync(new URL(`experiments/${name}.json`, import.meta.url), 'utf8')),
  platform: platform.slug,
});

it('the experiment has the five services, each with the paths that the server documents', () => {
  const { factors } = experimentIn('services');
  expect(factors.servers).toEqual([3, services]);
  expect(serverKindsIn(services)).toEqual(['auth', 'school', 'academic', 'communication', 'notification']);
  expect(serverKindsIn([3, 3, 2])).toBeNull();
});

it('names the arms after the kinds of their servers', () => {
  const { arms } = planExperiment(experimentIn('services'), platform);
  expect(arms.map(({ name }) => name)).toEqual([
    'servers-3',
    'servers-auth-school-academic-communication-notification',
  ]);
  expect(arms.map(({ label }) => label)).toEqual([
    'servers: 3 servers',
    'servers: 5 kinds of server: auth, school, academic, communication, notification',
  ]);
  expect(serverNames(arms[1]!.topology)).toContain('academic-1');
});

it('has the two arms of the claim about the split', () => {
  const { claim, measures } = experimentIn('services');
  expect(claim).toMatchObject({ arm: { servers: services }, against: { servers: 3 } });
  expect(measures[0]).toMatchObject({ id: claim!.measure });
});

it('compares the weights of the document with even ones', () => {
  const { arms } = planExperiment(experimentIn('weights'), platform);
  expect(arms.map(({ topology }) => topology.weights)).toEqual([null, [3, 3, 2]]);
  const { claim, measures } = experimentIn('weights');
  expect(claim).toMatchObject({ arm: { weights: [3, 3, 2] }, against: { weights: null } });
  expect(measures[0]).toMatchObject({ id: claim!.measure });
});
