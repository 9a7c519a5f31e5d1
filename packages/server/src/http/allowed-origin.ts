/** Whether a page of this origin may call. No origin means no browser, which this is no defence against. */
export function isAllowedOrigin(
  origin: string | null | undefined,
  allowedOrigins: readonly string[],
  publicUrl: string,
): boolean {
  if (origin === null || origin === undefined) return true;
  return origin === new URL(publicUrl).origin || allowedOrigins.includes(origin);
}
