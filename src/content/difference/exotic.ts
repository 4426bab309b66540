/** Dependencies that come from somewhere else than a registry, by what package.json writes. */

const remote = /^(?:git(?:\+[a-z]+)?:|git@|ssh:|github:|gitlab:|bitbucket:|gist:|https?:)/i;
/** `owner/name#branch`, which npm takes from GitHub. */
const shortForm = /^[\w-][\w.-]{0,99}\/[\w.-]{1,100}(?:#.{0,200})?$/;

/** A repository or an address; anybody who owns that can put other code there. */
export function isExotic(spec: string): boolean {
  const text = spec.trim();
  return remote.test(text) || shortForm.test(text);
}

/** A path on the user's own disk. */
export function isLocal(spec: string): boolean {
  return /^(?:file:|link:|\.{0,2}[\\/]|~[\\/])/i.test(spec.trim());
}

/** It names one commit, by all of its forty digits: also one that is on no branch, of somebody's fork. */
export function namesCommit(spec: string): boolean {
  return /#(?:.{0,200}::)?[0-9a-f]{40}(?:$|::)/i.test(spec.trim());
}
