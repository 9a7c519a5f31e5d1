import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectedReadme } from './readme-sections.ts';

const file = join(import.meta.dirname, '..', '..', 'README.md');
writeFileSync(file, expectedReadme(readFileSync(file, 'utf8')));
console.log('README.md is up to date.');
