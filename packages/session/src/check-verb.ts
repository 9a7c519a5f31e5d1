import {
  type Capabilities,
  type Json,
  kindOfSource,
  type LocalSource,
  type ParticipantId,
  type ProviderId,
  VideoError,
} from '@patchbay/contract';

/** Refusals that need no vendor: the adapter is never asked for what it cannot do. */
export function checkSource(source: LocalSource, capabilities: Capabilities, provider: ProviderId): void {
  const kinds: readonly unknown[] = ['camera', 'microphone', 'screen', 'track'];
  // Callers without types can pass anything.
  if (!kinds.includes((source as Partial<LocalSource> | null | undefined)?.kind)) {
    throw new VideoError('invalid-argument', `A source is one of ${kinds.join(', ')}.`, { provider });
  }
  if (source.kind === 'track' && source.track?.kind !== kindOfSource(source.source)) {
    const message = `Pass a track that carries what a ${source.source} is made of.`;
    throw new VideoError('invalid-argument', message, { provider });
  }
  const wanted = source.kind === 'track' ? source.source : source.kind;
  if (source.kind === 'track' && !capabilities.rawTrackIn)
    throw unsupported('publishing a raw track', provider);
  if (wanted === 'screen' && !capabilities.screenShare) throw unsupported('sharing a screen', provider);
  if (wanted === 'screen-audio' && !capabilities.screenShareAudio)
    throw unsupported("sharing a screen's sound", provider);
}

/** The JSON text that will be sent; codes `unsupported`, `invalid-argument`, `message-too-large`, `participant-not-found`. */
export function checkMessage(
  message: Json,
  to: ParticipantId | undefined,
  present: ReadonlyMap<ParticipantId, unknown>,
  capabilities: Capabilities,
  provider: ProviderId,
): void {
  const { maxBytes, directed } = capabilities.messages;
  if (maxBytes === 0) throw unsupported('sending messages', provider);
  if (to !== undefined && !directed) throw unsupported('sending a message to one participant', provider);
  const size = encodedSize(message, provider);
  if (size > maxBytes) {
    throw new VideoError(
      'message-too-large',
      `The message is ${size} bytes of JSON; ${provider} takes ${maxBytes}.`,
      {
        provider,
      },
    );
  }
  if (to !== undefined && !present.has(to)) {
    throw new VideoError('participant-not-found', 'Nobody with that participant id is in the room.', {
      provider,
    });
  }
}

function encodedSize(message: Json, provider: ProviderId): number {
  let text: string | undefined;
  try {
    text = JSON.stringify(message);
  } catch (cause) {
    throw new VideoError('invalid-argument', 'A message must be JSON: no cycles, no big integers.', {
      provider,
      cause,
    });
  }
  // Undefined and functions have no JSON text at all, whatever the type says.
  if (text === undefined)
    throw new VideoError('invalid-argument', 'A message must be a JSON value.', { provider });
  return new TextEncoder().encode(text).length;
}

export const unsupported = (doing: string, provider: ProviderId): VideoError =>
  new VideoError(
    'unsupported',
    `Provider "${provider}" does not support ${doing} here. Check session.capabilities first.`,
    {
      provider,
    },
  );
