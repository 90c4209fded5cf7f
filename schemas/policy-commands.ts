/** What a client may send about policy versions; strict, as in commands.ts. */
import { z } from 'zod';
import { proofRecordSchema } from './proof-record.ts';

const NOTE_CHARACTERS_MAX = 4_000;
const note = z
  .string({ error: () => 'must be a text: the reason' })
  .max(NOTE_CHARACTERS_MAX)
  .regex(/\S/, { error: 'must not be empty' });
const digest = z.string().regex(/^[0-9a-f]{64}$/, { error: 'must be the digest that the version shows' });

export const versionLoadSchema = z.strictObject({
  /** The file's exact text: the signature is over its bytes in UTF-8. */
  file: z.string({ error: () => 'must be the text of the policy file' }),
  signature: z.string({ error: () => 'must be the detached signature, header..signature' }).nullable(),
});

export const versionProposalSchema = z.strictObject({ digest, proof: proofRecordSchema, note });
export const versionActivationSchema = z.strictObject({ digest, note });
export const suspensionSchema = z.strictObject({ note });
