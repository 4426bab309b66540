/** What cmake-js and CMake's own manual tell everybody to write: where headers of node are, and what Windows links. */
const usualSteps = new RegExp(
  [
    String.raw`\bexecute_process\s{0,9}\(\s{0,9}COMMAND\s{1,9}node\s{1,9}-p\s{1,9}"require\('(?:node-addon-api|node-api-headers|nan)'\)(?:\.\w{1,20})?"\s{1,9}(?:WORKING_DIRECTORY\s{1,9}\$\{CMAKE_(?:CURRENT_)?SOURCE_DIR\}\s{1,9})?OUTPUT_VARIABLE\s{1,9}\w{1,60}(?:\s{1,9}OUTPUT_STRIP_TRAILING_WHITESPACE)?\s{0,9}\)`,
    String.raw`\bexecute_process\s{0,9}\(\s{0,9}COMMAND\s{1,9}\$\{CMAKE_AR\}\s{1,9}\/def:\$\{CMAKE_JS_NODELIB_DEF\}\s{1,9}\/out:\$\{CMAKE_JS_NODELIB_TARGET\}\s{1,9}\$\{CMAKE_STATIC_LINKER_FLAGS\}\s{0,9}\)`,
  ].join('|'),
  'gi',
);

/** Starts other programs than compilers, fetches, writes files, or reads on elsewhere. */
const more =
  /\b(?:execute_process|exec_program|add_custom_\w{1,20}|add_test|ctest\w{0,30}|externalproject\w{0,40}|fetchcontent\w{0,40}|cpm\w{0,40}|load_cache|load_command|try_run|try_compile|cmake_language|variable_watch|find_package|find_program|add_subdirectory|subdirs|include|configure_file|file|install)\s{0,99}\(|\bCOMMAND\b|CMAKE_AR\b|COMPILER\b|LINKER\b|LAUNCH|MAKE_PROGRAM|TOOLCHAIN|MODULE_PATH|PROJECT_INCLUDE/i;

const rust =
  /^(?:externcrate(?:napi|neon)_build;)?fnmain\(\)\{(?:(?:napi|neon)_build::setup\(\);|println!\("cargo:rerun-if-changed=[\w./-]{0,200}"\);){0,9}\}$/;

/**
 * A recipe that compiles, and does nothing else that a build can do. It is no JavaScript, and nobody expects it to
 * be; whatever does more is not followed here, so that it stays unread.
 */
export function onlyCompiles(path: string, text: string): boolean {
  if (text.length > 64 * 1024) return false;
  if (/(?:^|\/)build\.rs$/i.test(path))
    return rust.test(text.replace(/^\s{0,40}\/\/[^\n]{0,400}$/gm, '').replace(/\s+/g, ''));
  if (!/(?:^|\/)cmakelists\.txt$/i.test(path) || /\[=*\[/.test(text)) return false;
  // Comments stay: a sign for one may stand in quotes, and what is behind it runs.
  const steps = text.replace(usualSteps, 'usual');
  return /\bproject\s{0,9}\(/i.test(steps) && !more.test(steps);
}
