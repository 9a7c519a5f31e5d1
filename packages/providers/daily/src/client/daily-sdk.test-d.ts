import type Daily from '@daily-co/daily-js';
import type { DailyCall, DailyEventObject, DailyParticipant } from '@daily-co/daily-js';
import type {
  DailyCallObject,
  DailyFailure,
  DailyMessage,
  DailyNetwork,
  DailyPerson,
  DailySdk,
  DailySpeaker,
  DailyTransport,
} from './daily-sdk.ts';

type Fits<Wanted, _Given extends Wanted> = true;

/** The SDK offers all that the port asks for. */
export type Offered = [
  Fits<DailySdk, (typeof Daily)['default']>,
  Fits<DailyCallObject, DailyCall>,
  Fits<DailyPerson, DailyParticipant>,
];

/** What the SDK calls the port's listeners with; methods alone would be compared both ways round. */
export type Heard = [
  Fits<DailyMessage, DailyEventObject<'app-message'>>,
  Fits<DailySpeaker, DailyEventObject<'active-speaker-change'>>,
  Fits<DailyNetwork, DailyEventObject<'network-quality-change'>>,
  Fits<DailyTransport, DailyEventObject<'network-connection'>>,
  Fits<DailyFailure, DailyEventObject<'error'>>,
  Fits<{ readonly participant: DailyPerson }, DailyEventObject<'participant-left'>>,
];
