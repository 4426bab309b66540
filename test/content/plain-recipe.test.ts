import { describe, expect, test } from 'vitest';
import { onlyCompiles } from '../../src/content/plain-recipe.ts';

const addon = `cmake_minimum_required(VERSION 3.15)
project(addon)
include_directories(\${CMAKE_JS_INC})
add_library(\${PROJECT_NAME} SHARED src/a.cc)
target_link_libraries(\${PROJECT_NAME} \${CMAKE_JS_LIB})
`;
const headers = `execute_process(COMMAND node -p "require('node-addon-api').include"
  WORKING_DIRECTORY \${CMAKE_SOURCE_DIR}
  OUTPUT_VARIABLE HEADERS)
`;
const library = `execute_process(COMMAND \${CMAKE_AR} /def:\${CMAKE_JS_NODELIB_DEF} /out:\${CMAKE_JS_NODELIB_TARGET} \${CMAKE_STATIC_LINKER_FLAGS})
`;

describe('a recipe that only compiles', () => {
  test.each([
    ['CMakeLists.txt', addon],
    ['native/CMakeLists.txt', addon + headers + library],
    ['build.rs', 'fn main() {\n    // for node\n    napi_build::setup();\n}\n'],
    ['build.rs', 'extern crate neon_build;\nfn main() { neon_build::setup(); }'],
  ])('is %s', (path, text) => {
    expect(onlyCompiles(path, text)).toBe(true);
  });

  test.each([
    ['a program', 'execute_process(COMMAND sh x)'],
    ['one more program', headers.replace('OUTPUT', 'COMMAND sh x OUTPUT')],
    ['one more behind it', library.replace('_FLAGS}', '_FLAGS} COMMAND sh x')],
    ['another library tool', 'set(CMAKE_AR "sh")'],
    ['behind a sign in quotes', 'set(x "#") Execute_Process (COMMAND sh x)'],
    ['while it is built', 'add_custom_command(TARGET a POST_BUILD COMMAND sh x)'],
    ['a download', 'file(DOWNLOAD https://a.example/x x)'],
    ['another project', 'FetchContent_Declare(x URL https://a.example/x)'],
    ['another recipe', 'include(cmake/x.cmake)'],
    ['a folder with one', 'add_subdirectory(x)'],
    ['a compiler of its own', 'set(CMAKE_CXX_COMPILER ./x)'],
    ['a start in front of the compiler', 'set_property(GLOBAL PROPERTY RULE_LAUNCH_COMPILE ./x)'],
    ['brackets that quote', 'set(x [[ a ]])'],
  ])('has no %s', (_, step) => {
    expect(onlyCompiles('CMakeLists.txt', `${addon}${step}\n`)).toBe(false);
  });

  test.each([
    ['build.rs', 'fn main() { std::process::Command::new("sh").status(); }'],
    ['build.rs', 'fn main() { napi_build::setup(); std::fs::write("a", "b"); }'],
    ['Makefile', 'all:\n\tcc a.c\n'],
    ['CMakeLists.txt', "throw 0; require('https')"],
    ['CMakeLists.txt', addon + ' '.repeat(70_000)],
  ])('is not %s: %s', (path, text) => {
    expect(onlyCompiles(path, text)).toBe(false);
  });
});
