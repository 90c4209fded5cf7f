/**
 * Loaded before any workflow (worker/workflow-bundle.ts), for the whole sandbox. The SDK takes a stack trace of every promise that a
 * workflow makes and keeps it while the promise is pending: with Node's usual ten frames that was a third of the processor time of a
 * workflow thread. The first two frames are the SDK's own; an error of ours still tells where it was thrown and by whom it was called.
 */
Error.stackTraceLimit = 4;
