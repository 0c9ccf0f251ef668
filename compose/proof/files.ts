import type { Proving } from './parts.ts';

export const hasFiles = ({ platform }: Proving) => platform.documented.objectStorage === 's3';

/** Every command of Docker Compose includes the object store. */
export function withObjectStore(proving: Proving): Proving {
  const { compose } = proving;
  const address = { OBJECT_STORE_ADDRESS: 'object-store:9000' };
  return {
    ...proving,
    compose: (args, extra = {}) => compose(['--profile', 'object-store', ...args], { ...address, ...extra }),
  };
}

/** How Proofload reaches the store from outside: as clients do, through nginx. */
export function storeVariables(proving: Proving): Record<string, string> {
  if (!hasFiles(proving)) return {};
  return {
    S3_ENDPOINT: `http://127.0.0.1:${proving.ports.OBJECT_STORE_PORT}`,
    S3_BUCKET: 'files',
    S3_ACCESS_KEY_ID: 'proofload',
    S3_SECRET_ACCESS_KEY: proving.passwords.OBJECT_STORE_SECRET!,
  };
}

/** If the platform's users upload files, the store must have more objects than the seed put there; and the edge must have cached some. */
export async function filesWentThroughNginx({ compose, platform }: Proving): Promise<string[]> {
  const count = async (service: string, folder: string) =>
    Number(
      (await compose(['exec', '-T', service, 'sh', '-c', `find ${folder} -type f | grep -vc /.sgwtmp/`]))
        .output,
    );
  const seeded = Number(
    /^(\d+) files, /m.exec((await compose(['logs', '--no-log-prefix', 'seed'])).output)?.[1],
  );
  const stored = await count('object-store', '/files/objects/files');
  const cached = await count('nginx', '/tmp/files');
  const isAsExpected = platform.storedFiles ? stored > seeded : stored === seeded;
  return [
    ...(seeded > 0 && isAsExpected ? [] : [`the store has ${stored} files, ${seeded} of the seed`]),
    ...(cached > 0 ? [] : ['the edge has cached no file']),
  ];
}
