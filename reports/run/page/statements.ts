import { formatMeasure, formatMs, formatNumber } from '../../../harness/model/format.ts';
import type { Run, StatementTotal } from '../../../harness/model/run.ts';
import type { Summary } from '../../../harness/model/summary.ts';
import { type Html, html, NOTHING } from '../../shared/page/html.ts';
import { table } from '../../shared/page/table.ts';
import { meanOfAllStatements, slowOnAverage, statementsByTotal } from '../rankings.ts';
import { statementName } from '../statement-name.ts';

/** The statements as PostgreSQL counted them: those that took the most time, and those that are slow. */
export function postgresStatements(run: Run, summary: Summary): Html {
  const most = statementsByTotal(run);
  return html`<h3>Statements in PostgreSQL</h3>
<p class="about">By total execution time over the whole run (pg_stat_statements), on the primary and its replicas.</p>
${most.length === 0 ? html`<p class="empty">Not measured.</p>` : html`${totalsTable('Statements with the most time', most)}${meanOfAll(summary)}${slowStatements(run)}`}`;
}

function meanOfAll(summary: Summary): Html {
  const mean = meanOfAllStatements(summary);
  return mean === null ? NOTHING : html`<p class="about">${mean}</p>`;
}

function slowStatements(run: Run): Html {
  const slow = slowOnAverage(run);
  if (slow === null) return NOTHING;
  const longer = `longer than ${formatMeasure(run.slowStatementMs!, 'ms')} on average`;
  return slow.length === 0
    ? html`<p class="about">No statement takes ${longer}.</p>`
    : html`<p class="about">These take ${longer}:</p>${totalsTable('Slow statements', slow)}`;
}

function totalsTable(name: string, statements: readonly StatementTotal[]): Html {
  return table(
    name,
    ['Statement', 'Total, ms', 'Mean, ms', 'Max, ms', 'Calls', 'Rows'],
    statements.map(({ statement, calls, meanMs, maxMs, totalMs, rows }) => [
      folded(statement),
      ...[totalMs, meanMs, maxMs].map((ms) => formatMs(ms)),
      ...[calls, rows].map((count) => formatNumber(count)),
    ]),
  );
}

/** A statement under a short name. */
function folded(statement: string): Html {
  const name = statementName(statement);
  return name === statement
    ? html`<code>${statement}</code>`
    : html`<details class="sql"><summary><code>${name}</code></summary><code>${statement}</code></details>`;
}
