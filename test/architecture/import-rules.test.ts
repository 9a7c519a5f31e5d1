import { describe, expect, test } from 'vitest';
import { importsOf, packageOf } from './source-imports.ts';
import { absolute, workspacePackages, type WorkspacePackage } from './workspace.ts';

const prefix = '@patchbay/';
const packages = [...workspacePackages('packages/*'), ...workspacePackages('packages/providers/*')];
const isProvider = ({ directory }: WorkspacePackage) => directory.startsWith('packages/providers/');
const allNames = packages.map(({ name }) => name);
const providerNames = packages.filter(isProvider).map(({ name }) => name);
const core = ['session', 'conformance', 'compliance', 'metering', 'cost'];

/** docs/architecture.md, "Who may import whom". Types only where the list says so. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  contract: [],
  session: ['contract'],
  signalling: ['contract'],
  conformance: ['contract', 'session'],
  compliance: ['contract'],
  metering: ['contract'],
  cost: ['contract', 'metering'],
  emulators: [],
  server: ['contract', ...core, ...providerNames.map((name) => name.slice(prefix.length))],
  cli: ['emulators', 'contract', 'server', 'cost', 'metering', 'compliance'],
};

/** Of these only types may be taken from the package named. */
const typesOnly: Readonly<Record<string, readonly string[]>> = { cost: ['metering'] };

const allowedFor = (workspacePackage: WorkspacePackage): readonly string[] => {
  const allowed = isProvider(workspacePackage)
    ? ['contract', 'signalling']
    : mayImport[workspacePackage.name.slice(prefix.length)];
  if (allowed === undefined)
    throw new Error(`${workspacePackage.name} has no row in the import rules; add one.`);
  return allowed.map((name) => prefix + name);
};

interface Breach {
  readonly file: string;
  readonly specifier: string;
}

function breachesOf(workspacePackage: WorkspacePackage): readonly Breach[] {
  const allowed = allowedFor(workspacePackage);
  const forTypes = (typesOnly[workspacePackage.name.slice(prefix.length)] ?? []).map((name) => prefix + name);
  return workspacePackage.sources.flatMap((file) =>
    importsOf(absolute(workspacePackage, file)).flatMap(({ specifier, isValue }) => {
      const target = packageOf(specifier);
      if (target === undefined || !target.startsWith(prefix)) return [];
      const isAllowed = allowed.includes(target) && (!isValue || !forTypes.includes(target));
      return isAllowed ? [] : [{ file: `${workspacePackage.directory}/${file}`, specifier }];
    }),
  );
}

describe('who may import whom', () => {
  test.each(packages)('$name keeps to its row', (workspacePackage) => {
    expect(breachesOf(workspacePackage)).toEqual([]);
  });

  test('a breach would be found', () => {
    const contract = packages.find(({ name }) => name === '@patchbay/contract');
    const session = packages.find(({ name }) => name === '@patchbay/session');
    if (contract === undefined || session === undefined) throw new Error('The packages have moved.');
    // The session's files, judged by the contract's row.
    const disguised = { ...session, name: contract.name };
    expect(breachesOf(disguised).length).toBeGreaterThan(0);
  });

  test('only the server imports inversify', () => {
    const importers = packages.filter((workspacePackage) =>
      workspacePackage.sources.some((file) =>
        importsOf(absolute(workspacePackage, file)).some(
          ({ specifier }) => packageOf(specifier) === 'inversify',
        ),
      ),
    );
    expect(importers.map(({ name }) => name)).toEqual(['@patchbay/server']);
  });

  test('contract depends on nothing at all', () => {
    const contract = packages.find(({ name }) => name === '@patchbay/contract');
    const outside = contract?.sources.flatMap((file) =>
      importsOf(absolute(contract, file)).filter(({ specifier }) => packageOf(specifier) !== undefined),
    );
    expect(outside).toEqual([]);
  });

  test('no package is a drawer for odds and ends', () => {
    const drawers = allNames.filter((name) => /(util|common|shared|helper|types)/.test(name));
    expect(drawers).toEqual([]);
  });
});
