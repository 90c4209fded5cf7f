/** A setting from the environment. @throws Error that names what is missing */
export function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '')
    throw new Error(`the environment variable ${name} is missing: see README, "Configuration"`);
  return value;
}
