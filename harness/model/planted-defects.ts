import { formatCount, formatMeasure, formatPercent } from './format.ts';
import type { PlantedDefects } from './run.ts';

/** The defects planted on purpose, one phrase each: "Redis kept busy for 400 ms of every 1,000 ms". */
export function describePlantedDefects(defects: PlantedDefects): string[] {
  const { cacheOff, slowStatement, heavyStatement, failedResponseRatio, poolMax } = defects;
  const { failsWithoutCache, blockedEventLoop, tableLock, slowCache, serversDown, pausedServer } = defects;
  return [
    cacheOff && 'the cache switched off',
    slowStatement &&
      `statement ${slowStatement.statement} slowed by ${formatMeasure(slowStatement.delayMs, 'ms')}`,
    heavyStatement &&
      `statement ${heavyStatement.statement} made to count ${formatCount(heavyStatement.rows, 'row')}`,
    failedResponseRatio !== undefined && `${formatPercent(failedResponseRatio)} of responses made to fail`,
    failsWithoutCache && 'responses made to fail while Redis is away',
    poolMax !== undefined && `pools of ${formatCount(poolMax, 'connection')}`,
    blockedEventLoop && `event loops blocked for ${everySoOften(blockedEventLoop)}`,
    tableLock && `table ${tableLock.table} locked for ${everySoOften(tableLock)}`,
    slowCache && `Redis kept busy for ${everySoOften(slowCache)}`,
    serversDown && `all servers killed for ${formatMeasure(serversDown.forMs, 'ms')} of each fault phase`,
    pausedServer &&
      `one server paused for the last ${formatMeasure(pausedServer.forMs, 'ms')} of each steady phase`,
  ].filter((phrase) => typeof phrase === 'string');
}

function everySoOften({ forMs, everyMs }: { forMs: number; everyMs: number }): string {
  return `${formatMeasure(forMs, 'ms')} of every ${formatMeasure(everyMs, 'ms')}`;
}
