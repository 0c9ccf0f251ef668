import type { TargetVerdict } from '../../harness/model/verdict.ts';

/** What the sources of several promises have in common. `section`: null if they are in different ones. */
export type CommonSource = { document: string; section: string | null };

type Sourced = Pick<TargetVerdict, 'source'>;

/** Null if the promises come from different documents, or if there are none. */
export function commonSource(targets: readonly Sourced[]): CommonSource | null {
  const documents = new Set(targets.map(({ source }) => source.document));
  const sections = new Set(targets.map(({ source }) => source.section));
  if (documents.size !== 1) return null;
  return { document: [...documents][0]!, section: sections.size === 1 ? [...sections][0]! : null };
}

/** What of its source a promise does not have in common with the others; null if nothing. */
export function ownSource({ source }: Sourced, common: CommonSource | null): string | null {
  if (common === null) return `${source.document}, ${source.section}`;
  return common.section === null ? source.section : null;
}
