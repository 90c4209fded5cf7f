import { and, assign, emit, setup } from 'xstate';
import { nowOf } from './now-of.ts';
import type { NotifyParams } from '../schemas/outbound.ts';
import type { Advice, Deadlines, InstantMs, PersonId } from '../schemas/words.ts';
import type { ConsultationEvent } from './case-events.ts';

export interface ConsultationInput {
  readonly at: InstantMs;
  readonly office: string;
  readonly factsDigest: string;
  readonly deadlines: Deadlines;
}

export interface ConsultationContext extends Omit<ConsultationInput, 'at'> {
  readonly openedAt: InstantMs;
  readonly owner: PersonId | null;
  readonly overdue: boolean;
  readonly advice: {
    readonly advice: Advice;
    readonly conditions: readonly string[];
    readonly factsDigest: string;
    readonly by: PersonId;
  } | null;
}

export type ConsultationOutput = NonNullable<ConsultationContext['advice']>;

/** What the case tells its consultation. */
type FromCase =
  | { readonly type: 'facts.changed'; readonly factsDigest: string; readonly deadlines: Deadlines }
  | { readonly type: 'task.referred'; readonly office: string };
type ConsultationMachineEvent = (ConsultationEvent | FromCase) & { readonly at: InstantMs };

/** What the consultation tells its case. */
export type ConsultationNotice = { readonly type: 'consultation.overdue' };

/**
 * The legal consultation (R1) as a human task: WS-HumanTask states ready, reserved, inProgress, suspended, completed.
 * There is no skip: it would undermine the gate. Silence reminds and escalates and never becomes advice (row 27).
 */
export const consultationMachine = setup({
  types: {
    input: {} as ConsultationInput,
    context: {} as ConsultationContext,
    events: {} as ConsultationMachineEvent,
    output: {} as ConsultationOutput,
    emitted: {} as ConsultationNotice,
  },
  actions: {
    notify: (_, _params: NotifyParams) => undefined,
    assignOwner: assign({ owner: ({ event }) => ('by' in event ? event.by.id : null) }),
    becomeOverdue: assign({ overdue: true }),
    unassignOwner: assign({ owner: null }),
    moveToOffice: assign(({ event }) => (event.type === 'task.referred' ? { office: event.office, owner: null } : {})),
    takeChangedFacts: assign(({ event }) =>
      event.type === 'facts.changed'
        ? { factsDigest: event.factsDigest, deadlines: event.deadlines, overdue: false }
        : {},
    ),
    recordAdvice: assign({
      advice: ({ event }) =>
        event.type === 'task.completed'
          ? {
              advice: event.advice,
              conditions: event.conditions.map(({ id }) => id),
              factsDigest: event.factsDigest,
              by: event.by.id,
            }
          : null,
    }),
  },
  guards: {
    isOwner: ({ context, event }) => 'by' in event && context.owner === event.by.id,
    /** Row 24: advice on facts that changed meanwhile is not advice on this case. */
    isOnCurrentFacts: ({ context, event }) =>
      event.type === 'task.completed' && event.factsDigest === context.factsDigest,
    /** Row 26: conditions come with the advice that has them, and only with it. */
    conditionsFitAdvice: ({ event }) =>
      event.type === 'task.completed' && (event.advice === 'consistentWithConditions') === event.conditions.length > 0,
  },
  delays: {
    untilReminder: ({ context, event }) => context.deadlines.remindAt - nowOf(event, context.openedAt),
    untilDue: ({ context, event }) => context.deadlines.dueAt - nowOf(event, context.openedAt),
    untilEscalation: ({ context, event }) => context.deadlines.escalateAt - nowOf(event, context.openedAt),
  },
}).createMachine({
  id: 'consultation',
  context: ({ input: { at, ...rest } }) => ({ ...rest, openedAt: at, owner: null, overdue: false, advice: null }),
  output: ({ context }) => context.advice!,
  initial: 'open',
  entry: {
    type: 'notify',
    params: ({ context }) => ({ audience: 'legal', office: context.office, reason: 'assigned' }),
  },
  states: {
    open: {
      initial: 'ready',
      // Timers belong to the whole open task: claiming it or asking a question neither restarts nor silences them.
      after: {
        untilReminder: {
          actions: {
            type: 'notify',
            params: ({ context }) => ({ audience: 'legal', office: context.office, reason: 'reminder' }),
          },
        },
        untilDue: {
          actions: [
            'becomeOverdue',
            {
              type: 'notify',
              params: ({ context }) => ({ audience: 'legal', office: context.office, reason: 'overdue' }),
            },
            emit({ type: 'consultation.overdue' }),
          ],
        },
        untilEscalation: {
          actions: {
            type: 'notify',
            params: ({ context }) => ({ audience: 'leadership', office: context.office, reason: 'escalated' }),
          },
        },
      },
      on: {
        // New deadlines, so the timers start anew; the task stays where it stands.
        'facts.changed': {
          target: '.asBefore',
          reenter: true,
          actions: [
            'takeChangedFacts',
            {
              type: 'notify',
              params: ({ context }) => ({ audience: 'legal', office: context.office, reason: 'changed' }),
            },
          ],
        },
        // Row 32: to another office's group, unclaimed; its time limits go on.
        'task.referred': {
          target: '.ready',
          actions: [
            'moveToOffice',
            {
              type: 'notify',
              params: ({ context }) => ({ audience: 'legal', office: context.office, reason: 'assigned' }),
            },
          ],
        },
      },
      states: {
        asBefore: { type: 'history' },
        ready: { on: { 'task.claimed': { target: 'reserved', actions: 'assignOwner' } } },
        reserved: {
          on: {
            'task.released': { guard: 'isOwner', target: 'ready', actions: 'unassignOwner' },
            'task.started': { guard: 'isOwner', target: 'inProgress' },
          },
        },
        inProgress: {
          on: {
            'task.released': { guard: 'isOwner', target: 'ready', actions: 'unassignOwner' },
            'task.completed': {
              guard: and(['isOwner', 'isOnCurrentFacts', 'conditionsFitAdvice']),
              target: '#consultation.completed',
              actions: 'recordAdvice',
            },
            'information.requested': {
              guard: 'isOwner',
              target: 'suspended',
              actions: {
                type: 'notify',
                params: ({ context }) => ({ audience: 'supervisor', office: context.office, reason: 'assigned' }),
              },
            },
          },
        },
        // Row 11: back to the supervisor, then to the same consultation.
        suspended: {
          on: {
            'information.provided': {
              target: 'inProgress',
              actions: {
                type: 'notify',
                params: ({ context }) => ({ audience: 'legal', office: context.office, reason: 'changed' }),
              },
            },
          },
        },
      },
    },
    completed: { type: 'final' },
  },
});
