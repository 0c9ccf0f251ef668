import Type from 'typebox';
import type { Indicator } from './indicator.ts';

/** Kinds of figures. A violated validity check biases all figures of a kind alike, because they come from one source in one way. */
export const FigureKind = Type.Union([
  Type.Literal('responseTimes', { description: 'of requests, pages and transfers' }),
  Type.Literal('requestRates'),
  Type.Literal('requestShares'),
  Type.Literal('users'),
  Type.Literal('queryTimes', { description: 'as the servers measure them, waits for a connection too' }),
  Type.Literal('queryRates', { description: 'as the servers count them' }),
  Type.Literal('hitRatios'),
  Type.Literal('serverShares', { description: 'of the requests that each server answered' }),
  Type.Literal('serverFigures', { description: 'reported by servers once a second' }),
  Type.Literal('databaseFigures'),
  Type.Literal('cacheFigures'),
  Type.Literal('processFigures', { description: 'CPU and memory of parts' }),
  Type.Literal('checks', { description: 'of acknowledged writes against the database' }),
]);
export type FigureKind = Type.Static<typeof FigureKind>;

export function figureKindOf(indicator: Indicator): FigureKind {
  switch (indicator.source) {
    case 'requests':
    case 'pages':
    case 'transfers':
      if (indicator.statistic === 'rate') return 'requestRates';
      return indicator.statistic === 'share' ? 'requestShares' : 'responseTimes';
    case 'statements':
      if (indicator.statistic !== 'rate') return 'queryTimes';
      return indicator.where?.role === 'primary' ? 'databaseFigures' : 'queryRates';
    case 'connection-waits':
      return 'queryTimes';
    case 'cache-lookups':
      return 'hitRatios';
    case 'served-requests':
      return 'serverShares';
    case 'users':
      return 'users';
    case 'checks':
      return 'checks';
    case 'gauge':
      return OF_GAUGES[indicator.gauge];
  }
}

const OF_GAUGES: Record<Extract<Indicator, { source: 'gauge' }>['gauge'], FigureKind> = {
  'database-connections': 'databaseFigures',
  'pool-connections': 'serverFigures',
  'replica-lag': 'serverFigures',
  'cache-memory': 'cacheFigures',
  cpu: 'processFigures',
  memory: 'processFigures',
};
