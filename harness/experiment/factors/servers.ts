import { formatCount } from '../../model/format.ts';
import { type Factor, figure, proved, refuted } from './factor.ts';

export const servers: Factor<'servers'> = {
  name: 'servers',
  title: 'servers',
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
