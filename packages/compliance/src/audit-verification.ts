import type { AuditHead } from './audit-row.ts';

export type AuditVerification =
  | {
      readonly result: 'intact';
      readonly rows: number;
      /** Undefined for a trail without rows. */
      readonly head: AuditHead | undefined;
    }
  | {
      readonly result: 'broken';
      /** The first row that is wrong or missing. */
      readonly sequence: number;
      readonly fault: AuditFault;
      readonly message: string;
    }
  | {
      readonly result: 'unreadable';
      readonly fault: 'missing' | 'corrupt' | 'not-an-audit-trail' | 'cannot-open';
      /** Says up to which row it could be read. */
      readonly message: string;
    };

export type AuditFault =
  /** What the row says does not fit its hash. */
  | 'row-changed'
  /** The row fits its hash and does not follow the row before it: one of the two was replaced. */
  | 'link-broken'
  | 'row-missing'
  /** The trail ends before the expected head. */
  | 'head-missing'
  /** The row at the expected head's place has another hash. */
  | 'head-differs';
