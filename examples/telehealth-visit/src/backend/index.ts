export { createVisitBackend, type VisitBackend, type VisitBackendOptions } from './create-visit-backend.ts';
export type { PatchbayAccess } from './patchbay-api.ts';
export { serveVisit, type ServeVisitOptions, type VisitServer } from './serve-visit.ts';
