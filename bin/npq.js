#!/usr/bin/env node
import { main } from '../dist/main.js';
import { nodeHost } from '../dist/host/node-host.js';

await main(nodeHost(process));
