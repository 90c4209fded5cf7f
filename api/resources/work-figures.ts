/** The figures of one's own office, for who sees its queue: of what they see there anyway, and about nobody. */
import { CLASS_DAYS } from '../../ledger/work-figures.ts';
import type { Answer } from '../../schemas/answers.ts';
import type { Person } from '../../schemas/words.ts';
import { isoOf } from '../http/iso.ts';
import { listedFor } from '../access/need-to-know.ts';
import type { AppPorts } from '../ports.ts';

/** Completed ones of the last quarter. */
const SINCE_MS = 90 * 86_400_000;

export async function figuresOf(ports: AppPorts, person: Person): Promise<Answer<'WorkFigures'>> {
  const { office } = person;
  const at = ports.clock();
  const since = at - SINCE_MS;
  const { openByAge, completedByCycleTime, ...figures } = await ports.ledger.workFigures({
    onThem: listedFor(ports, person),
    office,
    at,
    since,
  });
  return {
    office,
    at: isoOf(at),
    since: isoOf(since),
    ...figures,
    openByAge: openByAge.map(classOf),
    completedByCycleTime: completedByCycleTime.map(classOf),
  };
}

/** `upToDays` is null in the class that has no end. */
const classOf = (count: number, index: number) => ({ upToDays: CLASS_DAYS[index] ?? null, count });
