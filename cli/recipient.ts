import { Option } from 'commander';

/** Of every verb that hands something over. */
export const recipient = (): Option => new Option('--to <staff-id>', 'staff id of who gets it').makeOptionMandatory();
