import type { ComposeFile, Service, Stage } from './compose-file.ts';

const SECRET_NAME = /PASSWORD|TOKEN|SECRET|PRIVATE|API_KEY/;
const REQUIRED_VARIABLE = /\$\{[A-Z_]+:\?[^}]+\}/;
/** "postgres://name:password@" with anything but a variable as the password. */
const PASSWORD_IN_URL = /:\/\/[^/@\s]*:(?!\$\{)[^/@\s$]+@/;
const PINNED = /^[\w./-]+:\d+\.\d+(\.\d+)?([\w.-]*)$/;
const LOOPBACK_PORT = /^127\.0\.0\.1:/;

type Named = { name: string; service: Service; stage: Stage | undefined };
type Rule = (named: Named) => string | false;

/** Our own rules for a service. Each returns what is wrong, or false. */
const RULES: Rule[] = [
  ({ service, stage }) =>
    !service.healthcheck &&
    !stage?.hasHealthCheck &&
    !service['x-no-health-check'] &&
    'has no health check, and gives no reason for that',
  ({ service }) => {
    const limits = service.deploy?.resources?.limits;
    return !(limits?.cpus && limits.memory && limits.pids) && 'has no limit on CPU, memory or processes';
  },
  ({ service, stage }) => isRoot(service.user ?? stage?.user) && 'runs as root',
  ({ service }) => service.read_only !== true && 'may write to its root filesystem',
  ({ service }) => !service.cap_drop?.includes('ALL') && 'keeps capabilities',
  ({ service }) => !service.security_opt?.includes('no-new-privileges:true') && 'may gain privileges',
  ({ service }) => !PINNED.test(service.image ?? '') && `has an image that is not pinned (${service.image})`,
  ({ service }) => {
    const open = service.ports?.find((port) => !LOOPBACK_PORT.test(port));
    return open !== undefined && `publishes a port on more than the loopback (${open})`;
  },
  ({ service }) => {
    const literal = Object.entries(service.environment ?? {}).find(
      ([name, value]) =>
        (SECRET_NAME.test(name) && !REQUIRED_VARIABLE.test(value)) || PASSWORD_IN_URL.test(String(value)),
    );
    return literal !== undefined && `has a secret that is not a required variable (${literal[0]})`;
  },
  ({ service }) => {
    const words = [
      ...(service.command ?? []),
      ...(service.entrypoint ?? []),
      ...(service.healthcheck?.test ?? []),
    ];
    return (
      words.some((word) => /(?<!\$)\$\{?[A-Z_]*(PASSWORD|TOKEN)/.test(word)) &&
      'has a secret on a command line'
    );
  },
];

function isRoot(user: string | null | undefined): boolean {
  return !user || /^(0|root)(:|$)/.test(user);
}

/** @returns one line for each rule that a service breaks, and for each dependency that it does not wait for */
export function brokenRules({ services }: ComposeFile, stages: readonly Stage[]): string[] {
  return Object.entries(services).flatMap(([name, service]) => {
    const stage = stages.find((each) => each.name === service.build?.target);
    return [
      ...RULES.flatMap((rule) => {
        const broken = rule({ name, service, stage });
        return broken ? [`${name} ${broken}`] : [];
      }),
      ...unawaited(name, service, services),
    ];
  });
}

/** A service must wait for its dependencies to be healthy, or for a job to end. A dependency that may be off must not be required. */
function unawaited(name: string, service: Service, services: ComposeFile['services']): string[] {
  return Object.entries(service.depends_on ?? {}).flatMap(([other, { condition, required }]) => {
    const dependency = services[other];
    if (!dependency) return [`${name} waits for ${other}, which does not exist`];
    const wanted = dependency['x-no-health-check'] ? 'service_completed_successfully' : 'service_healthy';
    const mayBeOff = dependency.profiles !== undefined && service.profiles === undefined;
    return [
      ...(condition === wanted ? [] : [`${name} waits for ${other} by ${condition}, not ${wanted}`]),
      ...(mayBeOff && required !== false ? [`${name} cannot start without ${other}, which may be off`] : []),
    ];
  });
}
