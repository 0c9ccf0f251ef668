import type { Gate } from '../../../harness/model/gate.ts';

/**
 * The summary of k6 as far as GitLab reads it in `artifacts:reports:load_performance`. What was not measured is left out.
 * Source: GitLab, "Load Performance Testing"; ee/app/assets/javascripts/vue_merge_request_widget
 */
export function gitlabLoadPerformance({ load }: Gate): string {
  const { requestsPerSec = null, responseTimeP90Ms = null, responseTimeP95Ms = null } = load ?? {};
  const waiting = {
    ...(responseTimeP90Ms !== null && { 'p(90)': responseTimeP90Ms }),
    ...(responseTimeP95Ms !== null && { 'p(95)': responseTimeP95Ms }),
  };
  const metrics = {
    ...(load !== null && { checks: { passes: load.correct, fails: load.failed } }),
    ...(requestsPerSec !== null && { http_reqs: { rate: requestsPerSec } }),
    ...(Object.keys(waiting).length > 0 && { http_req_waiting: waiting }),
  };
  return `${JSON.stringify({ metrics }, null, 2)}\n`;
}
