import type { Payload } from '@temporalio/common';
import { UNAUTHENTIC, UNAUTHENTIC_REASONS, type UnauthenticReason } from '../schemas/unauthentic.ts';
import { fromPayload } from './encrypted-payload.ts';
import { MissingKeyError, type KeyRing } from './key-ring.ts';
import { createPayloadCodec } from './payload-codec.ts';
import { withheldFrom } from './privileged.ts';

export type NotDecoded = UnauthenticReason | 'missingKey';

/** What became of one payload. */
export type Decoded =
  | {
      readonly is: 'decoded';
      readonly payload: Payload;
      /** With what is withheld in `payload`: for whom counsel released it. Absent where nothing is. */
      readonly privileged?: Payload;
      /** The workflow that it was made for, which is authenticated; undefined where it was made for nobody. */
      readonly workflowId: string | undefined;
    }
  /** The value of a search attribute: never encrypted, and Temporal UI asks for it all the same. */
  | { readonly is: 'plain'; readonly payload: Payload }
  | { readonly is: 'refused'; readonly why: NotDecoded };

/**
 * Decodes payloads for a person who looks at them, each on its own: one that is not authentic, or of a key that is not here, keeps no other
 * from being read. Nobody says here to which workflow a payload belongs (Temporal UI does not), so its authenticated metadata is trusted.
 * Texts that legal staff wrote are withheld: see privileged.ts.
 */
export function createDecoding(ring: KeyRing): (payloads: readonly Payload[]) => Promise<readonly Decoded[]> {
  const codec = createPayloadCodec(ring, { withoutContext: 'trustPayload' });
  const decodeOne = async (payload: Payload): Promise<Decoded> => {
    if (isSearchAttribute(payload)) return { is: 'plain', payload };
    try {
      const [plain] = await codec.decode([payload]);
      const why = refusalIn(plain!);
      if (why !== undefined) return { is: 'refused', why };
      const encrypted = fromPayload(payload);
      const workflowId = typeof encrypted === 'string' ? undefined : encrypted.addressee.workflowId;
      const shown = withheldFrom(plain!);
      return { is: 'decoded', payload: shown, ...(shown === plain ? {} : { privileged: plain! }), workflowId };
    } catch (error) {
      if (error instanceof MissingKeyError) return { is: 'refused', why: 'missingKey' };
      throw error;
    }
  };
  return (payloads) => Promise.all(payloads.map(decodeOne));
}

/** Our search attributes are codes and flags. Any other plaintext is refused, so that it is never taken for what the service wrote. */
const SEARCH_ATTRIBUTE_BYTES_MAX = 100;

function isSearchAttribute({ metadata, data }: Payload): boolean {
  const textOf = (name: string): string => Buffer.from(metadata?.[name] ?? '').toString('utf8');
  const isOurs = textOf('encoding') === 'json/plain' && ['Keyword', 'Bool'].includes(textOf('type'));
  return isOurs && (data?.length ?? 0) <= SEARCH_ATTRIBUTE_BYTES_MAX;
}

/** The marker that the codec puts in place of what is not authentic. */
function refusalIn({ data }: Payload): UnauthenticReason | undefined {
  const start = `{"${UNAUTHENTIC}":"`;
  const text = data && data.length < 200 ? Buffer.from(data).toString('utf8') : '';
  return text.startsWith(start) ? UNAUTHENTIC_REASONS.find((reason) => text === `${start}${reason}"}`) : undefined;
}
