import { relative } from 'node:path';
import { floorInWords, spreadInWords } from '../gate/noise.ts';
import { EXIT } from '../model/errors.ts';
import type { GateNoise } from '../model/gate-noise.ts';
import { printable } from '../program/printable.mjs';
import { printJson } from './print-json.ts';
import type { Shell } from './shell.ts';

/** The noise of this machine, the file in which it is kept, and the ids of the changes of which too little was measured. */
export type Calibrated = { noise: GateNoise; file: string; unmeasured: readonly string[] };

/** Prints the noise of this machine. Without that of some figure, the result is inconclusive. */
export function endCalibration(shell: Shell, calibrated: Calibrated, json: boolean): void {
  const { noise, file, unmeasured } = calibrated;
  if (json) printJson(shell, { kind: 'gate-noise', noise, file });
  else shell.stdout.write(noiseInWords(calibrated));
  shell.exitWith(unmeasured.length === 0 ? EXIT.pass : EXIT.inconclusive);
}

/** A line for each figure: how much pairs of equal runs differ, and which bounds that allows. */
function noiseInWords({ noise: { figures }, file, unmeasured }: Calibrated): string {
  const lines = figures.map((figure) => {
    const { id, label, deviation, pairs, floors } = figure;
    const spread = spreadInWords(figure, deviation);
    const bounds = floors.map((each) => `${floorInWords(figure, each.floor)} with ${each.pairs}`).join(', ');
    return `  ${printable(id)} (${printable(label)}): pairs of equal runs differ by ${spread} (${pairs} pairs)\n    smallest bound, by pairs: ${bounds}\n`;
  });
  const missing = unmeasured.map((id) => `  ${printable(id)}: too little was measured to say anything\n`);
  return `\n${[...lines, ...missing].join('')}\n  noise    ${printable(relative('.', file))}\n\n`;
}
