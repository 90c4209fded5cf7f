/** What the API answers about what waits for somebody; strict, as in answers.ts. */
import { z } from 'zod';
import { caseId, incidentRow, proposalRow, requestRow, taskRow, time } from './answer-parts.ts';

const cut = <Row extends z.ZodType>(row: Row) =>
  z.strictObject({
    rows: z.array(row).describe('What is due first, first; then what has no deadline, the oldest first'),
    more: z.boolean().describe('Whether there are more than these'),
  });

const waitingCase = z.strictObject({
  case: caseId,
  task: z.string().nullable().describe('The consultation, where that is what waits'),
  asks: z.string().describe('What waits first, by its name'),
  missing: z.array(z.string()),
  steps: z
    .array(z.strictObject({ step: z.string(), words: z.string(), since: time }))
    .describe('Of leadership: steps that wait, and for somebody else to do; since when each does'),
  claimedBy: z.string().nullable().describe('Who of your role has claimed it'),
  suspendedUntil: time.nullable().describe('Until when they have set it aside'),
  windowFrom: time.describe('When the planned action begins'),
  dueAt: time.nullable(),
  overdue: z.boolean(),
});

export const WORK_ANSWERS = {
  Work: z.strictObject({
    at: time,
    tasks: cut(z.strictObject(taskRow)).describe('That you have claimed, or whoever you substitute for'),
    cases: cut(waitingCase).describe('That wait for you, or for a colleague of your role'),
    requests: cut(z.strictObject(requestRow)).describe('That await the answer of your agency'),
    measures: cut(z.strictObject(proposalRow)).describe('Of custody, that somebody else has proposed'),
    incidents: cut(z.strictObject(incidentRow)).describe('Reports that nobody of the privacy staff has acknowledged'),
    version: z
      .strictObject({ version: z.string(), proposedBy: z.string(), proposedAt: time })
      .nullable()
      .describe('Of the policy, that somebody else has proposed, where you may activate it'),
    held: z
      .strictObject({ count: z.int().nullable().describe('Null where Temporal cannot say now') })
      .nullable()
      .describe('Cases that are held after a fault, for operators; null for everybody else'),
  }),
} as const;
