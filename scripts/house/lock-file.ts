/** The fields of package-lock.json that we read. */
export type LockFile = { packages: Record<string, LockedPackage> };

type LockedPackage = {
  version?: string;
  resolved?: string;
  integrity?: string;
  optionalDependencies?: Record<string, string>;
};

/** The fields of package.json that we read. */
export type PackageFile = {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
};

/**
 * Checks that `npm ci` works from the lock file everywhere: from any registry, on any platform.
 * @returns one line for each defect
 */
export function lockFileDefects({ packages }: LockFile, manifest: PackageFile): string[] {
  const paths = Object.keys(packages);
  const entries = Object.entries(packages).filter(([path]) => path !== '');
  const wanted = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
  return [
    ...entries
      .filter(([, { resolved }]) => resolved !== undefined)
      .map(([path]) => `${path} is bound to one registry ("resolved")`),
    ...entries
      .filter(([, { integrity }]) => integrity === undefined)
      .map(([path]) => `${path} has no checksum ("integrity")`),
    ...entries.flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies)
        .filter((name) => !paths.some((other) => other.endsWith(`node_modules/${name}`)))
        .map((name) => `${path} needs ${name} on some platform, and the lock file lacks it`),
    ),
    ...wanted
      .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
      .map(([name, version]) => `${name} is not pinned to one version (${version})`),
    ...wanted
      .filter(([name, version]) => packages[`node_modules/${name}`]?.version !== version)
      .map(([name]) => `${name} has a different version in package.json than in the lock file`),
  ];
}
