/** Which form a task was completed with: its version follows from its fields, so that no change of them goes without another one. */
import { z } from 'zod';
import { taskEventSchema } from '../schemas/commands.ts';
import { digestOf } from '../schemas/digest.ts';
import type { Json } from '../schemas/words.ts';

/** Enough to tell versions apart; what exactly a form was stands in the code of its release. */
const DIGITS = 12;

const form = taskEventSchema.options.find(({ shape }) => shape.type.value === 'task.completed')!;

/** Kept with the advice in the record, as `task.completed/…`. */
export const ADVICE_FORM = `task.completed/${digestOf(
  z.toJSONSchema(form, { io: 'input', unrepresentable: 'any' }) as unknown as Json,
).slice(0, DIGITS)}`;
