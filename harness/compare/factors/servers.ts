import { formatCount } from '../../model/format.ts';
import { figure, proved, refuted, type TopologyFactor } from './factor.ts';

export const servers: TopologyFactor<'servers'> = {
  name: 'servers',
  title: 'servers',
  isPlain: true,
  describe: (level) => formatCount(level, 'server'),
  contradicts: () => null,
  prove({ requestsByServer }, topology) {
    const answering = Object.values(requestsByServer).filter((requests) => requests > 0).length;
    const evidence = figure('servers that answered', answering, 'servers');
    return answering === topology.servers
      ? proved(`${formatCount(answering, 'server')} answered requests.`, evidence)
      : refuted(
          `${formatCount(answering, 'server')} answered requests instead of ${topology.servers}.`,
          evidence,
        );
  },
};
