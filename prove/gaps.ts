/** What a mark lacks, said before somebody finds it: the trace test fails for whatever is missing and not declared here. */
export const GAPS: readonly { readonly mark: string; readonly lacks: 'code' | 'test'; readonly missing: string }[] = [
  {
    mark: 'row 9',
    lacks: 'code',
    missing:
      'Advice that allows the action has no line of its own: it is what is left where the lines of rows 10, 11 and 26 do not apply.',
  },
  {
    mark: 'row 16',
    lacks: 'code',
    missing: 'Waiting for the slower of two gates is what the parallel state `gating` is; no line names it.',
  },
  {
    mark: 'row 25',
    lacks: 'code',
    missing:
      'The row is kept by the order of the interpreter (append before adopting) and by retries without end, and named in no one line.',
  },
  {
    mark: 'row 25',
    lacks: 'test',
    missing:
      'The outages of the ledger and the kills of worker and server are tested (`test/ledger/outage.test.ts`, `test/workflows/kill.test.ts`) under titles that do not name the row.',
  },
];
