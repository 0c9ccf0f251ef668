import { describe, expect, it } from 'vitest';
import { pageAddress } from './page-address.ts';

describe('pageAddress', () => {
  it('leads to the report in the folder of a run', () => {
    expect(pageAddress('arms/cache-none/run 1', 'report.html')).toBe('./arms/cache-none/run%201/report.html');
  });

  it.each([['/etc'], ['../other'], ['a//b'], ['a/./b'], [''], [null]])('gives none for %j', (folder) => {
    expect(pageAddress(folder, 'report.html')).toBeNull();
  });

  it('never makes an absolute address of a text', () => {
    expect(pageAddress('javascript:alert(1)', 'report.html')).toBe('./javascript%3Aalert(1)/report.html');
    expect(pageAddress('a?b#c"', 'report.html')).toBe('./a%3Fb%23c%22/report.html');
  });
});
