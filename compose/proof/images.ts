import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Sandbox } from './sandbox.ts';

const BASE = 'localhost/stand-in/debian:trixie';
const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';

/** Official images, by the stage in stand-ins/Containerfile that stands in for them. */
export type OfficialImages = Record<'postgres' | 'redis' | 'nginx', string>;

/** Makes a Debian image from Debian's own archive, once. */
export async function makeBaseImage(sandbox: Sandbox): Promise<void> {
  if ((await sandbox.try('podman', ['image', 'exists', BASE])).exitCode === 0) return;
  const root = join(sandbox.folder, 'debian');
  await sandbox.run('debootstrap', ['--variant=minbase', '--include=ca-certificates', 'trixie', root]);
  const archive = join(sandbox.folder, 'debian.tar');
  await sandbox.run('tar', ['--directory', root, '--create', '--file', archive, '.']);
  await sandbox.podman('import', archive, BASE);
  await sandbox.run('rm', ['--recursive', '--force', root, archive]);
}

/**
 * Builds stand-ins under the names of the official images.
 * @param nodeBinary Node 24, copied into the image
 */
export async function makeStandIns(
  sandbox: Sandbox,
  {
    projectFolder,
    nodeBinary,
    official,
  }: { projectFolder: string; nodeBinary: string; official: OfficialImages },
): Promise<void> {
  const context = join(sandbox.folder, 'stand-ins');
  mkdirSync(context, { recursive: true });
  cpSync(join(projectFolder, 'compose/stand-ins'), context, { recursive: true });
  cpSync(nodeBinary, join(context, 'node'), { dereference: true });
  cpSync(CERTIFICATES, join(context, 'ca-certificates.crt'), { dereference: true });
  // From the npm on PATH, whichever Node it came with: .../npm/bin/npm-cli.js
  const npmProgram = await sandbox.run('sh', ['-c', 'readlink -f "$(command -v npm)"']);
  copyOnce(join(npmProgram.trim(), '..', '..'), join(context, 'npm'));
  copyOnce((await sandbox.run('go', ['env', 'GOROOT'])).trim(), join(context, 'go'));
  const names = { ...official, node: 'localhost/stand-in/node', go: 'localhost/stand-in/go' };
  for (const [stage, name] of Object.entries(names)) {
    await build(sandbox, { context, file: join(context, 'Containerfile'), stage, name, buildArgs: { BASE } });
  }
}

function copyOnce(from: string, to: string): void {
  if (!existsSync(to)) cpSync(from, to, { recursive: true });
}

/** Builds the project's own images from its Dockerfile, on the stand-ins. @param names image names by stage */
export async function buildOwnImages(
  sandbox: Sandbox,
  projectFolder: string,
  names: Record<string, string>,
  onBuilt: (line: string) => void,
): Promise<void> {
  const buildArgs = {
    NODE_IMAGE: 'localhost/stand-in/node',
    GO_IMAGE: 'localhost/stand-in/go',
    DEBIAN_IMAGE: BASE,
  };
  const file = join(projectFolder, 'Dockerfile');
  const baseSizes = {
    node: await sizeOf(sandbox, 'localhost/stand-in/node'),
    debian: await sizeOf(sandbox, BASE),
  };
  for (const [stage, name] of Object.entries(names)) {
    await build(sandbox, { context: projectFolder, file, stage, name, buildArgs });
    const baseBytes = stage === 'load' ? 0 : stage === 'bouncer' ? baseSizes.debian : baseSizes.node;
    const ownMb = ((await sizeOf(sandbox, name)) - baseBytes) / 1e6;
    onBuilt(`${stage}: ${ownMb.toFixed(0)} MB on top of its base image`);
  }
}

async function sizeOf(sandbox: Sandbox, image: string): Promise<number> {
  return Number(await sandbox.podman('image', 'inspect', '--format', '{{.Size}}', image));
}

type Build = {
  context: string;
  file: string;
  stage: string;
  name: string;
  buildArgs: Record<string, string>;
};

/** In Docker's format, because OCI images have no health checks. On the host's network, because registries may be reachable only there. */
async function build(sandbox: Sandbox, { context, file, stage, name, buildArgs }: Build): Promise<void> {
  const args = Object.entries(buildArgs).flatMap(([key, value]) => ['--build-arg', `${key}=${value}`]);
  const options = [
    '--format',
    'docker',
    '--network',
    'host',
    '--file',
    file,
    '--target',
    stage,
    '--tag',
    hubName(name),
  ];
  await sandbox.podman('build', ...options, ...args, context);
}

/** The full name that Docker resolves a name without a registry to. */
export function hubName(name: string): string {
  if (name.startsWith('localhost/')) return name;
  return name.includes('/') ? `docker.io/${name}` : `docker.io/library/${name}`;
}
