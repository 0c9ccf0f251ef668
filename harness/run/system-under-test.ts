import type { DatasetManifest } from '../model/dataset.ts';
import type { ProofloadError } from '../model/errors.ts';
import type { PlantedDefects } from '../model/run.ts';
import type { SystemFacts } from '../model/system-facts.ts';
import type { PlantedDefectsAtWork } from '../system/defects/planted-defects.ts';
import type { FaultInjector } from '../system/faults/schedule-faults.ts';
import type { PartProcess } from '../system/part.ts';
import type { PartSighting } from '../telemetry/part-watch.ts';
import type { ScrapedServer } from '../telemetry/prometheus.ts';

/** A database that may be looked at. The URLs hold passwords. */
export type SeenDatabase = {
  databaseUrl: string;
  replicaUrls: string[];
  /** nobody else counts on its statistics, so they may begin anew with the load */
  hasOwnStatistics: boolean;
  /** PostgreSQL as it was when it was ready: one that crashes while it is filled is another one. Left out: it is first seen with the load */
  atFirst?: PartSighting;
};

/** What telemetry can look at. */
export type Observed = {
  /** the processes of the parts that run at this moment */
  processes(): PartProcess[];
  servers: readonly ScrapedServer[];
  database?: SeenDatabase;
  /** of one Redis, or of all nodes of a cluster; none: no cache can be looked at */
  cacheUrls: readonly string[];
  /** where the edge tells how it is */
  edgeStatusUrl?: string;
};

/**
 * The system that a run loads: one that was started here, or the user's own. What it cannot do, or may not be asked for, is left out, and nobody
 * asks which of the two it is.
 */
export type SystemUnderTest = {
  baseUrl: string;
  /** its users and their sessions, for the generator */
  worldFile: string;
  /** how the generator may come to it, where that is not said by being on this machine */
  access?: { allowedHosts: readonly string[]; ownAddresses: boolean };
  /** of its programs, as far as they tell */
  versions: Record<string, string>;
  serverSettings: Record<string, string>;
  observed: Observed;
  /** the data that were made for it */
  dataset?: DatasetManifest;
  /** into its parts, as far as they were started here */
  faults?: FaultInjector;
  /** plants defects into its stores until they are taken out */
  plant?(planted: PlantedDefects): Promise<PlantedDefectsAtWork>;
  /** what it consists of, asked when it has carried its load */
  facts?(): Promise<SystemFacts>;
  /** takes out of stores that live on all but the data set */
  leave?(): Promise<void>;
  /** the error of a first request that was not answered as a user expects */
  wrongAnswer(refusal: { sentence: string; hint: string }): ProofloadError;
};
