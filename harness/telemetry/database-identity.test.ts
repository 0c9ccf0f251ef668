import { describe, expect, it } from 'vitest';
import type { PartIdentity } from '../model/part-identity.ts';
import { databaseIdentity, ReplicaIdentities } from './database-identity.ts';

const ROW = { postmasterStart: '1', checkpointerStart: '2', isReplica: false };

describe('databaseIdentity', () => {
  it('is the postmaster, its checkpointer and the role', () => {
    expect(databaseIdentity(ROW, 3)).toEqual({ instance: '1', initialization: '2', role: 'primary' });
    expect(databaseIdentity({ ...ROW, isReplica: true }, 0).role).toBe('replica');
  });

  it('uses crash notices when the checkpointer is not visible', () => {
    const hidden = { ...ROW, checkpointerStart: null };
    expect(databaseIdentity(hidden, 0).initialization).not.toBe(databaseIdentity(hidden, 1).initialization);
  });
});

describe('ReplicaIdentities', () => {
  it('reports each answer once, when it has arrived, and waits for none', async () => {
    const answers = [0, 1].map(() => Promise.withResolvers<PartIdentity>());
    const asked = [0, 0];
    const identities = new ReplicaIdentities(
      answers.map(({ promise }, replica) => ({
        identity: () => {
          asked[replica]!++;
          return promise;
        },
      })),
    );
    identities.ask();
    answers[1]!.resolve({ instance: 'b' });
    await expect.poll(() => identities.take()).toEqual({ 'postgres-replica-2': { instance: 'b' } });
    expect(identities.take()).toEqual({});
    identities.ask();
    expect(asked).toEqual([1, 2]); // the first has not answered yet
    answers[0]!.reject(new Error('away'));
    await expect
      .poll(() => {
        identities.ask();
        return asked[0];
      })
      .toBe(2);
    expect(identities.take()).toEqual({ 'postgres-replica-2': { instance: 'b' } });
  });

  it('forgets answers from while the primary was away, because replicas may have restarted since', async () => {
    const identities = new ReplicaIdentities([{ identity: async () => ({ instance: 'a' }) }]);
    identities.ask();
    await new Promise(setImmediate);
    identities.forget();
    expect(identities.take()).toEqual({});
  });
});
