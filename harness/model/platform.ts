import type { DataCheckQuery } from './data-check.ts';
import type { LoadProfile } from './load.ts';
import type { PlatformFactor } from './platform-factor.ts';
import type { Target } from './target.ts';
import type { Topology } from './topology.ts';
import type { UserLimit } from './user-limit.ts';

/** How large a run is: three independent numbers. */
export type Sizes = {
  /** size of the data set, in the population's unit */
  dataset: number;
  /** users alive at once in the closed load; 0: there is none */
  users: number;
  /** arrivals a second of the open load; 0: there is none */
  ratePerSec: number;
};

export type ProfileOptions = {
  users: number;
  ratePerSec: number;
  quick: boolean;
  /** names of the servers that may be killed; none for a system that Proofload did not start */
  servers: readonly string[];
  /** draws which server is killed and when */
  randomSeed: number;
};

/** Who exists in a platform's data set, and how they log in. */
export type Population = {
  /** what the size of a data set counts, for people, in the plural: "accounts" */
  unit: string;
  /** approximate memory for the rows, indexes and cache entries of one of them */
  memoryBytesEach: number;
  /** the least number of users with an account in a data set of this size */
  usersIn(datasetSize: number): number;
  /** the POST request by which a user logs in; its response has their session as `token` */
  logIn(userId: string, password: string): { path: string; body: Record<string, string> };
  /** the path of something that this user may read and that exists from the start */
  ownPath(user: WorldUser): string;
};

/**
 * Connections that a user keeps, on average at most: the requests of a page go side by side, each on one of its own, and those for files
 * go to the object store.
 */
export type ConnectionsPerUser = { toSystem: number; toObjectStore: number };

/** How long a platform caches each family of keys. */
export type CacheFamilies = {
  /** the longest time to live of a value of each key family, in seconds */
  ttlSec: Readonly<Record<string, number>>;
  /** the family of sessions: looked up with every request, and cached for as long as a session lives */
  session: string;
};

/**
 * A system that can be verified: what is promised of it, and the loads that show it. Pure data and functions. What is optional is known of
 * a system with a design document; a system of one's own has no more than the rest.
 */
export type Platform = {
  /** of lower-case letters, digits and hyphens */
  slug: string;
  title: string;
  /** the name of what its targets are from */
  document: string;
  /** for a full run, and with `--quick` */
  sizes: { full: Sizes; quick: Sizes };
  targets: Target[];
  profileFor(options: ProfileOptions): LoadProfile;
  connectionsPerUser: ConnectionsPerUser;
  dataChecks?: DataCheckQuery[];
  /**
   * The kind of the acknowledgements of uploaded files: `object` is the key, and the further fields are `sha256` and `sizeBytes`. After
   * the load each of them is compared with the object store. Left out: it stores none.
   */
  storedFiles?: { kind: string };
  /** tables that the load does not change */
  unchangedTables?: string[];
  userLimits?: UserLimit[];
  /** the document calls a statement slow that takes longer than this on average; left out: it does not say */
  slowStatementMs?: number;
  caches?: CacheFamilies;
  /** the system that the document describes */
  documented?: Topology;
  population?: Population;
};

/** One design document, ready to be verified: `scenarios/<slug>/platform.ts`. Its system can be built here. */
export type DocumentedPlatform = Platform &
  Required<
    Pick<Platform, 'dataChecks' | 'unchangedTables' | 'userLimits' | 'caches' | 'documented' | 'population'>
  > & {
    /** words of its domain that no shared code may use, in the singular (scripts/house) */
    nouns: readonly string[];
    /** factors that only this platform has */
    factors: readonly PlatformFactor[];
  };

/** Where a platform's three folders are: absolute paths. */
export type PlatformFolders = { scenarios: string; seed: string; server: string };

/** The files that k6 runs: the loads, and the request that precedes them. Absolute paths. */
export type ScenarioFiles = { loadFile: string; firstRequestFile: string };

/** A platform with its scenario, as a run loads it. */
export type LoadedPlatform = Platform & { scenario: ScenarioFiles };

/** A documented platform with its folders. Its slug is also the name of these three. */
export type PlacedPlatform = DocumentedPlatform & { scenario: ScenarioFiles; folders: PlatformFolders };

/** One user of a seeded system. */
export type WorldUser = { userId: string; role: string };

/**
 * The part of world.json that the harness knows: who exists in a seeded system. The rest of the file concerns only a platform's seed and
 * scenario. It contains live session tokens, so the file is readable by its owner only and deleted at the end of the run.
 */
export type WorldHeader = {
  platform: string;
  /** the day on which the scenario is set, YYYY-MM-DD */
  today: string;
  /** the password of all synthetic accounts */
  password: string;
  /** how many users have a session */
  userCount: number;
  /** some users of every role, with their sessions */
  examples: (WorldUser & { token: string })[];
};
