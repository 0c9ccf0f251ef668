import { describe, expect, it } from 'vitest';
import type { ProofloadError } from '../model/errors.ts';
import type { PlannedLoad } from '../model/load.ts';
import { requireRoom } from './room.ts';

const MIB = 1024 ** 2;
const open = (arrivalRatePerSec: number): PlannedLoad => ({
  name: 'open',
  load: { model: 'open', arrivalRatePerSec },
  generatorProcesses: 1,
  phases: [],
});
const closed = (users: number): PlannedLoad => ({
  name: 'closed',
  load: { model: 'closed', users, thinkTimeMs: 30_000 },
  generatorProcesses: 1,
  phases: [],
});

function refusalOf(loads: PlannedLoad[], besideBytes: number, availableBytes: number): ProofloadError | null {
  try {
    requireRoom(loads, besideBytes, availableBytes);
    return null;
  } catch (error) {
    return error as ProofloadError;
  }
}

describe('room for a run', () => {
  it('is refused if the kernel would kill the generator, with what would fit', () => {
    const refusal = refusalOf([closed(500), open(600)], 1e9, 1400 * MIB)!;
    expect(refusal.code).toBe('MACHINE_TOO_SMALL');
    expect(refusal.message).toContain('1.53 GB');
    expect(refusal.hint).toContain('(--rate 496)');
    expect(refusalOf([closed(500), open(496)], 1e9, 1400 * MIB)).toBeNull();
  });

  it('says so if nothing fits', () => {
    expect(refusalOf([open(600)], 1e9, 1.1e9)!.hint).toContain('not even a small load');
  });

  it('is there on a machine that is large enough', () => {
    expect(refusalOf([closed(30_000), open(1_200)], 2e9, 20e9)).toBeNull();
    expect(refusalOf([closed(30_000), open(1_200)], 2e9, 10e9)!.hint).toContain('--users 24');
  });
});
