import type { TSchema } from 'typebox';
import type { Finding } from '../../model/comparison.ts';
import type { Level } from '../../model/experiment.ts';
import type { PlatformFactor } from '../../model/platform-factor.ts';
import type { Seen } from '../../model/seen.ts';
import { type FactorName, type PlatformSetting, Topology } from '../../model/topology.ts';
import type { Evidence } from '../../model/verdict.ts';

/** One setting of the system under test that an experiment may vary, whether shared or a platform's own. */
export type Factor = {
  name: string;
  title: string;
  /** the levels that it may have */
  levels: TSchema;
  describe(level: Level): string;
  /** whether a level makes clear which factor it belongs to, as "5 connections" does */
  isPlain: boolean;
  levelIn(topology: Topology): Level;
  setIn(topology: Topology, level: Level): Topology;
  contradicts(topology: Topology): string | null;
  prove(seen: Seen, topology: Topology): Finding;
};

/** A factor that every platform has: a field of `Topology`, whose schema defines its levels. To add one, see CONTRIBUTING.md. */
export type TopologyFactor<Name extends FactorName = FactorName> = {
  name: Name;
  /** for people, e.g. "cache" */
  title: string;
  isPlain?: true;
  /** default: the schema and the value of the topology's field */
  levels?: TSchema;
  levelIn?(topology: Topology): Level;
  /** a level for people, e.g. "memory and Redis" */
  describe(level: Topology[Name]): string;
  /** why this topology makes no sense for this factor, one sentence; null: it does */
  contradicts(topology: Topology): string | null;
  /** Did it take effect? Judged from the measurements of a run of such a system. */
  prove(seen: Seen, topology: Topology): Finding;
};

export function factorOfTopology<Name extends FactorName>(factor: TopologyFactor<Name>): Factor {
  const { name, title, isPlain = false, contradicts, prove } = factor;
  return {
    name,
    title,
    isPlain,
    levels: factor.levels ?? Topology.properties[name],
    describe: (level) => factor.describe(level as Topology[Name]),
    levelIn: factor.levelIn ?? ((topology) => topology[name] as Level),
    setIn: (topology, level) => ({ ...topology, [name]: level }),
    contradicts,
    prove,
  };
}

export function factorOfPlatform(factor: PlatformFactor): Factor {
  const { name, title, levels, documented } = factor;
  const levelIn = ({ platform }: Topology): PlatformSetting => platform[name] ?? documented;
  return {
    name,
    title,
    isPlain: false,
    levels,
    describe: (level) => factor.describe(level as PlatformSetting),
    levelIn,
    setIn: (topology, level) => ({
      ...topology,
      platform: { ...topology.platform, [name]: level as PlatformSetting },
    }),
    contradicts: () => null,
    prove: (seen, topology) => factor.prove(seen, levelIn(topology)),
  };
}

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
