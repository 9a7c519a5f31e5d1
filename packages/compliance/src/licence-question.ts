import type { IsoDate, LicenceTerms, ProviderId } from '@patchbay/contract';

/** How the product reaches its users. */
export interface Distribution {
  readonly model: 'closed' | 'open-source';
  /** `distributed`: customers get the server part to run themselves. `hosted`: only the operator runs it. */
  readonly delivery: 'distributed' | 'hosted';
  /** The product's own licence, an SPDX expression; for open source. */
  readonly spdx?: string | undefined;
}

/** A licence that somebody has read and accepted for one provider. */
export interface AcceptedLicence {
  /** Letters, digits and `._:/-` only. */
  readonly id: string;
  readonly provider: ProviderId;
  readonly part: LicencePart;
  /** The SPDX expression or `LicenseRef-…` that was accepted, exactly as the manifest has it. */
  readonly licence: string;
  readonly owner: string;
  /** For instance: the commercial licence was bought. */
  readonly reason: string;
  readonly acceptedOn: IsoDate;
}

/** What runs on the server, and what every browser downloads. */
export type LicencePart = 'server' | 'client-sdk';

/** All that the licence gate looks at. */
export interface LicenceQuestion {
  readonly provider: ProviderId;
  readonly distribution: Distribution;
  readonly licence: LicenceTerms;
  /** False when somebody else runs the server: a managed deployment. */
  readonly runsServer: boolean;
  readonly accepted: readonly AcceptedLicence[];
}
