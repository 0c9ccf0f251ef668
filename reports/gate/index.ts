import type { Gate } from '../../harness/model/gate.ts';
import { bencherMetrics } from './formats/bencher/bencher-metrics.ts';
import { benchmarkAction } from './formats/benchmark-action.ts';
import { githubAnnotations } from './formats/github-annotations.ts';
import { gitlabLoadPerformance } from './formats/gitlab.ts';
import { gateJunit } from './formats/junit.ts';
import { gateMarkdown } from './formats/markdown.ts';
import { openMetrics } from './formats/openmetrics.ts';

/** The names of a gate's files, besides gate.json. Workflows rely on them. */
export const GATE_FILES = {
  markdown: 'gate.md',
  junit: 'junit.xml',
  annotations: 'github-annotations.txt',
  loadPerformance: 'gitlab-load-performance.json',
  openMetrics: 'openmetrics.txt',
  bencher: 'bencher.json',
  smallerIsBetter: 'benchmark-smaller-is-better.json',
  biggerIsBetter: 'benchmark-bigger-is-better.json',
} as const;

/** A gate in every format, as text by file name. The same gate gives the same bytes. */
export function renderGate(gate: Gate): Record<string, string> {
  const { smallerIsBetter, biggerIsBetter } = benchmarkAction(gate);
  return {
    [GATE_FILES.markdown]: gateMarkdown(gate),
    [GATE_FILES.junit]: gateJunit(gate),
    [GATE_FILES.annotations]: githubAnnotations(gate),
    [GATE_FILES.loadPerformance]: gitlabLoadPerformance(gate),
    [GATE_FILES.openMetrics]: openMetrics(gate),
    [GATE_FILES.bencher]: bencherMetrics(gate),
    [GATE_FILES.smallerIsBetter]: smallerIsBetter,
    [GATE_FILES.biggerIsBetter]: biggerIsBetter,
  };
}
