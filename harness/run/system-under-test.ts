import type { NamedSystem } from '../load/first-answer.ts';
import type { DatasetManifest } from '../model/dataset.ts';
import type { ProofloadError } from '../model/errors.ts';
import type { ObjectStoreAddress } from '../model/object-store.ts';
import type { PlantedDefects } from '../model/run.ts';
import type { SystemFacts } from '../model/system-facts.ts';
import type { PlantedDefectsAtWork } from '../system/defects/planted-defects.ts';
import type { FaultInjector } from '../system/faults/schedule-faults.ts';
import type { PartProcess } from '../system/part.ts';
import type { PartSighting } from '../telemetry/part-watch.ts';
import type { ScrapedServer } from '../telemetry/prometheus.ts';

/** A database that may be observed. The URLs hold passwords. */
export type SeenDatabase = {
  databaseUrl: string;
  replicaUrls: string[];
  /** no one else uses its statistics, so they may be reset when the load begins; otherwise what has grown is counted */
  hasOwnStatistics: boolean;
  /** PostgreSQL when it became ready, so that a crash while it is filled is noticed. Left out: it is first seen when the load begins */
  atFirst?: PartSighting;
};

/** What telemetry can observe. */
export type Observed = {
  /** the processes of the parts that run at this moment */
  processes(): PartProcess[];
  servers: readonly ScrapedServer[];
  database?: SeenDatabase;
  /** of one Redis, or of all nodes of a cluster; empty: no cache can be observed */
  cacheUrls: readonly string[];
  /** the status page of the edge */
  edgeStatusUrl?: string;
};

/**
 * The system that a run loads: one that was started here, or the user's own. Whatever it cannot do or may not be asked for is left out, so
 * no code needs to know which of the two it is.
 */
export type SystemUnderTest = {
  baseUrl: string;
  /** how the user has named it, for hints; left out: by --target, or it was started here */
  named?: NamedSystem;
  /** its users and their sessions, for the generator */
  worldFile: string;
  /** how the generator may reach it; left out: it was started on this machine */
  access?: { allowedHosts: readonly string[]; ownAddresses: boolean };
  /** of its programs, as far as they are known */
  versions: Record<string, string>;
  serverSettings: Record<string, string>;
  observed: Observed;
  /** where its files are, and where clients reach them; left out: it has none, or it is not known */
  objectStore?: { address: ObjectStoreAddress; clientOrigin: string };
  /** the data that were made for it */
  dataset?: DatasetManifest;
  /** injects faults into its parts, if they were started here */
  faults?: FaultInjector;
  /** plants defects into its stores until they are taken out */
  plant?(planted: PlantedDefects): Promise<PlantedDefectsAtWork>;
  /** what it consists of, read after its load */
  facts?(): Promise<SystemFacts>;
  /** removes everything but the data set from stores that outlive the run */
  leave?(): Promise<void>;
  /** the error of a first request that was not answered as a user expects */
  wrongAnswer(refusal: { sentence: string; hint: string }): ProofloadError;
};
