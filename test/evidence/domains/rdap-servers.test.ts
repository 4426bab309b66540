import { expect, it } from 'vitest';
import { servicesAt } from '../../../src/config/services.ts';
import { rdapServers } from '../../../src/evidence/domains/ask-rdap.ts';
import { embeddedServers } from '../../../src/evidence/domains/bootstrap.ts';
import { openDomainCache } from '../../../src/evidence/domains/cache.ts';
import type { Http } from '../../../src/evidence/http.ts';
import { nodeFiles } from '../../../src/host/files.ts';
import { unknown } from '../../../src/model/fact.ts';
import { clock } from '../support.ts';

const silent = unknown('timeout', 'rdap-bootstrap', 'no answer');
const http: Http = { ask: async () => silent, open: async () => silent };
const cache = openDomainCache({ cache: undefined }, { clock, files: nodeFiles });

it("where IANA's list cannot be had, our own copy of its most asked lines is used", async () => {
  expect(await rdapServers({ http, services: servicesAt(), cache, clock }, 1)).toBe(embeddedServers);
});

it('but not where the user moved the list: then no server is asked that it does not name', async () => {
  const services = servicesAt({}, 'https://mirror.example/');
  expect(await rdapServers({ http, services, cache, clock }, 1)).toBe(silent);
});
