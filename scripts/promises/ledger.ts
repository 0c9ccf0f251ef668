import Type from 'typebox';
import { Compile } from 'typebox/compile';

const Paths = Type.Array(Type.String(), { minItems: 1 });

/** One promise of a design document in docs/ledger.json. What measures a target or a claim is defined in the platform itself. */
export const Promised = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z][a-z0-9-]*\\.[a-z0-9-]+$' }),
    platform: Type.String({ description: 'the slug' }),
    kind: Type.Union([
      Type.Literal('design', { description: 'something to build' }),
      Type.Literal('target', { description: 'a figure to verify' }),
      Type.Literal('claim', { description: 'the stated effect of a change, tested as an experiment' }),
    ]),
    promise: Type.String({ description: 'in our words, in the reading that it is judged by' }),
    builtBy: Type.Optional(Paths),
    checkedBy: Type.Optional(Paths),
    gap: Type.Optional(Type.String({ description: 'what is missing, and why' })),
  },
  { additionalProperties: false },
);
export type Promised = Type.Static<typeof Promised>;

export const Ledger = Type.Object(
  {
    documents: Type.Array(Type.Object({ slug: Type.String(), title: Type.String(), about: Type.String() })),
    promises: Type.Array(Promised),
  },
  { additionalProperties: false },
);
export type Ledger = Type.Static<typeof Ledger>;

const ledgerShape = Compile(Ledger);

/** @throws Error that names the first place that is not as it should be */
export function parseLedger(text: string): Ledger {
  const ledger: unknown = JSON.parse(text);
  if (ledgerShape.Check(ledger)) return ledger;
  const [first] = ledgerShape.Errors(ledger);
  throw new Error(`The ledger is malformed: ${first?.instancePath || 'it'} ${first?.message}.`);
}

/** A part of a built platform that has the id of a promise. */
export type Measured = {
  id: string;
  /** where it is, relative to the project */
  file: string;
  how: string;
};

export type BuiltPlatform = { slug: string; targets: Measured[]; claims: Measured[] };

/** @returns one line for each promise of a built platform that nothing keeps, and for each id that belongs to no promise */
export function ledgerDefects(
  { documents, promises }: Ledger,
  built: readonly BuiltPlatform[],
  exists: (path: string) => boolean,
): string[] {
  const slugs = new Set(documents.map(({ slug }) => slug));
  const byId = new Map(promises.map((promised) => [promised.id, promised]));
  const expects = (kind: Promised['kind']) => (measured: Measured) =>
    byId.get(measured.id)?.kind === kind
      ? []
      : [`${measured.file}: ${measured.id} is not a ${kind} in the ledger`];
  return [
    ...built.flatMap(({ targets, claims }) => [
      ...targets.flatMap(expects('target')),
      ...claims.flatMap(expects('claim')),
    ]),
    ...promises.flatMap((promised) => {
      const { id, platform, builtBy = [], checkedBy = [], gap } = promised;
      const of = built.find(({ slug }) => slug === platform);
      return [
        ...(byId.get(id) === promised ? [] : [`${id} appears twice`]),
        ...(slugs.has(platform) ? [] : [`${id} belongs to the unknown document ${platform}`]),
        ...[...builtBy, ...checkedBy].filter((path) => !exists(path)).map((path) => `${id}: no file ${path}`),
        ...(of && !gap && keptBy(promised, of).length === 0
          ? [`${id}: nothing ${VERB[promised.kind]} it`]
          : []),
        ...(of && builtBy.length > 0 && checkedBy.length === 0 ? [`${id}: no test checks it`] : []),
      ];
    }),
  ];
}

const VERB = { design: 'implements', target: 'measures', claim: 'tests' } as const;

/** @returns what implements, measures or tests a promise, and how */
export function keptBy(promised: Promised, { targets, claims }: BuiltPlatform): Omit<Measured, 'id'>[] {
  const { id, kind, builtBy = [], checkedBy = [] } = promised;
  if (kind === 'target') return targets.filter((target) => target.id === id);
  if (kind === 'claim') return claims.filter((claim) => claim.id === id);
  return builtBy.map((file) => ({
    file,
    how: `tests: ${checkedBy.map((test) => `\`${test}\``).join(', ')}`,
  }));
}
