/** Which form a task was completed with: its version follows from its fields, so that no change of them goes without another one. */
import { z } from 'zod';
import { taskEventSchema } from './commands.ts';
import { digestOf } from './digest.ts';
import type { Json } from './words.ts';

/** Enough to tell versions apart. */
const DIGITS = 12;

const form = taskEventSchema.options.find(({ shape }) => shape.type.value === 'task.completed')!;

/** The form of an advice, as JSON Schema. docs/forms/ has every one that advice was ever given on. */
export const ADVICE_FORM_FIELDS = z.toJSONSchema(form, { io: 'input', unrepresentable: 'any' }) as unknown as Json;

const version = digestOf(ADVICE_FORM_FIELDS).slice(0, DIGITS);

/** Kept with the advice in the record. */
export const ADVICE_FORM = `task.completed/${version}`;

/** Where it is kept, in the project. */
export const ADVICE_FORM_PATH = `docs/forms/task.completed-${version}.json`;
