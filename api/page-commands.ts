/** The forms that commands have, by what they are about. */
import { z } from 'zod';
import * as commands from '../schemas/commands.ts';
import { suspensionSchema, versionActivationSchema } from '../schemas/policy-commands.ts';
import {
  assignmentEventSchema,
  custodyCommandSchema,
  disclosureSchema,
  incidentEventSchema,
  incidentSchema,
  releaseSchema,
  resumptionSchema,
} from '../schemas/privacy-commands.ts';
import type { Measure } from '../schemas/privacy-words.ts';
import { branchOf, type JsonSchema } from '../web/form-schema.ts';

export type Collection = 'cases' | 'tasks' | 'requests';

const schemaOf = (schema: z.ZodType): JsonSchema =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as unknown as JsonSchema;

const UNIONS: { readonly [collection in Collection]: JsonSchema } = {
  cases: schemaOf(commands.caseEventSchema),
  tasks: schemaOf(commands.taskEventSchema),
  requests: schemaOf(commands.requestEventSchema),
};

export const START_FORM = schemaOf(commands.startSchema);
/** Each ends a case's life and begins another, so it goes to an address of its own. */
export const REOPEN_FORM = schemaOf(commands.reopenSchema);

export const DISCLOSURE_FORM = schemaOf(disclosureSchema);
export const INCIDENT_FORM = schemaOf(incidentSchema);
export const RELEASE_FORM = schemaOf(releaseSchema);
export const RESUMPTION_FORM = schemaOf(resumptionSchema);
export const SUSPENSION_FORM = schemaOf(suspensionSchema);
const CUSTODY = schemaOf(custodyCommandSchema);
/** Which measure it is stands in the page's address. */
export const custodyForm = (measure: Measure): JsonSchema => ({
  ...CUSTODY,
  properties: { ...CUSTODY.properties, measure: { const: measure } },
});
const ACTIVATION = schemaOf(versionActivationSchema);
/** The digest is what the page showed, and nobody types it: a version has one for ever. */
export const activationForm = (digest: string): JsonSchema => ({
  ...ACTIVATION,
  properties: { ...ACTIVATION.properties, digest: { const: digest } },
});
const ASSIGNMENT_EVENTS = schemaOf(assignmentEventSchema);
/** To bring a colleague in to a case, and to end that. */
export const ASSIGN_FORM = branchOf(ASSIGNMENT_EVENTS, 'case.assigned')!;
export const UNASSIGN_FORM = branchOf(ASSIGNMENT_EVENTS, 'assignment.ended')!;
const INCIDENT_EVENTS = schemaOf(incidentEventSchema);

/** Null for what is no step in handling a report. */
export const incidentEventForm = (type: string): JsonSchema | null => branchOf(INCIDENT_EVENTS, type);

/** Null for what cannot be sent there. */
export const formOf = (collection: Collection, type: string): JsonSchema | null => branchOf(UNIONS[collection], type);

/** To what an event is sent; null for what no person sends. */
export function collectionOf(type: string): Collection | null {
  const found = (['cases', 'tasks', 'requests'] as const).find((collection) => formOf(collection, type) !== null);
  return found ?? null;
}
