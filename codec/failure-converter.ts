/**
 * Loaded by its path, in the worker and inside the workflow sandbox: nothing of node here.
 */
import { DefaultFailureConverter } from '@temporalio/common';
import type { PayloadConverter, ProtoFailure, SerializationContext } from '@temporalio/common';

/**
 * Moves the message and the stack of a failure into a payload, which the codec encrypts. The failure's `type` stays
 * readable (Temporal needs it): types are fixed words of this product, never text about a case.
 */
class EncryptedFailureConverter extends DefaultFailureConverter {
  constructor() {
    super({ encodeCommonAttributes: true });
  }

  /** A copy, since the caller overwrites the message: an error that is thrown twice would lose its text the second time. */
  override errorToFailureInner(
    error: unknown,
    converter: PayloadConverter,
    context?: SerializationContext,
  ): ProtoFailure {
    return { ...super.errorToFailureInner(error, converter, context) };
  }
}

export const failureConverter = new EncryptedFailureConverter();
