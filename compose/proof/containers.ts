import { readFileSync } from 'node:fs';
import type { Sandbox } from './sandbox.ts';

/** What the kernel reports about a container's first process, and the engine about its limits. */
export type Confinement = {
  service: string;
  uid: number;
  noNewPrivileges: boolean;
  /** effective capabilities, as a bit mask in hexadecimal */
  capabilities: string;
  rootIsReadOnly: boolean;
  memoryBytes: number;
  nanoCpus: number;
  pids: number;
};

/** Inspects every running container of the project. */
export async function confinements(sandbox: Sandbox, project: string): Promise<Confinement[]> {
  const ids = await sandbox.podman(
    'ps',
    '--quiet',
    '--filter',
    `label=com.docker.compose.project=${project}`,
  );
  return Promise.all(
    ids
      .split('\n')
      .filter(Boolean)
      .map((id) => confinementOf(sandbox, id)),
  );
}

async function confinementOf(sandbox: Sandbox, id: string): Promise<Confinement> {
  const [inspected] = JSON.parse(await sandbox.podman('inspect', id)) as [Inspected];
  const { Pid: pid } = inspected.State;
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const field = (name: string) => new RegExp(`^${name}:\\s+(\\S+)`, 'm').exec(status)?.[1] ?? '';
  const root = readFileSync(`/proc/${pid}/mountinfo`, 'utf8')
    .split('\n')
    .map((line) => line.split(' '))
    .find((fields) => fields[4] === '/');
  return {
    service: inspected.Config.Labels['com.docker.compose.service']!,
    uid: Number(field('Uid')),
    noNewPrivileges: field('NoNewPrivs') === '1',
    capabilities: field('CapEff'),
    rootIsReadOnly: root?.[5]?.split(',').includes('ro') ?? false,
    memoryBytes: inspected.HostConfig.Memory,
    nanoCpus: inspected.HostConfig.NanoCpus,
    pids: inspected.HostConfig.PidsLimit,
  };
}

type Inspected = {
  State: { Pid: number };
  Config: { Labels: Record<string, string> };
  HostConfig: { Memory: number; NanoCpus: number; PidsLimit: number };
};

/** @returns one sentence for each way in which a container is less confined than it should be */
export function weaknesses(confinement: Confinement): string[] {
  const { service, uid, noNewPrivileges, capabilities, rootIsReadOnly, memoryBytes, nanoCpus, pids } =
    confinement;
  return [
    uid === 0 && 'runs as root',
    !noNewPrivileges && 'may gain privileges',
    !/^0+$/.test(capabilities) && `has capabilities (${capabilities})`,
    !rootIsReadOnly && 'may write to its root filesystem',
    memoryBytes <= 0 && 'has no memory limit',
    nanoCpus <= 0 && 'has no CPU limit',
    pids <= 0 && 'has no limit on processes',
  ].flatMap((weakness) => (weakness ? [`${service} ${weakness}`] : []));
}
