import { describe, expect, it } from 'vitest';
import { explainFailure } from './readiness.ts';

const explain = (...logLines: string[]) =>
  explainFailure('redis', 'ended with exit code 1', '/r/redis.log', logLines);

describe('explainFailure', () => {
  it('names the part, what happened, its log and its last words', () => {
    const error = explain('starting', 'Bad directive');
    expect(error.code).toBe('PART_NOT_READY');
    expect(error.message).toBe('redis ended with exit code 1.');
    expect(error.hint).toBe('Its log is /r/redis.log; the last line is: Bad directive');
  });

  it('says so when the log is empty', () => {
    expect(explain().hint).toBe('Its log is /r/redis.log, which is empty.');
  });

  it.each([
    'initdb: error: could not write file "/d/x": No space left on device',
    'FATAL:  could not write to file "pg_wal/xlogtemp.1": Disk quota exceeded',
    'Error: ENOSPC: no space left on device, write',
  ])('sees a full disk in: %s', (line) => {
    const error = explain('starting', line, 'initdb: removing data directory');
    expect(error.code).toBe('DISK_FULL');
    expect(error.message).toContain(line);
  });

  it.each([
    'nginx: [emerg] bind() to 127.0.0.1:80 failed (98: Address already in use)',
    'Error: listen EADDRINUSE: address already in use 127.0.0.1:3000',
    'Warning: Could not create server TCP listening socket 127.0.0.1:6379: bind: Address already in use',
  ])('sees a lost port in: %s', (line) => {
    expect(explain(line).code).toBe('PORT_IN_USE');
  });
});
