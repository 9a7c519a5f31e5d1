import type { Scenario } from './scenario.ts';
import { concurrency } from './scenarios/concurrency.ts';
import { deviceChange } from './scenarios/device-change.ts';
import { disposal } from './scenarios/disposal.ts';
import { endings } from './scenarios/endings.ts';
import { errors } from './scenarios/errors.ts';
import { interruption } from './scenarios/interruption.ts';
import { joining } from './scenarios/joining.ts';
import { leaving } from './scenarios/leaving.ts';
import { messaging } from './scenarios/messaging.ts';
import { mixing } from './scenarios/mixing.ts';
import { muting } from './scenarios/muting.ts';
import { presence } from './scenarios/presence.ts';
import { publishing } from './scenarios/publishing.ts';
import { subscribing } from './scenarios/subscribing.ts';
import { traits } from './scenarios/traits.ts';
import { unsupported } from './scenarios/unsupported.ts';

/** The contract as stories, in the order of a call. */
export const scenarios: readonly Scenario[] = [
  ...joining,
  ...leaving,
  ...publishing,
  ...muting,
  ...deviceChange,
  ...subscribing,
  ...mixing,
  ...messaging,
  ...interruption,
  ...endings,
  ...errors,
  ...unsupported,
  ...concurrency,
  ...disposal,
  ...presence,
  ...traits,
];
