import type Default from 'janus-gateway';
import type { JanusJS } from 'janus-gateway';
import type {
  JanusAttachOptions,
  JanusHandle,
  JanusJsep,
  JanusMessage,
  JanusSdk,
  JanusSession,
  JanusSessionOptions,
  JanusTrack,
} from './janus-sdk.ts';

type Fits<Wanted, _Given extends Wanted> = true;

/** The SDK offers all that the port asks for. */
export type Offered = [
  Fits<JanusSdk, typeof Default.default>,
  Fits<JanusSession, JanusJS.Janus>,
  Fits<JanusHandle, JanusJS.PluginHandle>,
];

/** What the SDK calls the port's listeners with. */
export type Heard = [
  Fits<JanusMessage, JanusJS.Message>,
  Fits<JanusJsep, JanusJS.JSEP>,
  Fits<Parameters<JanusAttachOptions['onmessage']>, [message: JanusJS.Message, jsep: JanusJS.JSEP]>,
  Fits<Parameters<JanusAttachOptions['success']>, [handle: JanusJS.PluginHandle]>,
];

/** What the port hands in are options that the SDK knows. */
export type HandedIn = [
  Fits<JanusJS.ConstructorOptions, JanusSessionOptions>,
  Fits<JanusJS.PluginOptions, JanusAttachOptions>,
  Fits<keyof JanusJS.PluginOptions, keyof JanusAttachOptions>,
  Fits<JanusJS.TrackOption, JanusTrack>,
  Fits<keyof JanusJS.TrackOption, keyof JanusTrack>,
  Fits<JanusJS.DestroyOptions, Parameters<JanusSession['destroy']>[0]>,
  Fits<JanusJS.JSEP, JanusJsep>,
];
