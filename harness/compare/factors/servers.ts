import { formatCount } from '../../model/format.ts';
import { serverCount } from '../../model/topology.ts';
import { figure, proved, refuted, type TopologyFactor } from './factor.ts';

export const servers: TopologyFactor<'servers'> = {
  name: 'servers',
  title: 'servers',
  isPlain: true,
  describe: (level) =>
    typeof level === 'number'
      ? formatCount(level, 'server')
      : `${formatCount(level.length, 'kind')} of server: ${level.map(({ kind }) => kind).join(', ')}`,
  contradicts: () => null,
  prove({ requestsByServer }, topology) {
    const answering = Object.values(requestsByServer).filter((requests) => requests > 0).length;
    const evidence = figure('servers that answered', answering, 'servers');
    const wanted = serverCount(topology);
    return answering === wanted
      ? proved(`${formatCount(answering, 'server')} answered requests.`, evidence)
      : refuted(`${formatCount(answering, 'server')} answered requests instead of ${wanted}.`, evidence);
  },
};
