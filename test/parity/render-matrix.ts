import type { Outcome, ProviderResults } from '@patchbay/conformance';

/** What the matrix needs to know of a scenario. */
export interface MatrixRow {
  readonly id: string;
  readonly group: string;
  readonly title: string;
}

const words: Readonly<Record<Outcome, string>> = {
  passed: 'yes',
  failed: '**fails**',
  'opted-out': 'not offered',
  cannot: 'not shown',
};

/** Numbers reasons in the order in which they are first given. */
function createFootnotes() {
  const reasons: string[] = [];
  return {
    mark(reason: string): string {
      if (!reasons.includes(reason)) reasons.push(reason);
      return `<sup>${reasons.indexOf(reason) + 1}</sup>`;
    },
    get lines(): readonly string[] {
      return reasons.map((reason, index) => `${index + 1}. ${reason}`);
    },
  };
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const table = (head: readonly string[], body: readonly (readonly string[])[]): readonly string[] => [
  row(head),
  row(head.map(() => '---')),
  ...body.map(row),
];

const headOf = ({ provider, assurance, on }: ProviderResults): string =>
  `${provider} (${on === undefined ? assurance : `${assurance}, ${on}`})`;

const introduction = `# Parity

What every provider has been seen to do, scenario by scenario. This page is written by \`test/parity/matrix.ts\` from the results in
\`test/parity/results\`, and a test checks that it says what they say.

The word in brackets is the assurance: **real** is real media through the real server in a real browser; **emulated** is the vendor's
own SDK against our emulator of its cloud; **fake** is no media at all, and says nothing about a vendor; **live** is the vendor's own
cloud.

- **yes**: the scenario was played and held.
- **not offered**: the manifest does not offer the capability. That the session then refuses the verb is tested by \`unsupported/*\`.
- **not shown**: the situation cannot be brought about where it was run. It is no pass.
- **fails**: the scenario was played and did not hold.
`;

/** The page as text. Results come out in the order given; a scenario that a provider has no result for is not shown. */
export function renderMatrix(rows: readonly MatrixRow[], results: readonly ProviderResults[]): string {
  const footnotes = createFootnotes();
  const cell = ({ scenarios }: ProviderResults, id: string): string => {
    const { outcome, detail } = scenarios.find((one) => one.id === id) ?? {
      outcome: 'cannot',
      detail: 'it has not been run',
    };
    return outcome === 'passed' ? words.passed : `${words[outcome]} ${footnotes.mark(detail)}`;
  };
  const count = ({ scenarios }: ProviderResults, outcome: Outcome): string =>
    String(scenarios.filter((one) => one.outcome === outcome).length);
  const groups = [...new Set(rows.map(({ group }) => group))];
  const sections = groups.flatMap((group) => [
    `## ${group}`,
    '',
    ...table(
      ['scenario', 'promise', ...results.map(headOf)],
      rows
        .filter((one) => one.group === group)
        .map(({ id, title }) => [
          `\`${id}\``,
          title.replaceAll('|', '\\|'),
          ...results.map((one) => cell(one, id)),
        ]),
    ),
    '',
  ]);
  const outcomes: readonly Outcome[] = ['passed', 'opted-out', 'cannot', 'failed'];
  return [
    introduction,
    ...table(
      ['provider', 'assurance', ...outcomes.map((outcome) => words[outcome].replaceAll('*', ''))],
      results.map((one) => [one.provider, one.assurance, ...outcomes.map((outcome) => count(one, outcome))]),
    ),
    '',
    ...sections,
    ...(footnotes.lines.length > 0 ? ['## Reasons', '', ...footnotes.lines, ''] : []),
  ].join('\n');
}
