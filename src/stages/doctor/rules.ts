import { exitCodes } from '../../cli/exit-codes.ts';
import type { Host } from '../../host/host.ts';
import { fine, type Health, problem } from '../../model/health.ts';
import { placeWords } from '../../model/settings.ts';
import { counted } from '../../report/words.ts';
import { unsafeEnvironment } from '../../trust/unsafe-environment.ts';
import { type OwnWord, settle } from '../settings.ts';
import type { LookedAtProject } from '../trust.ts';
import { asProblem } from './attempt.ts';

/** What decides here, and which files have a say in it. */
export function rulesHealth(own: OwnWord, looked: LookedAtProject): readonly Health[] {
  const { inForce, policy } = settle(own, looked.judged?.word(looked.both.settingsAgreed));
  const at = inForce.get('preset')?.at ?? { origin: 'default' as const };
  const data = { preset: policy.name, origin: at.origin, file: at.file ?? null };
  return [
    fine('policy', `${policy.name} (${placeWords(at)})`, { data }),
    ...own.layers.map(({ file, origin }) =>
      fine('settings', `${file} counts (${origin})`, { data: { file, origin, counts: true } }),
    ),
    ...projectHealth(looked),
  ];
}

function projectHealth({ both }: LookedAtProject): readonly Health[] {
  const files = [...new Set(both.notes.map(({ file }) => file))];
  return files.map((file) => {
    const mine = both.notes.filter((one) => one.file === file);
    const open = mine.filter(({ counts }) => !counts);
    const wanted = both.wants?.files.includes(file) === true;
    const data = { file, origin: 'project', counts: open.length === 0, open: open.map(({ key }) => key) };
    if (!wanted) {
      const but = open.length === 0 ? '' : `, but for ${counted(open.length, 'setting')} without effect`;
      return fine('settings', `${file} counts (project)${but}`, { data });
    }
    const said = `${file} does not count yet: nobody has agreed to ${counted(open.length, 'setting')} (${data.open.join(', ')})`;
    return problem('settings', said, { data, next: 'npq trust', exitCode: exitCodes.config.code });
  });
}

export function environmentHealth({ env }: Pick<Host, 'env'>): readonly Health[] {
  const unsafe = unsafeEnvironment(env.vars);
  return unsafe === undefined ? [] : [asProblem('environment', unsafe)];
}
