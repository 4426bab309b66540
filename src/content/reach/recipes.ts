/** Files that a tool runs without being told their names. */
const recipes: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^(?:g|n|mingw32-)?make$/, ['GNUmakefile', 'makefile']],
  [/^(?:cmake|cmake-js)$/, ['CMakeLists.txt']],
  [/^cargo(?:-cp-artifact)?$/, ['build.rs']],
  [/^gulp$/, ['gulpfile.js', 'gulpfile.mjs', 'gulpfile.cjs', 'gulpfile.ts']],
  [/^grunt$/, ['gruntfile.js', 'gruntfile.cjs']],
  [/^jake$/, ['jakefile', 'jakefile.js']],
  [/^just$/, ['justfile']],
  [/^task$/, ['taskfile.yml']],
];

const configured = /^(?:webpack|rollup|vite|vitest|babel|eslint|jest|prettier|postcss|tsup)$/;

/** In lower case: they are found whatever their case is. */
export function recipesOf(tool: string): readonly string[] {
  if (configured.test(tool)) return ['js', 'mjs', 'cjs', 'ts'].map((ending) => `${tool}.config.${ending}`);
  return recipes.find(([names]) => names.test(tool))?.[1] ?? [];
}
