import { expect, test } from 'vitest';
import { SingleFlight } from './single-flight.ts';

test('calls at once share one load, and the next load starts anew', async () => {
  const flights = new SingleFlight<number>();
  let loads = 0;
  const load = async () => ++loads;
  const results = await Promise.all([flights.run('a', load), flights.run('a', load), flights.run('b', load)]);
  expect(results).toEqual([1, 1, 2]);
  expect(await flights.run('a', load)).toBe(3);
});

test('all joined calls get the error, and it is not kept', async () => {
  const flights = new SingleFlight<string>();
  const fail = () => Promise.reject(new Error('no'));
  const results = await Promise.allSettled([flights.run('a', fail), flights.run('a', fail)]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await flights.run('a', async () => 'yes')).toBe('yes');
});

test('after forget, a caller does not join a load that is under way', async () => {
  const flights = new SingleFlight<string>();
  const first = Promise.withResolvers<string>();
  const early = flights.run('a', () => first.promise);
  flights.forget('a');
  expect(await flights.run('a', async () => 'new')).toBe('new');
  first.resolve('old');
  expect(await early).toBe('old');
});

test('counts the calls that joined another one', async () => {
  const flights = new SingleFlight<string>();
  const alone = new SingleFlight<string>(false);
  const work = async () => 'done';
  for (const each of [flights, alone])
    await Promise.all([each.run('a', work), each.run('a', work), each.run('b', work)]);
  expect([flights.joined, alone.joined]).toEqual([1, 0]);
});
