/** Programs for children in tests. Each prints a line when its handlers are in place. */

const STAY = `setInterval(() => {}, 1000); console.log('up');`;

/** Ends on SIGTERM, and when its standard input closes. */
export const WILLING = `process.stdin.resume().on('end', () => process.exit(0)); ${STAY}`;

/** Ignores SIGTERM, SIGINT and the closing of its standard input. */
export const STUBBORN = `process.on('SIGTERM', () => {}); process.on('SIGINT', () => {}); ${STAY}`;
