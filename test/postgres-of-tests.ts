/** Before the test files: the server that has most of their databases, and what their own servers begin with. */
export { startSharedPostgres as default } from '../dev/ephemeral-postgres.ts';
