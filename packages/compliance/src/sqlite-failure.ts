/** What SQLite's result code comes to. 11: corrupt, 26: not a database; https://sqlite.org/rescode.html */
export function sqliteFailure(error: unknown): 'corrupt' | 'cannot-open' {
  const code = typeof error === 'object' && error !== null && 'errcode' in error ? Number(error.errcode) : 0;
  // Extended codes keep the primary one in their low byte.
  const primary = code % 256;
  return primary === 11 || primary === 26 ? 'corrupt' : 'cannot-open';
}
