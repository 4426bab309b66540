import { expect, it } from 'vitest';
import { readLayer } from '../../src/config/settings-layer.ts';
import { userSettings } from '../../src/config/user-settings.ts';
import { schema } from './vocabulary.ts';

async function load(text = '{}', vars: Record<string, string> = {}, organisation = '{}') {
  const read = async (one: string, origin: 'user' | 'organisation') =>
    (await readLayer(schema, { text: one, file: 'npq.json', origin })).written;
  return userSettings({
    ...{ vars, folder: '/cfg', user: await read(text, 'user') },
    organisation: await read(organisation, 'organisation'),
  });
}

it('without a file, every service is where the world has it and no absence is accepted', async () => {
  const { services, acceptedAbsences } = await load(undefined);
  const { whois, dns, ...others } = services;
  expect(Object.values(others).every(({ base }) => /^https:.*\/$/.test(base))).toBe(true);
  expect([whois.base, dns.base]).toEqual(['whois://whois.iana.org/', 'dns:///']);
  expect(acceptedAbsences.size).toBe(0);
});

it('one service can be moved, or all at once; the one counts before the all', async () => {
  const { services } = await load('{"services":{"osv":"https://osv.example/api"}}', {
    NPQ_SERVICES: 'http://127.0.0.1:4000/all',
  });
  expect(services.osv.base).toBe('https://osv.example/api/');
  expect(services.downloads.base).toBe('http://127.0.0.1:4000/all/downloads/');
});

it('mirrors of the public registry can be named, in the file or the environment', async () => {
  const { publicRegistries } = await load('{"publicRegistries":["https://mirror.example/npm"]}', {
    NPQ_PUBLIC_REGISTRIES: 'https://other.example/ http://127.0.0.1:4873',
  });
  expect([...publicRegistries]).toEqual([
    'https://mirror.example/npm/',
    'https://other.example/',
    'http://127.0.0.1:4873/',
  ]);
  await expect(load(undefined, { NPQ_PUBLIC_REGISTRIES: 'mirror' })).rejects.toThrow(/NPQ_PUBLIC_REGISTRIES/);
});

it('WHOIS and DNS can be moved by their own kind of address, and are not below a mirror of all', async () => {
  const own = '{"services":{"whois":"whois://whois.corp.example:4343","dns":"dns://10.0.0.53:53/"}}';
  const { services } = await load(own);
  expect(services.whois.base).toBe('whois://whois.corp.example:4343/');
  expect(services.dns.base).toBe('dns://10.0.0.53:53/');
  const mirrored = (await load(undefined, { NPQ_SERVICES: 'http://127.0.0.1:4000/all' })).services;
  expect([mirrored.whois.base, mirrored.dns.base]).toEqual(['', '']);
});

it('an absence can be accepted', async () => {
  const { acceptedAbsences } = await load('{"acceptedAbsences":["advisories"]}');
  expect([...acceptedAbsences]).toEqual(['advisories']);
});

it('lets the local advisory database grow 7 days old, or as old as is said', async () => {
  expect((await load()).advisoryMaxAgeDays).toBe(7);
  expect((await load('{"advisoryMaxAgeDays":30}')).advisoryMaxAgeDays).toBe(30);
});

it('files of own advisories lie beside it, or where they say', async () => {
  const { advisoryFiles } = await load('{"advisoryFiles":["ours.json","/etc/ours.json"]}');
  expect(advisoryFiles).toEqual(['/cfg/ours.json', '/etc/ours.json']);
});

it("the user's word counts before the organisation's, and both lists count", async () => {
  const organisation = JSON.stringify({
    ...{ services: { osv: 'https://osv.acme.example/', downloads: 'https://downloads.acme.example/' } },
    ...{ advisoryMaxAgeDays: 3, acceptedAbsences: ['signatures'], publicRegistries: ['https://a.example'] },
  });
  const { services, ...others } = await load(
    '{"services":{"osv":"https://osv.example"},"acceptedAbsences":["advisories"],"publicRegistries":["https://b.example"]}',
    {},
    organisation,
  );
  expect([services.osv.base, services.downloads.base]).toEqual([
    'https://osv.example/',
    'https://downloads.acme.example/',
  ]);
  expect([...others.acceptedAbsences]).toEqual(['signatures', 'advisories']);
  expect([...others.publicRegistries]).toEqual(['https://a.example/', 'https://b.example/']);
  expect(others.advisoryMaxAgeDays).toBe(3);
});

it.each(['osv.example', 'http://osv.example/', 'file:///etc', 'https://osv.example/?q='])(
  'NPQ_SERVICES cannot be %s',
  async (address) => {
    await expect(load(undefined, { NPQ_SERVICES: address })).rejects.toThrow(/Expected NPQ_SERVICES/);
  },
);
