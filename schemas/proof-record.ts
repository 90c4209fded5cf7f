/** What a run of the proof leaves behind about one policy version: without it a version is not activated. */
import { z } from 'zod';

const digest = z.string().regex(/^[0-9a-f]{64}$/, { error: 'must be a SHA-256 in hex' });

export const proofRecordSchema = z.strictObject(
  {
    format: z.literal('casegate-proof/1'),
    /** Of the version that was proved. */
    policyDigest: digest,
    /** Of the code that decides, as it stands on every entry. */
    machinesDigest: digest,
    states: z.int().positive(),
    transitions: z.int().positive(),
    violations: z.literal(0, { error: () => 'must be 0: a version with a violation is not activated' }),
  },
  // Undefined leaves the usual words.
  {
    error: ({ code }) =>
      code === 'invalid_type' ? 'must be a record of a proof, as prove:record prints it' : undefined,
  },
);
export type ProofRecord = z.infer<typeof proofRecordSchema>;
