import type { Service } from '../config/services.ts';
import type { Fact, Unknown } from '../model/fact.ts';

/** Per service: how many questions are under way, and whether more of them make sense in this run. */
export interface Breakers {
  /** Why the service is not asked any more; undefined while it is. */
  down(service: Service): Unknown | undefined;
  /** Does the work when it is its turn, or not at all if the service fell silent meanwhile. */
  through<T>(service: Service, work: () => Promise<Fact<T>>): Promise<Fact<T>>;
}

interface Line {
  open: number;
  /** Failures since the last answer. */
  failures: number;
  down: Unknown | undefined;
  readonly waiting: (() => void)[];
}

/** A service that did not answer this often in a row will not answer the next 1,300 questions either. */
const failuresUntilDown = 2;
const silences: ReadonlySet<string> = new Set(['offline', 'timeout', 'rate-limited', 'http-error']);

export function breakers(mostAtOnce: number): Breakers {
  const lines = new Map<string, Line>();
  const lineOf = ({ base }: Service): Line => {
    const line = lines.get(base) ?? { open: 0, failures: 0, down: undefined, waiting: [] };
    lines.set(base, line);
    return line;
  };
  const note = (line: Line, fact: Fact<unknown>) => {
    if (fact.status === 'known' || !silences.has(fact.reason)) {
      line.failures = 0;
      return;
    }
    line.failures += 1;
    if (fact.reason === 'offline' || line.failures >= failuresUntilDown) line.down ??= fact;
  };
  return {
    down: (service) => lineOf(service).down,
    async through(service, work) {
      const line = lineOf(service);
      while (line.open >= mostAtOnce) await new Promise<void>((go) => line.waiting.push(go));
      if (line.down) {
        line.waiting.shift()?.();
        return line.down;
      }
      line.open += 1;
      try {
        const fact = await work();
        note(line, fact);
        return fact;
      } finally {
        line.open -= 1;
        line.waiting.shift()?.();
      }
    },
  };
}
