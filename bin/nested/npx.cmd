@"%npm_node_execpath%" "%~dp0npm.cjs" --npx %*
