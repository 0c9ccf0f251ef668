import { bundleScenario } from '../../harness/load/k6/bundle.ts';

/** Bundles the scenario with the options of its loads for the image "load":  node compose/image/bundle-load.ts <out file> */
const [out] = process.argv.slice(2);
if (!out) throw new Error('give the file to write');
await bundleScenario('compose/load/tvet-connect.ts', out);
