import type { HistogramSecond } from '../model/histogram.ts';
import type { TimelineSecond } from '../model/timeline.ts';
import { createMachineSampler } from '../telemetry/machine.ts';
import { startOtlpReceiver } from '../telemetry/otlp/receiver.ts';
import { createProcessSampler, type Part } from '../telemetry/processes.ts';
import { createServerSampler } from '../telemetry/prometheus.ts';
import { startRecorder } from '../telemetry/recorder.ts';
import type { Stage } from './stage.ts';

export type Recorded = { seconds: TimelineSecond[]; histograms: HistogramSecond[] };

export type Telemetry = {
  otlpEndpoint: string;
  /** call it when the load has ended; returns everything that was recorded */
  stop(): Promise<Recorded>;
};

/** The telemetry of a real run, as far as it applies here: the receiver, the recorder and its samplers, once a second. */
export async function startTelemetry(stage: Stage, parts: () => readonly Part[]): Promise<Telemetry> {
  const recorded: Recorded = { seconds: [], histograms: [] };
  const receiver = await startOtlpReceiver();
  const recorder = startRecorder({
    receiver,
    samplers: {
      servers: createServerSampler({
        servers: () => [{ name: stage.server.part.name, url: stage.server.url, metricsToken: '' }],
      }),
      processes: createProcessSampler({ parts }),
      machine: createMachineSampler(),
    },
    timeline: {
      write: async (second) => {
        recorded.seconds.push(second);
      },
    },
    histograms: {
      write: async (...lines) => {
        recorded.histograms.push(...lines);
      },
    },
    phaseAt: () => null,
    onLive: (figures) => stage.onProgress({ kind: 'live', figures }),
  });
  return {
    otlpEndpoint: receiver.endpoint,
    async stop() {
      await recorder.stop().finally(() => receiver.close());
      return recorded;
    },
  };
}
