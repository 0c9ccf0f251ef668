/*
 * How often a verdict is wrong, over simulated runs whose truth is known, judged by the real Summarizer and judge: the tables of
 * docs/methods.md, "How often a verdict is wrong". Those of the gate are made by gate.ts.
 *
 *     node scripts/operating-characteristics/main.ts [runs a cell, 200]        # about a quarter of an hour
 */
import { availability } from './availability.ts';
import { disturbances } from './disturbances.ts';
import { faultPhase } from './fault-phase.ts';
import { goodput } from './goodput.ts';
import { responseTimes } from './response-times.ts';

const runs = Number(process.argv[2] ?? 200);
responseTimes(runs, 'p95');
responseTimes(runs, 'mean');
availability(runs);
faultPhase(runs);
goodput(runs);
disturbances(runs);
