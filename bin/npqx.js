#!/usr/bin/env node
const { join } = require('node:path');
const { nodeHost } = require('../dist/node-host.cjs');
const { main } = require('../dist/main.cjs');

void main(nodeHost(process, join(__dirname, '..', 'dist')), 'npqx');
