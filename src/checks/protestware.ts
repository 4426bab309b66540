import * as v from 'valibot';
import { clean, flag, outcomeOfUnknown } from '../model/outcome.ts';
import { agreementOn, hasAdvisories } from './advisory-words.ts';
import { defineCheck } from './define.ts';
import { shortened } from './wording.ts';

export default defineCheck({
  id: 'protestware',
  title: 'Version does on purpose what nobody asked it for',
  why: 'Some maintainers use their package to protest; whether that is acceptable on your machine is for you to say.',
  scope: 'package',
  needs: ['advisories'],
  uses: [],
  essential: false,
  everyTime: true,
  leaves: 'Nothing: the list is part of npq.',
  options: v.object({}),
  applies: ({ pkg }) => hasAdvisories(pkg),
  run({ advisories: { holes, uncovered } }, _maybe, { pkg }) {
    const [first] = holes.filter(({ kind }) => kind === 'protestware');
    if (first === undefined) {
      const why = uncovered.get('protestware');
      return why === undefined ? clean : outcomeOfUnknown(why);
    }
    return flag({
      severity: 'medium',
      confidence: 'high',
      message: shortened(`protestware: ${first.summary}`),
      advice:
        first.fixed === undefined
          ? 'Take an older version, or decide that you can live with it.'
          : `Take ${first.fixed} or newer, or decide that you can live with it.`,
      agreement: agreementOn('protestware', pkg, [first]),
      data: { ids: first.ids, summary: first.summary, fixed: first.fixed ?? null },
    });
  },
});
