/** Which acts are done, as the case stands: they are among those that cannot be done now, and not for a reason that anybody has to see to. */
import type { BusinessEventType } from '../machines/case-events.ts';
import type { Turn } from './turn.ts';

interface Standing extends Pick<Turn, 'shown' | 'owner' | 'viewer'> {
  /** State of the open consultation; null where there is none. */
  readonly consultation: string | null;
}

/** From how it stands, and not from what has happened: what was done and counts no longer, such as for a consultation before, is to be done. */
const DONE: { readonly [action in BusinessEventType]?: (standing: Standing) => boolean } = {
  'task.claimed': ({ owner, viewer }) => isLegal(viewer) && owner !== null,
  'task.started': ({ consultation, viewer }) => isLegal(viewer) && BEGUN.includes(consultation ?? ''),
  'work.claimed': ({ shown, viewer }) => shown.claims.some(({ by }) => by === viewer.name),
  'work.started': ({ shown, viewer }) => shown.claims.some(({ by, begun }) => by === viewer.name && begun),
  'work.failed': ({ shown, viewer }) => shown.recused.includes(viewer.name),
  'compliance.certified': (standing) => isMet(standing, 'certification'),
  'decision.cleared': (standing) => isMet(standing, 'review'),
  'case.escalated': ({ shown }) => shown.state === 'escalated',
  'action.recorded': ({ shown }) => shown.state === 'awaitingStatement',
  'action.reported': ({ shown }) => shown.state === 'reported',
};

/** While information is awaited it may have gone to somebody who has not begun it. */
const BEGUN: readonly string[] = ['inProgress', 'suspendedUntil'];

/** To others the requirements say how far the consultation is, which may be no more than that the case is held (row 29). */
const isLegal = ({ roles }: Turn['viewer']): boolean => roles.includes('legal');

const isMet = ({ shown }: Standing, gate: string): boolean => shown.gates.some((one) => one.gate === gate && one.met);

/** @param action that cannot be done now */
export const isDone = (action: string, standing: Standing): boolean =>
  DONE[action as BusinessEventType]?.(standing) ?? false;
