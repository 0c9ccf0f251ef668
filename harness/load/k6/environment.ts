/** k6 neither reports its use nor looks for extensions on the network. */
export const K6_OFFLINE = {
  K6_AUTO_EXTENSION_RESOLUTION: 'false',
  K6_NO_USAGE_REPORT: 'true',
} as const;
