/** The provider that the page is bundled for: `servePages` puts its package in this one's place. */
declare module 'provider-under-test' {
  const exported: Readonly<Record<string, unknown>>;
  export = exported;
}
