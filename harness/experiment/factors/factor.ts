import type { Proof } from '../../model/comparison.ts';
import type { FactorName, Topology } from '../../model/topology.ts';
import type { Evidence } from '../../model/verdict.ts';
import type { Seen } from './seen.ts';

/**
 * One setting of the system under test that an experiment may vary. What values it may have is in the schema of `Topology`. To add one,
 * see CONTRIBUTING.md.
 */
export type Factor<Name extends FactorName = FactorName> = {
  name: Name;
  /** for people, e.g. "cache" */
  title: string;
  /** a level for people, e.g. "memory and Redis" */
  describe(level: Topology[Name]): string;
  /** why this topology makes no sense as far as this factor goes, one sentence; null: it does */
  contradicts(topology: Topology): string | null;
  /** Did it take effect? From what was seen in a run of such a system. */
  prove(seen: Seen, topology: Topology): Finding;
};

export type Finding = Omit<Proof, 'factor'>;

export function proved(reason: string, ...evidence: Evidence[]): Finding {
  return { status: 'proved', reason, evidence };
}

export function refuted(reason: string, ...evidence: Evidence[]): Finding {
  return { status: 'refuted', reason, evidence };
}

/** Not measured is not proved. */
export function unknown(reason: string, ...evidence: Evidence[]): Finding {
  return { status: 'unknown', reason, evidence };
}

export function figure(label: string, value: number | null, unit: string): Evidence {
  return { label, value, unit };
}

export const onOrOff = (level: boolean): string => (level ? 'on' : 'off');
