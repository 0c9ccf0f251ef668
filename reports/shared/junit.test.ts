import { describe, expect, it } from 'vitest';
import { escapeXml } from './junit.ts';

describe('escapeXml', () => {
  it('escapes markup and replaces characters that XML does not allow', () => {
    expect(escapeXml('<a b="c">&\'\u0000\u001B\uFFFE\uD800\n')).toBe(
      '&lt;a b=&quot;c&quot;&gt;&amp;&apos;\uFFFD\uFFFD\uFFFD\uFFFD\n',
    );
  });
});
