import { readFileSync } from 'node:fs';
import { parseSync } from 'oxc-parser';

export interface SourceImport {
  /** The specifier as written. */
  readonly specifier: string;
  /** False when nothing of it is left at run time. */
  readonly isValue: boolean;
  /** True for `import()`. */
  readonly isLazy: boolean;
}

/** Every import of a TypeScript file, by its syntax tree rather than by pattern. */
export function importsOf(file: string): readonly SourceImport[] {
  const text = readFileSync(file, 'utf8');
  const { module, errors } = parseSync(file, text);
  const [error] = errors;
  if (error !== undefined) throw new Error(`${file} does not parse: ${error.message}`);
  const imports = module.staticImports.map(({ moduleRequest, entries }) => ({
    specifier: moduleRequest.value,
    isValue: entries.length === 0 || entries.some((entry) => !entry.isType),
    isLazy: false,
  }));
  const reExports = module.staticExports
    .flatMap(({ entries }) => entries)
    .flatMap(({ moduleRequest, isType }) =>
      moduleRequest === null || moduleRequest === undefined
        ? []
        : [{ specifier: moduleRequest.value, isValue: !isType, isLazy: false }],
    );
  const lazy = module.dynamicImports.map(({ moduleRequest }) => ({
    specifier: text.slice(moduleRequest.start, moduleRequest.end).replaceAll(/['"`]/g, ''),
    isValue: true,
    isLazy: true,
  }));
  return [...imports, ...reExports, ...lazy];
}

/** The package a bare specifier means; undefined for a relative one. */
export function packageOf(specifier: string): string | undefined {
  if (specifier.startsWith('.') || specifier.startsWith('/')) return undefined;
  if (specifier.startsWith('node:')) return specifier;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
