import { caseContextOf, consultationOf, requestsOf } from './case-program.ts';
import { ROOT, type System } from './system.ts';

/** Whom a case waits for, in words that are the same whether or not somebody is protected: the operators' board shows them. */
export function caseBoardOf(system: System): {
  readonly awaiting: 'person' | 'partner' | 'timer' | 'none';
  readonly overdue: boolean;
} {
  const root = system.actors[ROOT]!;
  if (root.status !== 'active') return { awaiting: 'none', overdue: false };
  const requests = requestsOf(system);
  const overdue =
    requests.some(([, { context }]) => context.overdue) || (consultationOf(system)?.context.overdue ?? false);
  if (root.value === 'cleared') return { awaiting: 'timer', overdue };
  // Partners first: every case asks them, a consultation only some, so that "person" comes at the same point of both.
  const asksPartner = Object.values(caseContextOf(system).standings).includes('asked');
  return { awaiting: asksPartner ? 'partner' : 'person', overdue };
}
