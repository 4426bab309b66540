#!/usr/bin/env node
import { nodeHost } from '../dist/host/node-host.js';
import { main } from '../dist/main.js';

await main(nodeHost(process));
