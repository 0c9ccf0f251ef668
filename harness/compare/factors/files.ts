import { formatNumber, formatPercent } from '../../model/format.ts';
import { figure, proved, refuted, type TopologyFactor, unknown } from './factor.ts';

export const objectStorage: TopologyFactor<'objectStorage'> = {
  name: 'objectStorage',
  title: 'object storage',
  describe: (level) => (level === 'none' ? 'none' : 'S3'),
  contradicts: () => null,
  prove({ facts: { storedObjects = null } }, { objectStorage: wanted }) {
    const evidence = figure('objects in the store', storedObjects, 'objects');
    if (wanted === 'none')
      return storedObjects === null
        ? proved('There was no object store.', evidence)
        : refuted('There was an object store.', evidence);
    if (storedObjects === null) return refuted('There was no object store.', evidence);
    if (storedObjects === 0) return unknown('The object store was empty at the end.', evidence);
    return proved(`The store held ${formatNumber(storedObjects)} objects at the end.`, evidence);
  },
};

export const fileDelivery: TopologyFactor<'fileDelivery'> = {
  name: 'fileDelivery',
  title: 'files',
  describe: (level) => (level === 'edge' ? 'from the edge' : 'from the object store'),
  contradicts: ({ fileDelivery: level, objectStorage: storage }) =>
    level === 'edge' && storage === 'none'
      ? 'Without object storage there are no files that the edge could deliver.'
      : null,
  prove({ facts: { edgeAnswers = null } }, { fileDelivery: wanted }) {
    const total = edgeAnswers && Object.values(edgeAnswers).reduce((sum, count) => sum + count, 0);
    const hits = edgeAnswers && (edgeAnswers.HIT ?? 0);
    const evidence = [
      figure('files delivered by the edge', total, 'responses'),
      figure('of these from its cache', hits, 'responses'),
    ];
    if (wanted === 'origin')
      return total === null
        ? proved('The edge delivered no files.', ...evidence)
        : refuted('The edge was set up to deliver files.', ...evidence);
    if (total === null || hits === null) return refuted('The edge delivered no files.', ...evidence);
    if (total === 0) return unknown('No file was requested from the edge.', ...evidence);
    const told = `The edge delivered ${formatNumber(total)} files, ${formatPercent(hits / total)} of them from its cache.`;
    return hits > 0 ? proved(told, ...evidence) : refuted(told, ...evidence);
  },
};
