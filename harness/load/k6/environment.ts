/** k6 neither reports its use nor looks for extensions on the network. */
export const K6_OFFLINE = {
  K6_AUTO_EXTENSION_RESOLUTION: 'false',
  K6_NO_USAGE_REPORT: 'true',
} as const;

/** Go's own variables for a file and a folder of certificates, in place of the system's. */
const CERTIFICATE_VARIABLES = ['SSL_CERT_FILE', 'SSL_CERT_DIR'];

/** What k6 is told of the certificates to trust: what the person's environment says. */
export function certificatesOf(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    CERTIFICATE_VARIABLES.flatMap((name) => (env[name] ? [[name, env[name]] as const] : [])),
  );
}
