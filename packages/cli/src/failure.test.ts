import { AuditTrailError } from '@patchbay/compliance';
import { VideoError } from '@patchbay/contract';
import { LedgerError } from '@patchbay/metering';
import { BackendStartError, ConfigError, ServeError, StoreError } from '@patchbay/server';
import { describe, expect, test } from 'vitest';
import { CommandError } from './command-error.ts';
import { failureOf } from './failure.ts';

const start = (code: 'unreachable' | 'invalid-argument') =>
  new BackendStartError('livekit', new VideoError(code, 'Look at the url.'));

describe('failureOf', () => {
  test.each([
    [new CommandError('ledger-missing', 'm', 4), 'ledger-missing', 4],
    [new ConfigError('config-invalid', 'm'), 'config-invalid', 3],
    [new LedgerError('corrupt', 'm'), 'ledger-corrupt', 4],
    [new LedgerError('locked', 'm'), 'ledger-locked', 4],
    [new AuditTrailError('cannot-open', 'm'), 'audit-cannot-open', 4],
    [new StoreError('store-too-new', 'm', 'f'), 'store-too-new', 4],
    [new ServeError('port-in-use', 'm', undefined), 'port-in-use', 4],
    [start('unreachable'), 'provider-start-failed', 4],
    [start('invalid-argument'), 'provider-start-failed', 3],
    [new BackendStartError('livekit', new Error('hunter2')), 'provider-start-failed', 3],
    [new TypeError('hunter2'), 'fault', 70],
    ['hunter2', 'fault', 70],
  ])('%s', (error, code, exit) => {
    const failure = failureOf(error);
    expect(failure).toMatchObject({ code, exit });
    // What nobody foresaw may hold a secret.
    expect(JSON.stringify(failure)).not.toContain('hunter2');
  });

  test('passes on which keys are wrong', () => {
    const issue = { code: 'wrong-value', path: 'server.port', message: 'm', env: 'PATCHBAY_PORT' } as const;
    expect(failureOf(new ConfigError('config-invalid', 'm', [issue])).issues).toEqual([issue]);
  });

  test('says what the provider said', () => {
    expect(failureOf(start('unreachable')).message).toContain('Look at the url.');
  });
});
