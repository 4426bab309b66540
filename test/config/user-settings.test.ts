import { expect, it } from 'vitest';
import { loadUserSettings } from '../../src/config/user-settings.ts';

const load = (text: string | undefined, vars: Record<string, string> = {}) =>
  loadUserSettings(
    { env: { vars }, files: { readText: async (path) => (path === '/cfg/npq.json' ? text : undefined) } },
    { config: '/cfg' },
  );

it('without a file, every service is where the world has it and no absence is accepted', async () => {
  const { services, acceptedAbsences } = await load(undefined);
  expect(Object.values(services).every(({ base }) => /^https:.*\/$/.test(base))).toBe(true);
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

it('an absence can be accepted', async () => {
  const { acceptedAbsences } = await load('{"acceptedAbsences":["advisories"]}');
  expect([...acceptedAbsences]).toEqual(['advisories']);
});

it.each([
  ['{', /expected JSON/],
  ['[]', /npq\.json/],
  ['{"service":{}}', /no key named "service". Did you mean services/],
  ['{"services":{"downlods":"https://x.example"}}', /no service named "downlods". Did you mean downloads/],
  ['{"services":{"osv":"http://osv.example/"}}', /services\.osv: expected an https: URL/],
  ['{"services":{"osv":7}}', /services\.osv/],
  ['{"acceptedAbsences":["malware"]}', /acceptedAbsences\.0/],
])('%s is refused whole', async (text, message) => {
  await expect(load(text)).rejects.toThrow(message);
});

it.each(['osv.example', 'http://osv.example/', 'file:///etc', 'https://osv.example/?q='])(
  'NPQ_SERVICES cannot be %s',
  async (address) => {
    await expect(load(undefined, { NPQ_SERVICES: address })).rejects.toThrow(/Expected NPQ_SERVICES/);
  },
);
