import permissiveLicences from '@blueoak/list/index.json' with { type: 'json' };

/** How far a licence reaches into the product around it. */
export type LicenceFamily =
  | 'permissive'
  | 'weak-copyleft'
  | 'copyleft'
  | 'network-copyleft'
  | 'vendor-terms'
  | 'unclassified';

// The Blue Oak Council's list, ratings Model to Lead: all of them ask for a notice at most.
const permissive = new Set(permissiveLicences.flatMap(({ licenses }) => licenses.map(({ id }) => id)));

// By the start of the SPDX id, so that -only, -or-later and old forms fall together.
const families: readonly (readonly [LicenceFamily, RegExp])[] = [
  ['vendor-terms', /^(DocumentRef-[^:]+:)?LicenseRef-/],
  ['network-copyleft', /^(AGPL|SSPL|OSL|CPAL|RPL|EUPL)-/],
  ['copyleft', /^GPL-/],
  ['weak-copyleft', /^(LGPL|MPL|EPL|CDDL|CPL|MS-RL|IPL|SPL)/],
];

// Exceptions that let other code link without falling under the GPL.
const linkingException =
  /^(Classpath-exception|GCC-exception|GPL-3\.0-linking-exception|LGPL-3\.0-linking-exception)/;

/** The family of one licence of an SPDX expression. */
export function familyOf(licence: string, exception: string | undefined): LicenceFamily {
  if (permissive.has(licence)) return 'permissive';
  const family = families.find(([, start]) => start.test(licence))?.[0] ?? 'unclassified';
  const linkable = family === 'copyleft' && exception !== undefined && linkingException.test(exception);
  return linkable ? 'weak-copyleft' : family;
}
