/** Texts that Pexip refuses and disconnects with; clients tell them apart by the whole text (infinity-api 20.0.0, `utils.js`). */
export const pexipErrors = {
  invalidPin: 'Invalid PIN',
  invalidToken: 'Invalid token',
  invalidRole: 'Invalid role',
  notFound: 'Neither conference nor gateway found',
  full: 'Participant limit reached',
  licences: 'Insufficient licenses',
  maintenance: 'System in maintenance mode',
  resources: 'Out of resource',
  tokenExpired: 'Timer expired awaiting token refresh',
  removedByAdministrator: 'Disconnected by an administrator',
  removedByParticipant: 'Disconnected by another participant',
  endedByAdministrator: 'Conference terminated by an administrator',
  endedByParticipant: 'Conference terminated by another participant',
} as const;

export type PexipRefusal = (typeof pexipErrors)[keyof typeof pexipErrors];
