declare module 'npm-normalize-package-bin' {
  /** Changes and gives back what it is given. */
  export default function normalize(manifest: { name: string; bin?: unknown }): {
    bin?: Record<string, string>;
  };
}
