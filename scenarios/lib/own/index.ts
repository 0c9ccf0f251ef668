/** What a scenario of one's own imports as 'proofload/scenario'. It runs in a k6 with Proofload's extension, and nowhere else. */
export type { Journey, Traffic } from '../../../harness/model/traffic.ts';
export {
  ask,
  draw,
  eachArrival,
  eachTurn,
  elapsedMs,
  seed,
  send,
  shared,
  system,
  userNumber,
  visit,
} from '../extension.ts';
export { firstRequest } from '../first-request.ts';
export type { Body, CaptureSource, Check, Route, System, User } from '../route.ts';
export { defineScenario, type ScenarioOptions } from './define-scenario.ts';
