import { describe, expect, it } from 'vitest';
import { renderHuman } from '../../src/report/human.ts';
import { renderJson } from '../../src/report/json.ts';
import { aBuild } from '../checks/provenance-given.ts';
import { pkg, report } from './reports.ts';

const teapot = pkg('teapot@1.2.3');
const told = report({
  packages: [teapot, pkg('kettle@1.0.0')],
  more: { provenance: new Map([[teapot.key, aBuild()]]) },
});
const human = (verbose: boolean) => renderHuman(told, { columns: 200, color: 0, verbose });

describe('provenance in a report', () => {
  it('is one number beside the others, and nothing where there is none', () => {
    expect(human(false)).toContain('1 package with provenance: --npq-verbose shows where from');
    expect(
      renderHuman(report({ packages: [teapot] }), { columns: 80, color: 0, verbose: true }),
    ).not.toContain('provenance');
  });

  it('says in full whence each package came', () => {
    expect(human(true).replace(/\s+/g, ' ')).toContain(
      [
        'teapot 1.2.3 was built from https://github.com/ada/teapot at c0ffee0000000000000000000000000000000000',
        '(refs/tags/v1.2.3) by .github/workflows/publish.yml on GitHub Actions,',
        'run https://github.com/ada/teapot/actions/runs/1/attempts/1, SLSA build level 2;',
        'entry 17 of https://log.sigstore.example',
      ].join(' '),
    );
  });

  it('stands with its package in JSON', () => {
    const { plan } = JSON.parse(renderJson(told)) as { plan: { packages: { provenance: object | null }[] } };
    const [kettle, first] = plan.packages;
    expect(kettle?.provenance).toBeNull();
    expect(first?.provenance).toMatchObject({ ...aBuild(), log: { index: '17' } });
  });
});
