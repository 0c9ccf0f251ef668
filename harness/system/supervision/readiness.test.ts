import { describe, expect, it } from 'vitest';
import { awaitReady, explainFailure, isLasting } from './readiness.ts';
import type { RunningProgram } from './supervisor.ts';

const explain = (...logLines: string[]) =>
  explainFailure('redis', 'ended with exit code 1', '/r/redis.log', logLines);

describe('explainFailure', () => {
  it('names the part, what happened, its log and the last line of that', () => {
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

const part = {
  name: 'postgres',
  logFile: '/no/such.log',
  exited: new Promise(() => {}),
} as unknown as RunningProgram;

describe('awaitReady', () => {
  it('gives up at once if waiting cannot help, and says why', async () => {
    let asked = 0;
    const probe = async () => {
      asked += 1;
      throw new Error('The server does not support SSL connections');
    };
    await expect(awaitReady(part, probe)).rejects.toMatchObject({
      code: 'PART_NOT_READY',
      message: 'postgres cannot be used: The server does not support SSL connections.',
    });
    expect(asked).toBe(1);
  });

  it('gives the last reason when it gives up', async () => {
    const reasons = ['connect ECONNREFUSED', 'the database system is starting up'];
    const probe = async () => {
      throw new TypeError('fetch failed', {
        cause: new Error(reasons.length > 1 ? reasons.shift() : reasons[0]),
      });
    };
    await expect(awaitReady(part, probe, 100)).rejects.toMatchObject({
      message: 'postgres was not ready after 0.1 s: the database system is starting up.',
    });
  });

  it('waits if that can help', async () => {
    const answers = [new Error('connect ECONNREFUSED'), false, true];
    const probe = async () => {
      const answer = answers.shift()!;
      if (answer instanceof Error) throw answer;
      return answer;
    };
    await awaitReady(part, probe);
    expect(answers).toEqual([]);
  });
});

it.each([
  [Object.assign(new Error('password authentication failed'), { code: '28P01' }), true],
  [Object.assign(new Error('database does not exist'), { code: '3D000' }), true],
  [Object.assign(new Error('unsupported startup parameter'), { code: '08P01' }), true],
  [new Error('WRONGPASS invalid username-password pair'), true],
  [new Error('self-signed certificate'), true],
  [Object.assign(new Error('the database system is starting up'), { code: '57P03' }), false],
  [Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }), false],
  [new Error('LOADING Redis is loading the dataset in memory'), false],
])('%s is lasting: %s', (error, isSo) => expect(isLasting(error)).toBe(isSo));
