/** Where a database is, without who connects to it: what may be printed of its address. */
export function databasePlace(url: string): string {
  const { hostname, port, pathname, searchParams } = new URL(url);
  const host = hostname || searchParams.get('host') || 'localhost';
  return `postgresql://${host}:${port || '5432'}${pathname === '/' ? '' : pathname}`;
}

/** Whether it is an address that `pg` can connect to. */
export const isDatabaseUrl = (text: string): boolean =>
  URL.canParse(text) && ['postgres:', 'postgresql:'].includes(new URL(text).protocol);
