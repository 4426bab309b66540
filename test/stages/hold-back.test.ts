import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { minAgeHoursIn } from '../../src/stages/hold-back.ts';
import { trustProject } from '../../src/stages/trust.ts';
import { type TempProject, tempProject } from '../world/npm.ts';
import { openIn, type Situation } from './opened.ts';

/** Which versions are too young to be chosen, and how far a project that nobody trusts may say so. */

let project: TempProject;
beforeEach(() => {
  project = tempProject();
});
afterEach(() => project.dispose());

const asking = (minAgeHours: number) => ({ checks: { 'fresh-release': { minAgeHours } } });

async function hours(situation: Situation) {
  const { session } = await trustProject((await openIn(project, situation)).session);
  const checked = session.checkOptions.get('fresh-release')?.['minAgeHours'];
  return { held: minAgeHoursIn(session), checked };
}

describe('versions are held back', () => {
  it('for the day that npq says, or the days that the project says', async () => {
    expect(await hours({})).toEqual({ held: 24, checked: 24 });
    expect(await hours({ project: asking(72) })).toEqual({ held: 72, checked: 72 });
  });

  it('for thirty days at most where only the project says so: it would choose an old version', async () => {
    expect(await hours({ project: asking(720) })).toEqual({ held: 720, checked: 720 });
    expect(await hours({ project: asking(80_000) })).toEqual({ held: 720, checked: 80_000 });
  });

  it('for as long as the user says', async () => {
    expect(await hours({ mine: asking(5_000) })).toEqual({ held: 5_000, checked: 5_000 });
    expect(await hours({ mine: asking(5_000), project: asking(80_000) })).toMatchObject({ held: 5_000 });
  });

  it('for as long as the project says, once somebody has agreed to it', async () => {
    const trusting = { args: ['--trust=npq.json'], project: { ...asking(80_000), onIncomplete: 'warn' } };
    expect(await hours(trusting)).toEqual({ held: 80_000, checked: 80_000 });
  });
});
