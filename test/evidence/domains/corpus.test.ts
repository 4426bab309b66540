import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeBootstrap } from '../../../src/evidence/domains/bootstrap.ts';
import { decodePeople } from '../../../src/evidence/domains/people.ts';
import { decodeRdap } from '../../../src/evidence/domains/rdap.ts';
import { projectRoot } from '../../meta/sources.ts';
import { now } from '../support.ts';

const corpus = join(projectRoot, '..', 'shared', 'corpus');

/** Recorded answers of real services; skipped where they are not at hand. */
describe.skipIf(!existsSync(corpus))('recorded answers', () => {
  const read = (...path: readonly string[]) => readFileSync(join(corpus, ...path));

  it('of an RDAP server describe a domain, and those about others do not', () => {
    expect(decodeRdap(read('rdap', 'rdap.nic.cz__domain-example.cz.json'), 'example.cz', now)).toEqual({
      ...{ by: 'RDAP', state: 'registered' },
      ...{ registeredAt: '2004-08-30T22:55:00.000Z', expiresAt: '2019-08-30T12:00:00.000Z' },
    });
    const others = readdirSync(join(corpus, 'rdap')).filter((name) => /__(?:nameserver|entity)-/.test(name));
    expect(others).not.toEqual([]);
    for (const name of others)
      expect(typeof decodeRdap(read('rdap', name), 'example.cz', now)).toBe('string');
  });

  it('of IANA name the servers of their day', () => {
    const servers = decodeBootstrap(read('rdap', 'iana-bootstrap-dns.json'), false);
    expect(servers?.get('cz')).toBe('https://rdap.nic.cz/');
  });

  it('of the registry name people, and since when', () => {
    for (const name of readdirSync(join(corpus, 'packuments'))) {
      const document = JSON.parse(read('packuments', name).toString('utf8'));
      const { publisher, maintainers, seenSince } = decodePeople(document, document['dist-tags'].latest);
      expect(publisher?.email).toContain('@');
      expect(maintainers).not.toHaveLength(0);
      expect(seenSince.get('example.com')).toMatch(/^\d{4}-/);
    }
  });
});
