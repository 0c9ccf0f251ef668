import { expect, it } from 'vitest';
import { sqlStatements } from './sql-statements.ts';

it('separates statements, and leaves comments out', () => {
  const sql = `-- Two indexes; not one.
CREATE INDEX a ON t (x);

CREATE INDEX b
  ON t (y)
  WHERE z = 'a;b';
`;
  expect(sqlStatements(sql)).toEqual([
    'CREATE INDEX a ON t (x)',
    "CREATE INDEX b\n  ON t (y)\n  WHERE z = 'a;b'",
  ]);
});

it('finds none in an empty file', () => expect(sqlStatements('\n-- nothing\n')).toEqual([]));
