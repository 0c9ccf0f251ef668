import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { guardOutput, hasColours } from './output.ts';
import { keptOutput } from './testing/kept-output.ts';

const COMMAND = 'a\u001b[2Jb\u009b31mc\u202ed\u0007';
const SHOWN = 'a\uFFFD[2Jb\uFFFD31mc\uFFFDd\uFFFD';

describe('what is written', () => {
  it('shows control characters instead of executing them', () => {
    const { output, text } = keptOutput();
    output.write(`${COMMAND}\n`);
    expect(text()).toBe(`${SHOWN}\n`);
  });

  it('keeps only our own escape sequences when drawn', () => {
    const { output, text } = keptOutput();
    output.draw(`\r\u001b[K\u001b[32m✓\u001b[39m ${COMMAND}\r\u001b[2Kx\n\u001b[2A\r\u001b[2B`);
    expect(text()).toBe(`\r\u001b[K\u001b[32m✓\u001b[39m ${SHOWN}\uFFFD\uFFFD[2Kx\n\u001b[2A\r\uFFFD[2B`);
  });

  it('is the same value as JSON', () => {
    const { output, text } = keptOutput();
    output.writeJson({ id: COMMAND });
    expect(JSON.parse(text())).toEqual({ id: COMMAND });
    expect(text()).toMatch(/^[\x20-\x7e]+\n$/);
  });
});

describe('colours', () => {
  it.each([
    [true, { TERM: 'xterm' }, true],
    [false, { TERM: 'xterm' }, false],
    [true, { TERM: 'xterm', NO_COLOR: '1' }, false],
    [true, { TERM: 'dumb' }, false],
    [true, { TERM: 'xterm', FORCE_COLOR: '0' }, false],
    [false, { TERM: 'dumb', FORCE_COLOR: '1' }, true],
  ])('terminal %s, %o: %s', (isTerminal, env, expected) => {
    expect(hasColours(isTerminal, env)).toBe(expected);
  });
});

describe('a stream that broke', () => {
  function broken(code: string) {
    let writes = 0;
    const stream = new Writable({
      write(_chunk, _encoding, done) {
        writes += 1;
        done(Object.assign(new Error(code), { code }));
      },
    });
    return { output: guardOutput(stream as unknown as NodeJS.WriteStream, {}), writes: () => writes };
  }

  it('ends nothing, gets no more data, and reports its error', async () => {
    const { output, writes } = broken('EPIPE');
    output.write('a');
    expect(await output.settled()).toMatchObject({ code: 'EPIPE' });
    output.write('b');
    output.writeJson({});
    expect(await output.settled()).toMatchObject({ code: 'EPIPE' });
    expect(writes()).toBe(1);
  });

  it('differs from an intact stream', async () => {
    const { output } = keptOutput();
    output.write('a');
    expect(await output.settled()).toBeNull();
  });
});
