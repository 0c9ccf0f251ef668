import type { Settings } from '../settings.ts';
import type { OfSchool } from './json.ts';
import { lessonQueries } from './lessons.ts';
import { messageQueries } from './messages.ts';
import { peopleQueries } from './people.ts';

/**
 * Every statement of the platform, prepared under its name. All but the two that find and end a session by its token take the school as
 * their first parameter, and all return rows.
 *
 * `onReplicas` are those that load a value under a cache key, which every write of what they read removes. The others stay on the primary.
 */
export function queriesOf({ schoolFilter }: Settings) {
  const ofSchool: OfSchool = schoolFilter
    ? (table, column = 'school_id') => `${table}.${column} = $1::integer`
    : () => '$1::integer IS NOT NULL';
  return { ...peopleQueries(ofSchool), ...lessonQueries(ofSchool), ...messageQueries(ofSchool) };
}

export type Queries = ReturnType<typeof queriesOf>;
