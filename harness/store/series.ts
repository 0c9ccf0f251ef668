import { HistogramSecond } from '../model/histogram.ts';
import { HistogramsHeader, TimelineHeader, TimelineSecond } from '../model/timeline.ts';
import { type Ndjson, NdjsonWriter, readNdjson } from './ndjson.ts';
import type { RunFolder } from './run-folder.ts';
import { validator } from './validation.ts';

const validateTimelineHeader = validator(TimelineHeader);
const validateTimelineSecond = validator(TimelineSecond);
const validateHistogramsHeader = validator(HistogramsHeader);
const validateHistogramSecond = validator(HistogramSecond);

export type TimelineWriter = NdjsonWriter<TimelineSecond>;
export type HistogramsWriter = NdjsonWriter<HistogramSecond>;

/**
 * @param serverHistogramUpperBoundsMs upper bounds of every BucketIncrease that will be written, without +Inf
 * @throws ProofloadError DISK_FULL
 */
export function createTimeline(
  folder: RunFolder,
  serverHistogramUpperBoundsMs: readonly number[],
): Promise<TimelineWriter> {
  const header: TimelineHeader = {
    schemaVersion: 1,
    kind: 'timeline',
    serverHistogramUpperBoundsMs: [...serverHistogramUpperBoundsMs],
  };
  return NdjsonWriter.create<TimelineSecond>(folder.timelineFile, header);
}

/** @throws ProofloadError DISK_FULL */
export function createHistograms(folder: RunFolder): Promise<HistogramsWriter> {
  const header: HistogramsHeader = { schemaVersion: 1, kind: 'histograms' };
  return NdjsonWriter.create<HistogramSecond>(folder.histogramsFile, header);
}

/** @throws ProofloadError RUN_UNREADABLE, with file and line number */
export function readTimeline(folder: RunFolder): Promise<Ndjson<TimelineHeader, TimelineSecond>> {
  return readNdjson(folder.timelineFile, validateTimelineHeader, validateTimelineSecond);
}

/** @throws ProofloadError RUN_UNREADABLE, with file and line number */
export function readHistograms(folder: RunFolder): Promise<Ndjson<HistogramsHeader, HistogramSecond>> {
  return readNdjson(folder.histogramsFile, validateHistogramsHeader, validateHistogramSecond);
}
