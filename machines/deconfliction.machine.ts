import { assign, emit, setup } from 'xstate';
import type { Deadlines, InstantMs, PartnerAnswer, PartnerClass, Person } from '../schemas/words.ts';
import type { DeconflictionEvent } from './case-events.ts';
import { nowOf } from './now-of.ts';
import type { AskPartnerParams, NotifyParams } from '../schemas/outbound.ts';

/** The part of the facts that a partner may be told. */
interface Window {
  readonly windowFrom: InstantMs;
  readonly windowUntil: InstantMs;
  readonly regionCode: string;
}

export interface DeconflictionInput extends Window {
  readonly at: InstantMs;
  readonly office: string;
  readonly partnerClass: PartnerClass;
  readonly deadlines: Deadlines;
}

export interface DeconflictionContext extends Omit<DeconflictionInput, 'at'> {
  readonly openedAt: InstantMs;
  readonly answer: PartnerAnswer | null;
  readonly overdue: boolean;
}

/** What the case tells a request. */
type FromCase = { readonly type: 'request.renewed'; readonly deadlines: Deadlines } & Window;
type DeconflictionMachineEvent = (DeconflictionEvent | FromCase) & { readonly at: InstantMs };

/** What a request tells its case; the case mirrors it, since a guard cannot read another actor. */
export type DeconflictionNotice =
  | {
      readonly type: 'deconfliction.answered';
      readonly partnerClass: PartnerClass;
      readonly answer: PartnerAnswer | 'excused';
      /** Who has excused the partner. */
      readonly by?: Person;
    }
  | { readonly type: 'deconfliction.overdue'; readonly partnerClass: PartnerClass };

/**
 * Deconfliction with one class of partner (R2): asked, reminded, overdue, and answered. A partner may change its answer, so that an
 * answer is a state and not an end. Silence reminds and escalates; no timer leads to an answer (row 15).
 */
export const deconflictionMachine = setup({
  types: {
    input: {} as DeconflictionInput,
    context: {} as DeconflictionContext,
    events: {} as DeconflictionMachineEvent,
    emitted: {} as DeconflictionNotice,
  },
  actions: {
    askPartner: (_, _params: AskPartnerParams) => undefined,
    notify: (_, _params: NotifyParams) => undefined,
    recordAnswer: assign({
      answer: ({ event }) => (event.type === 'request.answered' ? event.answer : null),
      overdue: false,
    }),
    becomeOverdue: assign({ overdue: true }),
    renew: assign(({ event }) =>
      event.type === 'request.renewed'
        ? {
            windowFrom: event.windowFrom,
            windowUntil: event.windowUntil,
            regionCode: event.regionCode,
            deadlines: event.deadlines,
            answer: null,
            overdue: false,
          }
        : {},
    ),
  },
  delays: {
    untilReminder: ({ context, event }) => context.deadlines.remindAt - nowOf(event, context.openedAt),
    untilDue: ({ context, event }) => context.deadlines.dueAt - nowOf(event, context.openedAt),
    untilEscalation: ({ context, event }) => context.deadlines.escalateAt - nowOf(event, context.openedAt),
  },
}).createMachine({
  id: 'deconfliction',
  context: ({ input: { at, ...rest } }) => ({ ...rest, openedAt: at, answer: null, overdue: false }),
  initial: 'asked',
  on: {
    'request.answered': {
      target: '.answered',
      actions: [
        'recordAnswer',
        emit(({ context, event }) => ({
          type: 'deconfliction.answered',
          partnerClass: context.partnerClass,
          answer: event.answer,
        })),
      ],
    },
    'request.renewed': { target: '.asked', actions: 'renew' },
  },
  states: {
    asked: {
      initial: 'awaiting',
      entry: { type: 'askPartner', params: ({ context }) => asking(context, 'request') },
      on: {
        'request.excused': {
          target: 'excused',
          actions: emit(({ context, event }) => ({
            type: 'deconfliction.answered',
            partnerClass: context.partnerClass,
            answer: 'excused',
            by: event.by,
          })),
        },
      },
      states: {
        awaiting: { after: { untilReminder: 'reminded' } },
        reminded: {
          entry: { type: 'askPartner', params: ({ context }) => asking(context, 'reminder') },
          after: { untilDue: 'overdue' },
        },
        overdue: {
          entry: [
            'becomeOverdue',
            { type: 'askPartner', params: ({ context }) => asking(context, 'reminder') },
            {
              type: 'notify',
              params: ({ context }) => ({ audience: 'supervisor', office: context.office, reason: 'overdue' }),
            },
            emit(({ context }) => ({ type: 'deconfliction.overdue', partnerClass: context.partnerClass })),
          ],
          after: { untilEscalation: 'escalated' },
        },
        // Still open: only an answer or a person's reasoned decision ends it.
        escalated: {
          entry: {
            type: 'notify',
            params: ({ context }) => ({ audience: 'leadership', office: context.office, reason: 'escalated' }),
          },
        },
      },
    },
    answered: {},
    // An answer that comes all the same counts: the handler of `request.answered` above applies here too.
    excused: {},
  },
});

function asking(context: DeconflictionContext, occasion: AskPartnerParams['occasion']): AskPartnerParams {
  const { partnerClass, windowFrom, windowUntil, regionCode } = context;
  return { partnerClass, windowFrom, windowUntil, regionCode, occasion };
}
