import { artillery } from './artillery.ts';
import { autocannon } from './autocannon.ts';
import { k6 } from './k6.ts';
import { locust } from './locust.ts';
import { oha } from './oha.ts';
import { proofload } from './proofload.ts';
import type { Tool } from './tool.ts';
import { vegeta } from './vegeta.ts';
import { wrk2 } from './wrk2.ts';

/** Every tool that is compared, in the order of the tables. */
export const TOOLS: readonly Tool[] = [proofload, k6, autocannon, oha, wrk2, vegeta, locust, artillery];
