import { type ConsultRoutesParts, createConsultRoutes } from './consult-routes.ts';
import type { App } from './create-app.ts';
import { createErasureRoute, type ErasureRouteParts } from './erasure-route.ts';
import { createEvidenceRoute, type EvidenceRouteParts } from './evidence-route.ts';
import { createHeartbeatRoute, type HeartbeatRouteParts } from './heartbeat-route.ts';
import { createOperationsRoutes, type OperationsRoutesParts } from './operations-routes.ts';
import { createReconciliationRoute, type ReconciliationRouteParts } from './reconciliation-route.ts';
import { createReportRoute, type ReportRouteParts } from './report-route.ts';
import { createWebhookRoute, type WebhookRouteParts } from './webhook-route.ts';

export type RoutesParts = ConsultRoutesParts &
  HeartbeatRouteParts &
  EvidenceRouteParts &
  WebhookRouteParts &
  ErasureRouteParts &
  ReportRouteParts &
  ReconciliationRouteParts &
  OperationsRoutesParts;

/** Every route of the API, in the order of its document. */
export const createRoutes = (parts: RoutesParts): readonly App[] => [
  createConsultRoutes(parts),
  createHeartbeatRoute(parts),
  createEvidenceRoute(parts),
  createWebhookRoute(parts),
  createErasureRoute(parts),
  createReportRoute(parts),
  createReconciliationRoute(parts),
  createOperationsRoutes(parts),
];
