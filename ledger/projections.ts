import type { Insertable } from 'kysely';
import { caseContextOf, CONSULTATION, consultationOf, requestsOf } from '../machines/case-program.ts';
import { ROOT, type System } from '../machines/system.ts';
import type { Tables } from './database.ts';

/** Opaque keyed ids: see codec/references.ts. */
export type References = (kind: string, ...parts: string[]) => string;

export interface Projection {
  readonly case: Pick<Insertable<Tables['cases']>, 'epoch' | 'office' | 'state' | 'opened_at'> & { readonly ended: boolean };
  readonly tasks: readonly Insertable<Tables['tasks']>[];
  readonly requests: readonly Insertable<Tables['requests']>[];
}

/** What lists and pages need of a system, as rows. Pure: the same system gives the same rows, so that they can be made again. */
export function projectCase(caseId: string, system: System, references: References): Projection {
  const root = system.actors[ROOT]!;
  const { epoch, office, openedAt } = caseContextOf(system);
  return {
    case: { epoch, office, state: nameOf(root.value), opened_at: openedAt, ended: root.status !== 'active' },
    tasks: tasksOf(caseId, system, references),
    requests: requestsOf(system).map(([key, { value, context }]) => ({
      reference: requestReferenceOf(references, caseId, context.partnerClass),
      case_id: caseId,
      actor_key: key,
      partner_class: context.partnerClass,
      state: nameOf(value),
      window_from: context.windowFrom,
      window_until: context.windowUntil,
      region_code: context.regionCode,
    })),
  };
}

/** The name under which a partner knows the request of a case to its class; the same however often it is asked again. */
export const requestReferenceOf = (references: References, caseId: string, partnerClass: string): string => references('r', caseId, partnerClass);

function tasksOf(caseId: string, system: System, references: References): Insertable<Tables['tasks']>[] {
  const consultation = consultationOf(system);
  if (consultation === null) return [];
  const { office, openedAt, owner, overdue, deadlines } = consultation.context;
  return [
    {
      task_id: references('t', caseId, CONSULTATION, String(openedAt)),
      case_id: caseId,
      actor_key: CONSULTATION,
      kind: 'consultation',
      state: consultation.status === 'done' ? 'completed' : innermostOf(consultation.value),
      owner,
      office,
      due_at: deadlines.dueAt,
      overdue,
    },
  ];
}

/** The outermost state by name. */
function nameOf(value: unknown): string {
  return typeof value === 'string' ? value : Object.keys(value as object)[0]!;
}

function innermostOf(value: unknown): string {
  return typeof value === 'string' ? value : innermostOf(Object.values(value as object)[0]);
}
