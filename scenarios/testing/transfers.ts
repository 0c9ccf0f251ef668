import { eachArrival, send, system, visit } from '../lib/extension.ts';

/** A scenario for tests of the driver: a large upload, its download with range requests, and a page of five requests. */
const SIZE_BYTES = 10_000_000;
const HALF = SIZE_BYTES / 2;

system(() => ({
  files: { video: { sizeBytes: SIZE_BYTES, seed: 7 } },
  routes: {
    upload: {
      method: 'PUT',
      path: '/video?who={who}',
      transfer: 'upload',
      body: { file: 'video' },
      status: 204,
    },
    'first half': {
      method: 'GET',
      path: '/video?who={who}',
      transfer: 'download',
      headers: { range: `bytes=0-${HALF - 1}` },
      status: 206,
      checks: [{ body: 'file', equals: 'video', to: HALF }],
    },
    'second half': {
      method: 'GET',
      path: '/video?who={who}',
      transfer: 'download',
      headers: { range: `bytes=${HALF}-${SIZE_BYTES - 1}` },
      status: 206,
      checks: [{ body: 'file', equals: 'video', from: HALF }],
    },
    ...Object.fromEntries(
      ['html', 'css', 'script', 'font', 'image'].map((name) => [
        name,
        { method: 'GET', path: `/page/${name}?who={who}` },
      ]),
    ),
  },
  pages: { home: [['html'], ['css', 'script', 'font', 'image']] },
}));

export const arrival = eachArrival((n, dueMs) => {
  const user = { who: n };
  if (n % 2 === 0) {
    if (send('upload', user, dueMs)) send(n % 4 === 0 ? 'first half' : 'second half', user, dueMs);
  } else {
    visit('home', user, dueMs);
  }
});
