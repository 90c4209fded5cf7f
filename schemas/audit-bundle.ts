/** A bundle for audit, line by line: JSON objects of one member each, whose name says what the line is. Unknown members are refused. */
import { z } from 'zod';

const count = z.int().nonnegative();
const digest = z.string().regex(/^[0-9a-f]{64}$/);
/** A tree of 2^53 leaves has proofs of 53 hashes. */
const proof = z.array(digest).max(64);
/** The longest leaf has seven codes of at most 200 characters. */
const leafText = z.string().max(2_000);
/** A case's contents: some hundred entries of some kilobytes. */
const ciphertext = z.base64().max(64 * 1024 * 1024);

const header = z.strictObject({
  format: z.literal('casegate-audit-bundle/1'),
  /** Name of the log. */
  origin: z.string().min(1).max(200),
  /** The log's key, as `name+id+key`. Whoever verifies should have it from elsewhere. */
  verifierKey: z.string().max(400),
  /** Null: the whole log. */
  caseId: z.string().max(200).nullable(),
  /** Leaves of the log when the bundle was made. */
  size: count,
  madeAt: count,
});

export const bundleLineSchemas = {
  header,
  /** A signed note. The one of the header's size is the head: everything is proved against it. */
  checkpoint: z.strictObject({ note: z.string().max(10_000) }),
  /** That the tree of a checkpoint is the beginning of the head's. */
  consistency: z.strictObject({ oldSize: count, proof }),
  /** The code that decides, packed, under the digest that entries pin. */
  machines: z.strictObject({ digest, files: ciphertext }),
  /** 256 hashes of leaves, fewer in the last one; the leaves follow. Only in a bundle of the whole log. */
  tile: z.strictObject({ index: count, hashes: z.base64().max(12_000) }),
  /**
   * One leaf. `text`: as the record's rows make it, null where the row is gone; `stored`: as the log has it, where that differs.
   * `proof`: of its place, in a bundle of one case.
   */
  leaf: z.strictObject({
    index: count,
    text: leafText.nullable(),
    stored: leafText.optional(),
    proof: proof.optional(),
  }),
  /** A row of the record that has no leaf. */
  extra: z.strictObject({ text: leafText }),
  /** Contents of a case, or (null) of acts, encrypted to one recipient. */
  content: z.strictObject({
    caseId: z.string().max(200).nullable(),
    enc: z.base64().max(100),
    ciphertext,
  }),
  /** A case whose contents stay behind: it has privileged texts that counsel has not released to whoever made the bundle. */
  withheld: z.strictObject({ caseId: z.string().max(200) }),
  /** A signed note over everything before. */
  manifest: z.strictObject({ note: z.string().max(10_000) }),
} as const;

export type BundleLineName = keyof typeof bundleLineSchemas;
export type BundleHeader = z.infer<typeof header>;
export type BundleLine = {
  [Name in BundleLineName]: { readonly is: Name } & z.infer<(typeof bundleLineSchemas)[Name]>;
}[BundleLineName];

/** What a bundle's content holds once it is opened. */
export const caseContentSchema = z.strictObject({
  entries: z.array(z.strictObject({ entry: z.int().positive(), salt: digest, content: z.string() })).max(100_000),
});
export const actsContentSchema = z.strictObject({
  acts: z.array(z.strictObject({ index: count, salt: digest, statement: z.string() })).max(100_000),
});
export type CaseContent = z.infer<typeof caseContentSchema>;
export type ActsContent = z.infer<typeof actsContentSchema>;

/** Grounds of a disclosure: within the Department for its legitimate purposes (§ 1367(a)(2)), or one of § 1367(b)(1)–(8). */
export const DISCLOSURE_GROUNDS = ['a2', 'b1', 'b2', 'b3', 'b4', 'b5', 'b6', 'b7', 'b8'] as const;
export const DISCLOSURE_PURPOSES = [
  'audit',
  'judicialReview',
  'oversight',
  'lawEnforcement',
  'eligibility',
  'statistics',
  'nationalSecurity',
  'victimServices',
  'recordsRequest',
] as const;

/** What is asked of the service. Content leaves it for one recipient only, with its purpose and ground on record. */
export const exportCommandSchema = z.strictObject({
  caseId: z
    .string()
    .regex(/^c_[0-9a-z]{1,40}$/)
    .nullable(),
  content: z
    .strictObject({
      purpose: z.enum(DISCLOSURE_PURPOSES),
      ground: z.enum(DISCLOSURE_GROUNDS),
      /** Docket or authorisation number: where the exercise of discretion that grounds 1, 2 and 8 need is kept. */
      reference: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$/),
      recipient: z.strictObject({
        /** Staff id or agency code: a code, like all in the record. */
        name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/),
        /** X25519 public key in PEM (RFC 8410). */
        publicKey: z.string().max(500),
      }),
    })
    .nullable(),
});
export type ExportCommand = z.infer<typeof exportCommandSchema>;

const caseIdOrAll = exportCommandSchema.shape.caseId;

/** One case, or (null) all. */
export const scopeSchema = z.strictObject({ caseId: caseIdOrAll });
