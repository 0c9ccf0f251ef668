import { describe, expect, it } from 'vitest';
import { confirmedHosts, type HostQuestion } from './own-hosts.ts';

const ELSEWHERE: HostQuestion = {
  url: 'https://staging.shop.test/api',
  ownHosts: ['staging.shop.test'],
  allowedHosts: [],
  load: '500 requests/s',
};

const asked: string[] = [];
const answering = (answer: string) => ({
  ask: async (question: string) => {
    asked.push(question);
    return answer;
  },
});
const NOBODY = { ask: null };

describe('where a load may go', () => {
  it.each(['http://127.0.0.1:3000', 'http://localhost', 'http://[::1]:8080/x', 'http://127.9.9.9'])(
    'always to this machine: %s',
    async (url) => {
      expect(await confirmedHosts(NOBODY, { ...ELSEWHERE, url, ownHosts: [] })).toEqual([]);
    },
  );

  it('to a host of the config that an option confirms', async () => {
    const allowed = { ...ELSEWHERE, allowedHosts: ['staging.shop.test'] };
    expect(await confirmedHosts(NOBODY, allowed)).toEqual(['staging.shop.test']);
  });

  it('to a host of the config that a person types, and is told what would be sent', async () => {
    expect(await confirmedHosts(answering('staging.shop.test'), ELSEWHERE)).toEqual(['staging.shop.test']);
    expect(asked.at(-1)).toContain('Send 500 requests/s to staging.shop.test?');
  });

  it.each([
    ['http://Staging.Shop.test', ['STAGING.shop.test'], 'staging.shop.test'],
    ['http://[FE80::1]:80', ['fe80::1'], '[fe80::1]'],
    ['http://bücher.test', ['bücher.test'], 'xn--bcher-kva.test'],
  ])('however its name is written: %s', async (url, ownHosts, host) => {
    expect(await confirmedHosts(NOBODY, { ...ELSEWHERE, url, ownHosts, allowedHosts: ownHosts })).toEqual([
      host,
    ]);
  });

  it('not to every address of this machine, of which one will do', async () => {
    for (const url of ['http://0.0.0.0:3000', 'http://[::]'])
      await expect(confirmedHosts(NOBODY, { ...ELSEWHERE, url, ownHosts: [] })).rejects.toMatchObject({
        hint: expect.stringContaining('clients reach this machine at http://127.0.0.1'),
      });
  });

  it.each([
    ['a person who does not confirm it', answering('yes')],
    ['nobody to confirm it', NOBODY],
  ])('not with %s', async (_, shell) => {
    await expect(confirmedHosts(shell, ELSEWHERE)).rejects.toMatchObject({
      code: 'TARGET_NOT_ALLOWED',
      message: 'A load to staging.shop.test was not confirmed.',
    });
  });

  it('not to a host that the config does not list, whatever an option or a person says', async () => {
    const foreign = { ...ELSEWHERE, ownHosts: ['shop.test'], allowedHosts: ['staging.shop.test'] };
    await expect(confirmedHosts(answering('staging.shop.test'), foreign)).rejects.toMatchObject({
      code: 'TARGET_NOT_ALLOWED',
      hint: expect.stringContaining("hosts: ['staging.shop.test']"),
    });
  });
});
