/** What the process ends with, so that a script can tell what to do next. */
export const EXIT = {
  ok: 0,
  /** A fault of ours or of the service. */
  unexpected: 1,
  /** The command line, or a file that it names, is not right. */
  usage: 2,
  /** The service understood and refused: this person may not, or not now. */
  refused: 3,
  /** Nothing there, for this person. */
  notFound: 4,
  /** The service did not answer, or asked to try again later. */
  unreachable: 5,
  /** Verification found something. */
  unsound: 6,
} as const;

const BY_STATUS: { readonly [status: number]: number } = {
  400: EXIT.usage,
  401: EXIT.usage,
  403: EXIT.refused,
  404: EXIT.notFound,
  409: EXIT.refused,
  412: EXIT.refused,
  413: EXIT.usage,
  415: EXIT.usage,
  422: EXIT.usage,
  429: EXIT.unreachable,
  503: EXIT.unreachable,
};

export const exitCodeOf = (status: number): number => BY_STATUS[status] ?? EXIT.unexpected;
