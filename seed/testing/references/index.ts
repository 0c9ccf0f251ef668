import { blockRange, blocksOf } from '../../generate/blocks.ts';
import { copyLine } from '../../generate/copy-text.ts';
import type { SeedPlan, TablePlan } from '../../plan.ts';
import type { PlatformSeed } from '../../platform-seed.ts';

const PER_BLOCK = 10;

/** Branches reference trees, and trees branches: neither can be filled first, or dropped first. */
export const seed: Pick<PlatformSeed, 'plan'> = {
  plan: ({ size }): SeedPlan => ({
    platform: 'references',
    today: '2026-01-15',
    tables: [table('branches', ['id', 'tree_id'], size), table('trees', ['id', 'branch_id'], size)],
    emptyTables: [],
    schemaFiles: [new URL('schema.sql', import.meta.url)],
    indexesFile: new URL('indexes.sql', import.meta.url),
  }),
};

function table(name: string, columns: string[], size: number): TablePlan {
  return {
    name,
    columns,
    blocks: blocksOf(size, PER_BLOCK),
    *rows(block) {
      for (const number of blockRange(block, PER_BLOCK, size)) yield copyLine([number + 1, size - number]);
    },
  };
}
