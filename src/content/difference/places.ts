/** What a path says about a file: whether node would run it, and whether anybody is meant to. */

/** Ends as what node, npm or a bundler runs; declarations of types are no scripts. */
export function isScript(path: string): boolean {
  return /\.(?:[cm]?[jt]sx?)$/i.test(path) && !/\.d\.[cm]?ts$/i.test(path);
}

/** Such a folder holds what a bundler made: everything in it moves when another bundler is taken. */
export function isBuilt(path: string): boolean {
  return /(?:^|\/)(?:dist|build|bundles?|out|umd|min)\//i.test(path) || /\.min\.[cm]?js$/i.test(path);
}

/** Nobody who uses the package runs it, unless something else starts it. */
export function isAside(path: string): boolean {
  return /(?:^|\/)(?:__tests__|tests?|specs?|examples?|docs?|benchmarks?|bench|fixtures?|demos?)\//i.test(
    path,
  );
}

/** At the package's root, where a stranger's file is put that has to be found by one line elsewhere. */
export function isAtRoot(path: string): boolean {
  return !path.includes('/');
}
