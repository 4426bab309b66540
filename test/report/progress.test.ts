import { describe, expect, it } from 'vitest';
import { startProgress } from '../../src/report/progress.ts';

const clear = '\r\u001B[2K';

function stage(live: boolean, columns = 80) {
  let nowMs = 0;
  let tick = () => {};
  let ticking = false;
  const printed: string[] = [];
  const progress = startProgress(
    { live, columns, err: (text) => void printed.push(text) },
    {
      monotonicMs: () => nowMs,
      every: (_ms, callback) => {
        tick = callback;
        ticking = true;
        return () => {
          ticking = false;
        };
      },
    },
  );
  const pass = (ms: number) => {
    nowMs += ms;
    if (ticking) tick();
  };
  return { progress, printed, pass, isTicking: () => ticking };
}

describe('the progress line', () => {
  it('says on a live terminal what is being done and how far it is', () => {
    const { progress, printed, pass } = stage(true);
    progress.stage('planning the tree');
    pass(100);
    progress.count(40, 1310);
    expect(printed).toEqual([`${clear}npq  planning the tree`, `${clear}npq  planning the tree 40 of 1,310`]);
  });

  it('prints nothing into a pipe', () => {
    const { progress, printed, isTicking } = stage(false);
    progress.stage('planning the tree');
    progress.count(40, 1310);
    progress.stop();
    expect(printed).toEqual([]);
    expect(isTicking()).toBe(false);
  });

  it('is drawn ten times a second at most, and the last state is not lost', () => {
    const { progress, printed, pass } = stage(true);
    progress.stage('looking');
    for (let at = 1; at <= 1000; at += 1) {
      progress.count(at, 1000);
      if (at % 10 === 0) pass(10);
    }
    pass(100);
    expect(printed.length).toBeLessThanOrEqual(12);
    expect(printed.at(-1)).toBe(`${clear}npq  looking 1,000 of 1,000`);
  });

  it('does not draw again what stands there', () => {
    const { progress, printed, pass } = stage(true);
    progress.stage('looking');
    pass(100);
    pass(100);
    expect(printed).toHaveLength(1);
  });

  it('begins a stage without the count of the last one', () => {
    const { progress, printed, pass } = stage(true);
    progress.stage('planning');
    progress.count(7);
    pass(100);
    progress.stage('looking');
    pass(100);
    expect(printed.at(-1)).toBe(`${clear}npq  looking`);
  });

  it('leaves the last column free', () => {
    const { progress, printed } = stage(true, 20);
    progress.stage('a stage with a long name');
    expect(printed).toEqual([`${clear}npq  a stage with …`]);
  });

  it('is gone when it stops, and stays gone', () => {
    const { progress, printed, pass, isTicking } = stage(true);
    progress.stage('looking');
    progress.stop();
    progress.stop();
    progress.count(1);
    progress.log('late');
    pass(1000);
    expect(printed).toEqual([`${clear}npq  looking`, clear]);
    expect(isTicking()).toBe(false);
  });

  it('makes room for a line that stays', () => {
    const { progress, printed } = stage(true);
    progress.stage('looking');
    progress.log('registry.example is slow');
    expect(printed).toEqual([
      `${clear}npq  looking`,
      clear,
      'registry.example is slow\n',
      `${clear}npq  looking`,
    ]);
  });

  it('never hides the cursor, and prints foreign names as text', () => {
    const { progress, printed } = stage(true);
    progress.stage('cloning \u001B[?25l\u202Eevil');
    progress.stop();
    expect(printed.join('')).toBe(`${clear}npq  cloning \uFFFD[?25l\uFFFDevil${clear}`);
  });
});

describe('the bar', () => {
  it('shows how much of it is done, and without an end only the count', () => {
    const { progress, printed, pass } = stage(true);
    progress.stage('fetching');
    pass(100);
    progress.bar(36, 143, 'MB');
    pass(100);
    progress.bar(150, 143, 'MB');
    pass(100);
    progress.bar(36, undefined, 'MB');
    expect(printed.slice(1)).toEqual([
      `${clear}npq  fetching ━━━━━╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ 36 of 143 MB`,
      `${clear}npq  fetching ━━━━━━━━━━━━━━━━━━━━ 150 of 143 MB`,
      `${clear}npq  fetching 36 MB`,
    ]);
  });

  it('is whole where there is nothing to do', () => {
    const { progress, printed, pass } = stage(true);
    progress.stage('fetching');
    pass(100);
    progress.bar(0, 0, 'records');
    expect(printed.at(-1)).toContain('╌ 0 of 0 records');
  });
});
