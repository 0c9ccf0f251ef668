/** Name of the whole generator as a source of figures. */
export const GENERATOR = 'generator';

/** Whether a process of the timeline is the load generator: "k6", or "k6-1" and so on if there are several. */
export function isGenerator(processName: string): boolean {
  return processName === 'k6' || processName.startsWith('k6-');
}

/** Whether a process of the timeline can belong to a load that has `processes` generator processes. */
export function isGeneratorOf(processes: number, processName: string): boolean {
  return isGenerator(processName) && (processName === 'k6') === (processes === 1);
}

/** Whether figures sent under this name come from a generator process of the load: "<load>-k6", "<load>-k6-1". */
export function isReporterOf(load: string, reporter: string): boolean {
  return reporter.startsWith(`${load}-`) && isGenerator(reporter.slice(load.length + 1));
}
