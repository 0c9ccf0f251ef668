import type { PartIdentity } from '../model/part-identity.ts';
import { createDatabaseSampler } from './postgres.ts';

/** Reads once which incarnation of the database server this is. */
export async function identityOfDatabase(databaseUrl: string): Promise<PartIdentity> {
  const sampler = createDatabaseSampler({ databaseUrl });
  try {
    return await sampler.identity();
  } finally {
    await sampler.close();
  }
}
