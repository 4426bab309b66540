import type { Needs } from '../evidence/needs.ts';
import type { FindingDraft, Severity } from '../model/finding.ts';
import { pasteable, shortened } from './wording.ts';

type PackageDomain = Exclude<Needs['domains'], 'not asked'>[number];

interface Circumstances {
  readonly name: string;
  /** Absent where publish times are not believed. */
  readonly publishedAt: string | undefined;
  readonly now: Date;
}

const dayMs = 24 * 3_600_000;

interface Sign {
  readonly sign:
    | 'unregistered'
    | 'redemption'
    | 'pending-delete'
    | 'expired'
    | 'registered-again'
    | 'no-mail';
  readonly severity: Severity;
  readonly confidence: FindingDraft['confidence'];
  readonly message: string;
  readonly advice: string;
}

/** What speaks against one domain behind a package; undefined where nothing that is known does. */
export function domainFinding(domain: PackageDomain, about: Circumstances): FindingDraft | undefined {
  const found = signOf(domain, about);
  if (found === undefined) return undefined;
  const { sign, ...words } = found;
  const { registration } = domain;
  return {
    ...words,
    data: {
      ...{ sign, domain: domain.domain, accounts: [...domain.accounts], pages: [...domain.pages] },
      asked: registration.status === 'known' ? registration.value.by : null,
      registeredAt: registration.status === 'known' ? (registration.value.registeredAt ?? null) : null,
      expiresAt: registration.status === 'known' ? (registration.value.expiresAt ?? null) : null,
      seenSince: domain.seenSince ?? null,
    },
  };
}

/** Registries and clocks differ by hours. */
export function mayBeLost(registeredAt: string, seenSince: string | undefined): boolean {
  return seenSince === undefined || Date.parse(registeredAt) - Date.parse(seenSince) > dayMs;
}

function signOf(domain: PackageDomain, about: Circumstances): Sign | undefined {
  const { registration, records, accounts, seenSince } = domain;
  if (registration.status === 'unknown') return undefined;
  const { state, registeredAt, expiresAt } = registration.value;
  const ofMail = accounts.length > 0;
  const what = `${domain.domain}, ${roleOf(domain)},`;
  const milder = (severity: Severity): Severity => (ofMail ? severity : 'low');
  const advice = ofMail ? adviseMail(about.name) : adviseSite;
  if (state === 'unregistered') {
    const confidence = records.status === 'known' ? 'high' : 'medium';
    const then = ofMail ? ', and with it reset the password and publish' : '';
    const message = `${what} is not registered: anybody can take it${then}`;
    return { sign: state, severity: milder('high'), confidence, message, advice };
  }
  if (state !== 'registered') {
    const message = `${what} has lapsed and will soon be free for anybody`;
    return { sign: state, severity: milder('medium'), confidence: 'high', message, advice };
  }
  if (expiresAt !== undefined && about.now.getTime() - Date.parse(expiresAt) > dayMs) {
    const message = `${what} expired on ${dayOf(expiresAt)}`;
    return { sign: 'expired', severity: milder('medium'), confidence: 'medium', message, advice };
  }
  if (!ofMail) return undefined;
  const { publishedAt } = about;
  const isSeenBefore =
    registeredAt !== undefined && seenSince !== undefined && mayBeLost(registeredAt, seenSince);
  if (publishedAt !== undefined && isSeenBefore) {
    const since = Date.parse(publishedAt) > Date.parse(registeredAt);
    const when = since ? 'after it' : 'before it';
    return {
      sign: 'registered-again',
      severity: since ? 'high' : 'low',
      confidence: 'medium',
      message: `${what} was registered anew on ${dayOf(registeredAt)}, though versions came out under it since ${dayOf(seenSince)}: the account may be in other hands; this version came ${when}`,
      advice: since ? adviseOlder(about.name, registeredAt) : advice,
    };
  }
  if (records.status === 'known' && !records.value.mail && !records.value.address) {
    const message = `${what} takes no mail: DNS has neither a mail server nor an address for it`;
    return { sign: 'no-mail', severity: 'low', confidence: 'medium', message, advice };
  }
  return undefined;
}

function roleOf({ accounts, pages }: PackageDomain): string {
  if (accounts.length === 0) return `where its ${pages.join(' and ')} is`;
  const [first = '', ...others] = accounts;
  const names = `${shortened(first, 60)}${others.length > 0 ? ` and ${others.length} more` : ''}`;
  return `the mail domain of ${names}`;
}

function adviseMail(name: string): string {
  const command = pasteable('npm owner ls', name);
  const look = command === undefined ? 'its maintainers' : `its maintainers (${command})`;
  return `Pin the version that you know, and ask ${look} to change the address.`;
}

const adviseSite = 'Do not follow its links: what they lead to may soon be somebody else.';

function adviseOlder(name: string, registeredAt: string): string {
  const command = pasteable('npm view', name);
  const look = command === undefined ? '' : ` (${command} time shows them)`;
  return `Take a version from before ${dayOf(registeredAt)}${look}, or ask the maintainers whether the domain is still theirs.`;
}

function dayOf(iso: string): string {
  return iso.slice(0, 10);
}
