import { expect, it } from 'vitest';
import { entriesIn, exchangesOf } from '../project/plan/har.ts';
import { harText, type Recorded } from '../project/plan/testing/recording.ts';
import { type Answers, makeProject } from './make-project.ts';
import { recordingOf } from './read-source.ts';

const AT = 'http://127.0.0.1:3000';
const ANSWERS: Answers = {
  name: 'Shop',
  url: AT,
  targets: [{ p95Ms: 500 }],
  load: { ratePerSec: 20 },
  writes: false,
  users: { file: 'users.csv', rows: [{ email: 'ada@x.test', password: 'correct horse' }] },
};
const ITEMS: Recorded = { url: `${AT}/items`, body: {} };
const LOGIN: Recorded = {
  url: `${AT}/login`,
  form: { email: 'ada@x.test', password: 'battery staple' },
  responseHeaders: { 'set-cookie': 'sid=q8Wn3Kf92LmVx0PbTz' },
};

async function notesOf(recorded: Recorded[], answers: Answers): Promise<string[]> {
  const source = recordingOf(exchangesOf(entriesIn(JSON.parse(harText(recorded)))!), 'a recording');
  const conversion = source.convert({
    writes: false,
    userColumns: Object.keys(answers.users?.rows[0] ?? {}),
  });
  return (await makeProject(source, conversion, answers, null)).notes;
}

it('says so when there are users, but no login', async () => {
  expect(await notesOf([ITEMS], ANSWERS)).toEqual([expect.stringContaining('No login was found')]);
  expect(await notesOf([ITEMS], { ...ANSWERS, users: null })).toEqual([]);
  expect(await notesOf([LOGIN, ITEMS], ANSWERS)).toEqual([]);
});
