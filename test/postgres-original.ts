/** Before the test files: what their PostgreSQL servers begin with. */
export { makeOriginal as default } from '../dev/ephemeral-postgres.ts';
