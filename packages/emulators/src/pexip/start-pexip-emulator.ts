import { randomBytes } from 'node:crypto';
import { Hono } from 'hono';
import { createEmulatorLog } from '../emulator-log.ts';
import { listenOnLoopback } from '../listen-on-loopback.ts';
import {
  defaultSurroundings,
  type EmulatorLogEntry,
  type EmulatorSurroundings,
  type RunningEmulator,
} from '../running-emulator.ts';
import { createPexipAccount, type PexipAccount } from './pexip-account.ts';
import { type ClientFaults, createPexipClientApi } from './pexip-client-api.ts';
import type { PexipRefusal } from './pexip-errors.ts';
import { PexipInstallation } from './pexip-installation.ts';
import { createPexipManagementApi, type ManagementFaults } from './pexip-management-api.ts';

export interface PexipEmulatorOptions extends Partial<EmulatorSurroundings> {
  /** 0, which is the default, takes any free one. */
  readonly port?: number;
  readonly hostname?: string;
  /** Parts of the account to fix; the rest is made up. */
  readonly account?: Partial<PexipAccount>;
  /** Where the event sink of the one system location posts; nowhere unless given. */
  readonly eventSinkUrl?: string | undefined;
  /** How long a token holds without being refreshed; 120 unless given. */
  readonly tokenSeconds?: number;
  /** Hears of every entry of the log at once. */
  readonly onEntry?: (entry: EmulatorLogEntry) => void;
}

export interface PexipFaults {
  /** Cuts somebody's events and answers nothing of theirs; media goes on. Lasts until the function is called. */
  interrupt(alias: string, displayName: string): () => void;
  /** Everything clients ask is answered so many milliseconds late; 0 ends it. */
  delayAnswers(milliseconds: number): void;
  /** No `participant_disconnected` events any more. */
  loseLeaveEvents(areLost: boolean): void;
  /** Every token is refused with this text of Pexip's: the conference is full, licences have run out, ... */
  refuseTokens(refusal: PexipRefusal | undefined): void;
  /** Everybody's token has run out. */
  expireTokens(alias: string): void;
  /** The next management calls, one unless told, are answered with this HTTP status. */
  failRest(status: number, times?: number): void;
}

export interface PexipEmulator extends RunningEmulator<PexipFaults> {
  readonly account: PexipAccount;
  /** Resolves when the events that are due have been posted. */
  settled(): Promise<void>;
}

/**
 * Pexip Infinity on loopback: a Management Node and one Conferencing Node on one port. VMRs by the management API, the client
 * REST API for the unmodified `@pexip/infinity`, direct media from browser to browser, events posted to a sink. Nothing mixes:
 * calls that are not direct have no media. Rejects when the port is taken.
 */
export async function startPexipEmulator(options: PexipEmulatorOptions = {}): Promise<PexipEmulator> {
  const { port = 0, hostname = '127.0.0.1', tokenSeconds = 120, eventSinkUrl, onEntry, ...given } = options;
  const surroundings = { ...defaultSurroundings, ...given };
  const account = createPexipAccount(given.account);
  const log = createEmulatorLog(surroundings.now, onEntry);
  const installation = new PexipInstallation({ ...surroundings, account, log, eventSinkUrl, tokenSeconds });
  const client: ClientFaults = { refusal: undefined, delay: 0 };
  const management: ManagementFaults = { failing: undefined };
  const app = new Hono()
    .route('/api/client/v2/conferences', createPexipClientApi(installation, client))
    .route('/api/admin', createPexipManagementApi(installation, management));
  const listener = await listenOnLoopback({
    port,
    hostname,
    respond: (request) => app.fetch(request),
    sockets: {},
  });
  const conferenceOf = (alias: string) => {
    const conference = installation.byAlias(alias);
    if (!conference) throw new Error('There is no conference of that alias.');
    return conference;
  };

  const faults: PexipFaults = {
    interrupt: (alias, displayName) => {
      const participant = conferenceOf(alias).participants.find(
        ({ terms }) => terms.displayName === displayName,
      );
      if (!participant) throw new Error('Nobody of that name is in that conference.');
      participant.isHeld = true;
      participant.stream?.cut();
      log.add('emulator', 'interrupted', { participant: participant.uuid });
      return () => {
        participant.isHeld = false;
      };
    },
    delayAnswers: (milliseconds) => {
      client.delay = milliseconds;
    },
    loseLeaveEvents: (areLost) => {
      installation.sink.areLeavesLost = areLost;
    },
    refuseTokens: (refusal) => {
      client.refusal = refusal;
    },
    expireTokens: (alias) => conferenceOf(alias).end('Timer expired awaiting token refresh'),
    failRest: (status, times = 1) => {
      management.failing = { status, times };
    },
  };

  return {
    url: listener.url,
    account,
    settings: {
      managementUrl: listener.url,
      nodeUrl: listener.url,
      username: account.username,
      password: account.password,
      sinkUsername: account.sinkUsername,
      sinkPassword: account.sinkPassword,
      pinSecret: randomBytes(24).toString('base64url'),
      directMedia: 'best_effort',
    },
    log: () => log.entries(),
    faults,
    settled: () => installation.sink.settled(),
    close: async () => {
      installation.close();
      await listener.close();
    },
  };
}
