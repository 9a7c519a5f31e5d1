import { useSyncExternalStore } from 'react';
import type { VisitFlow, VisitState } from '../visit/visit-flow.ts';

/** Which page of the visit is shown, and why. */
export const useVisitFlow = (flow: VisitFlow): VisitState =>
  useSyncExternalStore(flow.subscribe, flow.getSnapshot, flow.getSnapshot);
