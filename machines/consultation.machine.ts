import { and, assign, emit, setup } from 'xstate';
import type { Audience, NotifyParams } from '../schemas/outbound.ts';
import type { Advice, Deadlines, InstantMs, Person, PersonId } from '../schemas/words.ts';
import type { ConsultationEvent } from './case-events.ts';
import { nowOf } from './now-of.ts';

export interface ConsultationInput {
  readonly at: InstantMs;
  readonly office: string;
  readonly factsDigest: string;
  readonly deadlines: Deadlines;
}

export interface ConsultationContext extends Omit<ConsultationInput, 'at'> {
  readonly openedAt: InstantMs;
  readonly owner: PersonId | null;
  /**
   * By when its owner begins, or it goes back to the group: as long from the claim as the reminder takes from the opening (a product default).
   * Of the last claim, and read only while it is `reserved`; missing after claims of before this was kept.
   */
  readonly startAt?: InstantMs | undefined;
  readonly excludedOwners: readonly PersonId[];
  readonly urgent: boolean;
  /** WS-HumanTask: 0 comes first, 10 last; 5 where nobody has said it. */
  readonly priority?: number;
  readonly reminded: boolean;
  readonly overdue: boolean;
  readonly escalated: boolean;
  /** Since when information is awaited, and by when: the task's own clock stands still meanwhile. */
  readonly awaiting: { readonly since: InstantMs; readonly deadlines: Deadlines } | null;
  readonly suspendedUntil: InstantMs | null;
  readonly advice: {
    readonly advice: Advice;
    readonly conditions: readonly string[];
    readonly factsDigest: string;
    readonly by: PersonId;
  } | null;
}

/** How pressing the task is: it rises by itself with lateness, and by somebody who makes it urgent. */
export const URGENCIES = ['ordinary', 'soon', 'urgent', 'escalated'] as const;
export type Urgency = (typeof URGENCIES)[number];

/** WS-HumanTask's own default. */
export const ORDINARY_PRIORITY = 5;
export const priorityOf = ({ priority }: ConsultationContext): number => priority ?? ORDINARY_PRIORITY;

export function urgencyOf({ urgent, reminded, overdue, escalated }: ConsultationContext): Urgency {
  if (escalated) return 'escalated';
  if (urgent || overdue) return 'urgent';
  return reminded ? 'soon' : 'ordinary';
}

export type ConsultationOutput = NonNullable<ConsultationContext['advice']>;

/** What the case tells its consultation. */
type FromCase =
  | { readonly type: 'facts.changed'; readonly factsDigest: string; readonly deadlines: Deadlines }
  | { readonly type: 'task.referred'; readonly office: string };
type ConsultationMachineEvent = (ConsultationEvent | FromCase) & { readonly at: InstantMs };

/** What the consultation tells its case. */
export type ConsultationNotice = { readonly type: 'consultation.overdue' };

const NEVER = Infinity;

/** Time limits that start anew: nothing has been missed yet. */
const IN_TIME = { reminded: false, overdue: false, escalated: false } as const;

/** What time was lost waiting is given back. */
const shifted = ({ remindAt, dueAt, escalateAt }: Deadlines, byMs: number): Deadlines => ({
  remindAt: remindAt + byMs,
  dueAt: dueAt + byMs,
  escalateAt: escalateAt + byMs,
});

/** Half of the time that is left; what has passed stays passed. */
const halfway = (limit: InstantMs, at: InstantMs): InstantMs =>
  limit <= at ? limit : at + Math.floor((limit - at) / 2);

const halved = ({ remindAt, dueAt, escalateAt }: Deadlines, at: InstantMs): Deadlines => ({
  remindAt: halfway(remindAt, at),
  dueAt: halfway(dueAt, at),
  escalateAt: halfway(escalateAt, at),
});

const tell = (audience: Audience, reason: NotifyParams['reason']) =>
  ({
    type: 'notify',
    params: ({ context }: { readonly context: ConsultationContext }): NotifyParams => ({
      audience,
      office: context.office,
      reason,
    }),
  }) as const;

/**
 * The legal consultation (R1) as a human task: WS-HumanTask states ready, reserved, inProgress, suspended, completed, and its operations.
 * There is no skip: it would undermine the gate. Silence reminds and escalates and never becomes advice (row 27). Who may do what is
 * `may()`'s to say, also whom a task may be handed to; the machine says when.
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
    assignOwner: assign({ owner: ({ event }) => ('by' in event ? event.by.id : null), startAt: startLimitOf }),
    handOver: assign({
      owner: ({ context, event }) => recipientOf(event)?.id ?? context.owner,
      startAt: startLimitOf,
    }),
    becomeReminded: assign({ reminded: true }),
    becomeOverdue: assign({ overdue: true }),
    becomeEscalated: assign({ escalated: true }),
    unassignOwner: assign({ owner: null }),
    /** Who acted, or whom they substituted for: neither takes it again. */
    excludeOwner: assign({
      owner: null,
      excludedOwners: ({ context, event }) =>
        [...new Set([...context.excludedOwners, context.owner!, ...('by' in event ? [event.by.id] : [])])].sort(),
    }),
    becomeUrgent: assign(({ context, event }) => ({
      urgent: true,
      deadlines: halved(context.deadlines, event.at),
      ...(context.startAt === undefined ? {} : { startAt: halfway(context.startAt, event.at) }),
    })),
    rank: assign(({ event }) => (event.type === 'task.ranked' ? { priority: event.priority } : {})),
    moveToOffice: assign(({ event }) => (event.type === 'task.referred' ? { office: event.office, owner: null } : {})),
    takeChangedFacts: assign(({ context, event }) =>
      event.type === 'facts.changed'
        ? {
            ...IN_TIME,
            factsDigest: event.factsDigest,
            deadlines: event.deadlines,
            awaiting: context.awaiting && { ...context.awaiting, since: event.at },
          }
        : {},
    ),
    stopClock: assign(({ context, event }) =>
      event.type === 'information.requested'
        ? { awaiting: { since: event.at, deadlines: event.schedule?.consultation ?? context.deadlines } }
        : {},
    ),
    resumeClock: assign(({ context, event }) => ({
      awaiting: null,
      deadlines: shifted(context.deadlines, event.at - (context.awaiting?.since ?? event.at)),
    })),
    suspend: assign(({ event }) => (event.type === 'task.suspended' ? { suspendedUntil: event.until } : {})),
    resume: assign({ suspendedUntil: null }),
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
    isReminderDue: ({ context }) => context.awaiting === null && !context.reminded,
    isDue: ({ context }) => context.awaiting === null && !context.overdue,
    isEscalationDue: ({ context }) => context.awaiting === null && !context.escalated,
    isAnother: ({ context, event }) => recipientOf(event)?.id !== context.owner,
    isNotUrgent: ({ context }) => !context.urgent,
    /** A suspension cannot outlast the escalation: it would silence it. */
    isBeforeEscalation: ({ context, event }) =>
      event.type === 'task.suspended' && event.until > event.at && event.until <= context.deadlines.escalateAt,
    awaitsInformation: ({ context }) => context.awaiting !== null,
    /** Row 24: advice on facts that changed meanwhile is not advice on this case. */
    isOnCurrentFacts: ({ context, event }) =>
      event.type === 'task.completed' && event.factsDigest === context.factsDigest,
    /** Row 26: conditions come with the advice that has them, and only with it. */
    conditionsFitAdvice: ({ event }) =>
      event.type === 'task.completed' && (event.advice === 'consistentWithConditions') === event.conditions.length > 0,
  },
  delays: {
    untilStart: ({ context: { startAt = NEVER, openedAt }, event }) => startAt - nowOf(event, openedAt),
    untilReminder: ({ context, event }) => context.deadlines.remindAt - nowOf(event, context.openedAt),
    untilDue: ({ context, event }) => context.deadlines.dueAt - nowOf(event, context.openedAt),
    untilEscalation: ({ context, event }) => context.deadlines.escalateAt - nowOf(event, context.openedAt),
    untilInformationReminder: ({ context, event }) =>
      context.awaiting!.deadlines.remindAt - nowOf(event, context.openedAt),
    untilInformationEscalation: ({ context, event }) =>
      context.awaiting!.deadlines.escalateAt - nowOf(event, context.openedAt),
    untilResumption: ({ context, event }) => context.suspendedUntil! - nowOf(event, context.openedAt),
  },
}).createMachine({
  id: 'consultation',
  context: ({ input: { at, ...rest } }) => ({
    ...rest,
    ...IN_TIME,
    openedAt: at,
    owner: null,
    excludedOwners: [],
    urgent: false,
    awaiting: null,
    suspendedUntil: null,
    advice: null,
  }),
  output: ({ context }) => context.advice!,
  initial: 'open',
  entry: tell('legal', 'assigned'),
  states: {
    open: {
      initial: 'ready',
      // Timers belong to the whole open task: claiming it or handing it over neither restarts nor silences them.
      after: {
        untilReminder: { guard: 'isReminderDue', actions: ['becomeReminded', tell('legal', 'reminder')] },
        untilDue: {
          guard: 'isDue',
          actions: ['becomeOverdue', tell('legal', 'overdue'), emit({ type: 'consultation.overdue' })],
        },
        untilEscalation: { guard: 'isEscalationDue', actions: ['becomeEscalated', tell('leadership', 'escalated')] },
      },
      on: {
        // New deadlines, so the timers start anew; the task stays where it stands.
        'facts.changed': {
          target: '.asBefore',
          reenter: true,
          actions: ['takeChangedFacts', tell('legal', 'changed')],
        },
        'task.ranked': { actions: 'rank' },
        'task.prioritised': {
          guard: 'isNotUrgent',
          target: '.asBefore',
          reenter: true,
          actions: ['becomeUrgent', tell('legal', 'changed')],
        },
        // Row 11: the same consultation, and the time that was spent waiting is given back.
        'information.provided': {
          guard: 'awaitsInformation',
          target: '.inProgress',
          reenter: true,
          actions: ['resumeClock', tell('legal', 'changed')],
        },
        // Row 32: to another office's group, unclaimed; its time limits go on.
        'task.referred': {
          target: '.ready',
          reenter: true,
          actions: ['resumeClock', 'resume', 'moveToOffice', tell('legal', 'assigned')],
        },
      },
      states: {
        asBefore: { type: 'history' },
        ready: {
          on: {
            'task.claimed': { target: 'reserved', actions: 'assignOwner' },
            'task.assigned': {
              guard: 'isAnother',
              target: 'reserved',
              actions: ['handOver', tell('legal', 'assigned')],
            },
          },
        },
        reserved: {
          // Reassignment at a deadline: what was claimed and not begun goes back to everybody who could do it.
          after: { untilStart: { target: 'ready', actions: ['unassignOwner', tell('legal', 'assigned')] } },
          on: {
            'task.released': { target: 'ready', actions: 'unassignOwner' },
            'task.started': 'inProgress',
            // Whoever gets it has as long to begin as whoever claims it.
            'task.delegated': {
              guard: 'isAnother',
              target: 'reserved',
              reenter: true,
              actions: ['handOver', tell('legal', 'assigned')],
            },
            'task.assigned': {
              guard: 'isAnother',
              target: 'reserved',
              reenter: true,
              actions: ['handOver', tell('legal', 'assigned')],
            },
            'task.failed': { target: 'ready', actions: ['excludeOwner', tell('legal', 'assigned')] },
          },
        },
        inProgress: {
          on: {
            'task.released': { target: 'ready', actions: 'unassignOwner' },
            'task.delegated': {
              guard: 'isAnother',
              target: 'reserved',
              actions: ['handOver', tell('legal', 'assigned')],
            },
            'task.assigned': {
              guard: 'isAnother',
              target: 'reserved',
              actions: ['handOver', tell('legal', 'assigned')],
            },
            'task.failed': { target: 'ready', actions: ['excludeOwner', tell('legal', 'assigned')] },
            'task.suspended': { guard: 'isBeforeEscalation', target: 'suspendedUntil', actions: 'suspend' },
            'task.completed': {
              guard: and(['isOnCurrentFacts', 'conditionsFitAdvice']),
              target: '#consultation.completed',
              actions: 'recordAdvice',
            },
            'information.requested': {
              target: 'suspended',
              actions: ['stopClock', tell('supervisor', 'assigned')],
            },
          },
        },
        // Row 11: back to the supervisor, whose silence is reminded and escalated like any other.
        suspended: {
          after: {
            untilInformationReminder: { actions: tell('supervisor', 'reminder') },
            untilInformationEscalation: { actions: tell('leadership', 'escalated') },
          },
        },
        suspendedUntil: {
          exit: 'resume',
          after: { untilResumption: { target: 'inProgress', actions: tell('legal', 'reminder') } },
          on: {
            'task.resumed': 'inProgress',
            'task.assigned': {
              guard: 'isAnother',
              target: 'reserved',
              actions: ['handOver', tell('legal', 'assigned')],
            },
          },
        },
      },
    },
    completed: { type: 'final' },
  },
});

function recipientOf(event: ConsultationMachineEvent): Person | null {
  return event.type === 'task.delegated' || event.type === 'task.assigned' ? event.to : null;
}

function startLimitOf({ event }: { readonly event: ConsultationMachineEvent }): InstantMs | undefined {
  return 'schedule' in event ? event.schedule?.consultation.remindAt : undefined;
}
