/** The release that this code is, as package.json says (a test compares). */
export const RELEASE = '0.6.0';
