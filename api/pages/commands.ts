/** The forms that commands have, by what they are about. */
import { z } from 'zod';
import * as commands from '../../schemas/commands.ts';
import {
  suspensionSchema,
  versionActivationSchema,
  versionLoadSchema,
  versionProposalSchema,
} from '../../schemas/policy-commands.ts';
import { POLICY_FILE_BYTES_MAX, SIGNATURE_CHARACTERS_MAX } from '../../schemas/policy-file.ts';
import {
  assignmentEventSchema,
  custodyCommandSchema,
  disclosureSchema,
  incidentEventSchema,
  incidentSchema,
  redactionSchema,
  releaseSchema,
  resumptionSchema,
} from '../../schemas/privacy-commands.ts';
import type { Measure } from '../../schemas/privacy-words.ts';
import { branchOf, fieldsOf, kindOf, type JsonSchema } from '../../web/form-schema.ts';

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
export const REDACTION_FORM = schemaOf(redactionSchema);
export const RELEASE_FORM = schemaOf(releaseSchema);
export const RESUMPTION_FORM = schemaOf(resumptionSchema);
export const SUSPENSION_FORM = schemaOf(suspensionSchema);
const withFields = (schema: JsonSchema, fields: JsonSchema['properties']): JsonSchema => ({
  ...schema,
  properties: { ...schema.properties, ...fields },
});
const CUSTODY = schemaOf(custodyCommandSchema);
/** Which measure it is stands in the page's address. */
export const custodyForm = (measure: Measure): JsonSchema => withFields(CUSTODY, { measure: { const: measure } });
const ACTIVATION = schemaOf(versionActivationSchema);
/** The digest is what the page showed, and nobody types it: a version has one for ever. */
export const activationForm = (digest: string): JsonSchema => withFields(ACTIVATION, { digest: { const: digest } });

/** A record of a proof has some 300 characters; written in another way, with spaces and line ends, it is not ten times as long. */
const PROOF_CHARACTERS_MAX = 2_000;
const PROPOSAL = schemaOf(versionProposalSchema);
/** The record of the proof is pasted as it was printed. */
export const proposalForm = (digest: string): JsonSchema =>
  withFields(PROPOSAL, {
    digest: { const: digest },
    proof: { type: 'string', contentMediaType: 'application/json', maxLength: PROOF_CHARACTERS_MAX },
  });
/** The limits are those of the service, which says so where a file is larger. */
export const LOAD_FORM = withFields(schemaOf(versionLoadSchema), {
  file: { type: 'string', maxLength: POLICY_FILE_BYTES_MAX },
  signature: { type: 'string', maxLength: SIGNATURE_CHARACTERS_MAX },
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

/** Whether a command has nothing that a person fills in. */
export function asksNothing(type: string): boolean {
  const collection = collectionOf(type);
  return collection !== null && fieldsOf(formOf(collection, type)!).every(([, field]) => kindOf(field) === 'fixed');
}

/**
 * To what an event is sent; null for what no person sends.
 * @param first where it is sent if it can be: to forward a consultation is asked for as such, and of a case with whose work it is
 */
export function collectionOf(type: string, first: Collection = 'cases'): Collection | null {
  const found = ([first, 'cases', 'tasks', 'requests'] as const).find(
    (collection) => formOf(collection, type) !== null,
  );
  return found ?? null;
}
