import { parse } from 'yaml';

/** The parts of docker-compose.yml that the rules and the proof check; the schema of the specification covers the rest. */
export type Service = {
  image?: string;
  build?: { context: string; target: string };
  user?: string;
  profiles?: string[];
  environment?: Record<string, string>;
  command?: string[];
  entrypoint?: string[];
  ports?: string[];
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
  restart?: string;
  healthcheck?: { test: string[] };
  'x-no-health-check'?: string;
  depends_on?: Record<string, { condition: string; required?: boolean; restart?: boolean }>;
  deploy?: { resources?: { limits?: { cpus?: string; memory?: string; pids?: number } } };
};

export type ComposeFile = {
  name?: string;
  services: Record<string, Service>;
  volumes?: Record<string, unknown>;
};

/** Reads a compose file and resolves its anchors and merges, but not its variables. */
export function parseComposeFile(text: string): ComposeFile {
  return parse(text, { merge: true }) as ComposeFile;
}

/** The parts of a Dockerfile stage that the rules check. */
export type Stage = { name: string; user: string | null; hasHealthCheck: boolean };

/** @returns the named stages of a Dockerfile, and the defaults of its arguments before the first stage */
export function parseDockerfile(text: string): { stages: Stage[]; baseImages: Record<string, string> } {
  const stages: Stage[] = [];
  const baseImages: Record<string, string> = {};
  for (const line of text.split('\n')) {
    const [, name] = /^FROM \S+ AS (\S+)$/.exec(line) ?? [];
    const [, argument, image] = /^ARG (\w+)=(\S+)$/.exec(line) ?? [];
    const last = stages.at(-1);
    if (name) stages.push({ name, user: null, hasHealthCheck: false });
    else if (argument && image && !last) baseImages[argument] = image;
    else if (last && line.startsWith('USER ')) last.user = line.slice('USER '.length).trim();
    else if (last && line.startsWith('HEALTHCHECK ')) last.hasHealthCheck = true;
  }
  return { stages, baseImages };
}
