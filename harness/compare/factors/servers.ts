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
      ? proved(`Requests were answered by ${formatCount(answering, 'server')}.`, evidence)
      : refuted(
          `Requests were answered by ${formatCount(answering, 'server')}, not by ${topology.servers}.`,
          evidence,
        );
  },
};
