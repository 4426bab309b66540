/**
 * dist: npq's own modules, joined into a few CommonJS files. Node takes a third of a millisecond to find and open
 * each module, and as much again to translate each CommonJS dependency for an ES module, at every start. What is
 * imported lazily stays a file of its own. Dependencies stay packages, so that an audit sees their versions and
 * signatures; all but chalk, which CommonJS cannot load.
 */
export default {
  input: {
    main: 'src/main.ts',
    'node-host': 'src/host/node-host.ts',
    'reading-thread': 'src/reading-thread.ts',
  },
  platform: 'node',
  logLevel: 'warn',
  external: (id) => /^[^./]/.test(id) && !/^(?:chalk$|#)/.test(id),
  output: {
    dir: 'dist',
    format: 'cjs',
    entryFileNames: '[name].cjs',
    chunkFileNames: '[name].cjs',
    cleanDir: true,
  },
};
