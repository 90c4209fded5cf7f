/** One task queue for everything: its name is not encrypted, and one per kind of work would tell kinds apart. */
export const TASK_QUEUE = 'gate';

/** Name and id of the one workflow that brings decisions about policy versions to the open cases; neutral, as operators see it. */
export const REGISTER = 'register';
