import { formatPercent } from '../../model/format.ts';
import { serverCount, serverNames } from '../../model/topology.ts';
import { figure, proved, refuted, type TopologyFactor, unknown } from './factor.ts';

/** Allows for a few requests that a server did not answer in time: those go to the next one. */
const LARGEST_DEVIATION = 0.02;

export const weights: TopologyFactor<'weights'> = {
  name: 'weights',
  title: 'balancer weights',
  describe: (level) => (level === null ? 'even' : level.join(' / ')),
  contradicts: ({ weights: wanted, servers }) => {
    if (wanted === null) return null;
    if (typeof servers !== 'number') return 'Servers of several kinds have their weights in their groups.';
    return wanted.length === servers ? null : `There are ${wanted.length} weights for ${servers} servers.`;
  },
  prove({ requestsByServer }, topology) {
    const wanted = topology.weights ?? Array.from({ length: serverCount(topology) }, () => 1);
    const names = serverNames(topology);
    const sum = wanted.reduce((total, weight) => total + weight, 0);
    const requests = wanted.map((_weight, index) => requestsByServer[names[index]!] ?? 0);
    const total = requests.reduce((all, each) => all + each, 0);
    if (total === 0) return unknown('No server reported how many requests it answered.');
    const shares = requests.map((each) => each / total);
    const evidence = shares.map((share, index) => figure(`share of ${names[index]}`, share, 'ratio'));
    const told = shares.map((share) => formatPercent(share)).join(', ');
    const isRight = shares.every(
      (share, index) => Math.abs(share - wanted[index]! / sum) <= LARGEST_DEVIATION,
    );
    return isRight
      ? proved(`The servers answered ${told} of the requests.`, ...evidence)
      : refuted(
          `The servers answered ${told} of the requests instead of ${wanted.join(' / ')}.`,
          ...evidence,
        );
  },
};
