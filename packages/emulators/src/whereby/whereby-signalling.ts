import type { Server as HttpServer } from 'node:http';
import { Server, type Socket } from 'socket.io';
import { z } from 'zod';
import type { Place, WherebyCloud } from './whereby-cloud.ts';
import type { WherebyRefusal } from './whereby-refusals.ts';
import * as wire from './whereby-wire.ts';

/** What faults do to signalling. */
export interface SignallingFaults {
  /** Every join is answered with this error. */
  refusal: WherebyRefusal | undefined;
  /** Messages to SDKs are late by so many milliseconds. */
  delay: number;
}

/** The path that @whereby.com/media 11.1.0 asks for. */
export const signallingPath = '/protocol/socket.io/v4/';

export interface WherebySignalling {
  attach(server: HttpServer): void;
  /** Lets go of every connection. */
  close(): void;
}

export function createWherebySignalling(cloud: WherebyCloud, faults: SignallingFaults): WherebySignalling {
  const io = new Server({
    path: signallingPath,
    serveClient: false,
    cors: { origin: true, credentials: true },
  });
  io.on('connection', (socket) => serve(socket, cloud, faults));
  return {
    attach: (server) => void io.attach(server),
    close: () => io.disconnectSockets(true),
  };
}

/** Serves one SDK's connection, from its device to its goodbye. */
function serve(socket: Socket, cloud: WherebyCloud, faults: SignallingFaults): void {
  const { account, graceSeconds, log, now, schedule } = cloud.parts;
  let deviceId: string | undefined;
  let place: Place | undefined;

  const tell = (event: string, payload?: object): void => {
    const write = (): void => void socket.emit(event, payload);
    if (faults.delay > 0) schedule(write, faults.delay);
    else write();
  };
  const own = { tell, cut: () => socket.conn.close(true) };
  const refuse = (error: WherebyRefusal): void => {
    log.add('emulator', 'refused', { error });
    tell('room_joined', { error, isClaimed: true, isLocked: error === 'room_locked', selfId: socket.id });
  };

  /** Understands an event or notes that it does not; what comes from somebody who is in no room is passed over. */
  const on = <Schema extends z.ZodType>(
    event: string,
    schema: Schema,
    act: (payload: z.infer<Schema>, place: Place) => void,
  ): void => {
    socket.on(event, (given: unknown) => {
      const parsed = schema.safeParse(given ?? {});
      if (!parsed.success) {
        log.add('sdk', 'not understood', { event, reason: parsed.error.issues[0]?.message ?? '' });
        return;
      }
      if (place && place.client.leftAt === undefined) act(parsed.data, place);
    });
  };

  socket.on('identify_device', (given: unknown) => {
    const device = z.object({ deviceCredentials: z.object({ credentials: z.object({ uuid: z.string() }) }) });
    deviceId = device.safeParse(given).data?.deviceCredentials.credentials.uuid;
    log.add('sdk', 'identify_device', { isKnown: deviceId !== undefined });
    tell('device_identified', {});
  });

  socket.on('join_room', (given: unknown) => {
    const request = wire.joinRoom.safeParse(given);
    if (!request.success) return refuse('invalid_parameters');
    if (deviceId === undefined) return refuse('client_missing_device_id');
    if (faults.refusal !== undefined) return refuse(faults.refusal);
    const claimed = cloud.meetings.map((meeting) => meeting.byClaim(request.data.clientClaim)).find(Boolean);
    if (claimed?.isHeld) return own.cut();
    const joined = cloud.join(request.data, deviceId, own);
    if (typeof joined === 'string') return refuse(joined);
    place = joined;
    const { meeting, client } = joined;
    log.add('sdk', claimed ? 'rejoin' : 'join_room', { meeting: meeting.id, client: client.id });
    tell('room_joined', meeting.welcome(client, account.organizationId, graceSeconds * 1000));
    return undefined;
  });

  on('leave_room', z.unknown(), (_, leaving) => {
    log.add('sdk', 'leave_room', { client: leaving.client.id });
    cloud.leave(leaving);
    tell('room_left');
  });

  on('enable_audio', wire.enable, ({ enabled: isAudioEnabled }, { meeting, client }) => {
    client.isAudioEnabled = isAudioEnabled;
    log.add('sdk', 'enable_audio', { client: client.id, isAudioEnabled });
    meeting.tellOthers(client, 'audio_enabled', { clientId: client.id, isAudioEnabled });
  });

  on('enable_video', wire.enable, ({ enabled: isVideoEnabled }, { meeting, client }) => {
    client.isVideoEnabled = isVideoEnabled;
    log.add('sdk', 'enable_video', { client: client.id, isVideoEnabled });
    meeting.tellOthers(client, 'video_enabled', { clientId: client.id, isVideoEnabled });
  });

  // The sender, too, is told of a message: an SDK lists only what it is told.
  on('chat_message', wire.chatMessage, ({ text, parentId }, { meeting, client }) => {
    log.add('sdk', 'chat_message', { client: client.id, characters: text.length });
    const message = {
      id: crypto.randomUUID(),
      messageType: 'text',
      roomName: meeting.roomName,
      senderId: client.id,
      sig: null,
      text,
      timestamp: new Date(now()).toISOString(),
      userId: '',
      ...(parentId !== undefined && { parentId }),
    };
    for (const one of meeting.clients) one.wire?.tell('chat_message', message);
  });

  on('send_client_metadata', wire.clientMetadata, ({ type, payload }, { meeting, client }) => {
    client.displayName = payload.displayName;
    const { displayName, stickyReaction = null } = payload;
    const news = { type, payload: { clientId: client.id, displayName, stickyReaction } };
    meeting.tellOthers(client, 'client_metadata_received', news);
  });

  on('start_screenshare', wire.startScreenshare, (share, { meeting, client }) => {
    const { streamId, hasAudioTrack, receiverId } = share;
    client.screenshares.set(streamId, { hasAudioTrack });
    log.add('sdk', 'start_screenshare', { client: client.id });
    const news = { clientId: client.id, streamId, hasAudioTrack };
    if (receiverId === undefined) meeting.tellOthers(client, 'screenshare_started', news);
    else meeting.byId(receiverId)?.wire?.tell('screenshare_started', news);
  });

  on('stop_screenshare', wire.stopScreenshare, ({ streamId }, { meeting, client }) => {
    client.screenshares.delete(streamId);
    log.add('sdk', 'stop_screenshare', { client: client.id });
    meeting.tellOthers(client, 'screenshare_stopped', { clientId: client.id, streamId });
  });

  on('kick_client', wire.kickClient, ({ clientId, clientIds = [] }, { meeting, client }) => {
    if (client.role !== 'host') return;
    for (const id of [...clientIds, clientId ?? '']) {
      const kicked = meeting.byId(id);
      if (kicked) cloud.kick({ meeting, client: kicked });
    }
  });

  on('set_lock', wire.setLock, ({ locked }, { meeting, client }) => {
    if (client.role !== 'host') return;
    meeting.isLocked = locked;
    for (const one of meeting.clients) one.wire?.tell('room_locked', { isLocked: locked });
  });

  for (const event of wire.relayedEvents)
    on(event, wire.relayed, ({ receiverId, message }, { meeting, client }) => {
      meeting.byId(receiverId)?.wire?.tell(event, { clientId: client.id, message });
    });

  on('fetch_mediaserver_config', z.unknown(), () =>
    tell('mediaserver_config', { iceServers: [], turnServers: [], mediaserverConfigTtlSeconds: 3600 }),
  );

  socket.on('disconnect', () => {
    // Taken over by another connection of the same client, or left before.
    if (place?.client.wire !== own) return;
    log.add('sdk', 'connection lost', { client: place.client.id });
    cloud.suspend(place);
  });
}
