import { formatCount, formatDuration, formatNumber } from '../../model/format.ts';
import { figure, proved, refuted, type TopologyFactor, unknown } from './factor.ts';

export const memoryCacheEntries: TopologyFactor<'memoryCacheEntries'> = {
  name: 'memoryCacheEntries',
  title: 'entries in memory',
  isPlain: true,
  describe: (level) => formatCount(level, 'entry', 'entries'),
  contradicts: () => null,
  prove({ memoryEntries }, { memoryCacheEntries: wanted }) {
    if (memoryEntries === null) return unknown('No server reported how many entries its memory held.');
    const evidence = figure('most entries in memory', memoryEntries, 'entries');
    return memoryEntries <= wanted
      ? proved(
          `No server held more than ${formatNumber(memoryEntries)} of ${formatNumber(wanted)} entries.`,
          evidence,
        )
      : refuted(
          `A server held ${formatNumber(memoryEntries)} entries (limit: ${formatNumber(wanted)}).`,
          evidence,
        );
  },
};

/** A memory tier reads the clock once per turn of its event loop, and a turn may be long. */
const CLOCK_TOLERANCE_MS = 250;

/** A value may be served until it has expired; an older one must not be. */
export const memoryCacheTtlSec: TopologyFactor<'memoryCacheTtlSec'> = {
  name: 'memoryCacheTtlSec',
  title: 'time to live in memory',
  describe: (level) => formatDuration(level * 1000),
  contradicts: () => null,
  prove({ memoryAgeMostMs }, { memoryCacheTtlSec: wanted }) {
    if (memoryAgeMostMs === null)
      return unknown('No server reported the age of the values served from memory.');
    const evidence = figure('oldest value served from memory', memoryAgeMostMs, 'ms');
    const age = formatDuration(memoryAgeMostMs);
    if (memoryAgeMostMs === 0) return unknown('No value was served from memory.', evidence);
    return memoryAgeMostMs <= wanted * 1000 + CLOCK_TOLERANCE_MS
      ? proved(`The oldest value served from memory was ${age} old.`, evidence)
      : refuted(
          `A value served from memory was ${age} old (limit: ${formatDuration(wanted * 1000)}).`,
          evidence,
        );
  },
};
