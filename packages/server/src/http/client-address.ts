/**
 * Who is asking. Each of `trustedProxies` proxies appended one address to `x-forwarded-for`, so the client's stands that many
 * from the end; what is further left was written by the client itself. Undefined when nobody told.
 */
export function clientAddress(
  peer: string | undefined,
  forwardedFor: string | null | undefined,
  trustedProxies: number,
): string | undefined {
  if (trustedProxies === 0) return peer;
  const hops = (forwardedFor ?? '')
    .split(',')
    .map((hop) => hop.trim())
    .filter((hop) => hop !== '');
  return hops.at(-trustedProxies) ?? hops[0] ?? peer;
}
