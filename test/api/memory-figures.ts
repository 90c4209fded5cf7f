/** Figures of cases in memory, counted one by one: what is open, as it stands. What was done has no time here. */
import type { CaseRecord } from '../../api/ports.ts';
import { CLASS_DAYS, type FigureCell, type Figures, type FiguresOf, type Subject } from '../../ledger/work-figures.ts';
import { consultationOf, requestsOf } from '../../machines/case-program.ts';

const DAY_MS = 86_400_000;

interface Open {
  readonly subject: Subject;
  readonly openedAt: number;
  readonly overdue: boolean | null;
  readonly kind: string | null;
}

function openIn({ system, state, openedAt, endedAt }: CaseRecord): Open[] {
  if (endedAt !== null) return [];
  const task = consultationOf(system);
  return [
    { subject: 'cases', openedAt, overdue: null, kind: state },
    ...(task?.status === 'active' ? [{ subject: 'consultations' as const, ...task.context, kind: null }] : []),
    ...requestsOf(system)
      .filter(([, { value }]) => typeof value !== 'string')
      .map(([, { context }]) => ({ subject: 'requests' as const, ...context, kind: context.partnerClass })),
  ];
}

export function memoryFigures(records: readonly CaseRecord[], { office, at }: FiguresOf): Figures {
  const counts = new Map<string, number>();
  for (const record of records.filter((one) => office === null || one.office === office))
    for (const { subject, openedAt, overdue, kind } of openIn(record)) {
      const age = CLASS_DAYS.filter((days) => at - openedAt >= days * DAY_MS).length;
      const measures = [
        ['openByAge', String(age)],
        ...(overdue === null ? [] : [['openByDue', overdue ? 'overdue' : 'inTime']]),
        ...(kind === null ? [] : [['openByKind', kind]]),
      ];
      for (const [measure, key] of measures) {
        const name = JSON.stringify({ subject, measure, office: record.office, key });
        counts.set(name, (counts.get(name) ?? 0) + 1);
      }
    }
  const cells = [...counts].map(([name, count]) => ({ ...(JSON.parse(name) as Omit<FigureCell, 'count'>), count }));
  return { cells, times: [] };
}
