/** Answers of keyed commands, in memory: as ledger/kept-answers.ts, of which nothing grows old here. */
import type { KeptAnswers } from '../../ledger/kept-answers.ts';

export function createMemoryAnswers(): KeptAnswers {
  const kept = new Map<string, { readonly digest: string; readonly answer: { status: number; body: string } | null }>();
  return {
    async take({ reference, digest }) {
      const before = kept.get(reference);
      if (before === undefined) {
        kept.set(reference, { digest, answer: null });
        return { is: 'new' };
      }
      if (before.digest !== digest) return { is: 'other' };
      return before.answer === null ? { is: 'running' } : { is: 'answered', ...before.answer };
    },
    async find({ reference, digest }) {
      const before = kept.get(reference);
      return before?.digest === digest ? before.answer : null;
    },
    async keep(reference, status, body) {
      const { digest } = kept.get(reference)!;
      kept.set(reference, { digest, answer: { status, body } });
    },
    async forget(reference) {
      kept.delete(reference);
    },
  };
}
