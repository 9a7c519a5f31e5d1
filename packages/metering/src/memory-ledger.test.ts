import { describeLedger } from './conformance/describe-ledger.ts';
import { createMemoryLedger } from './memory-ledger.ts';

describeLedger('memory', { open: async () => createMemoryLedger(), dispose: async () => undefined });
