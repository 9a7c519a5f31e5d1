import parse from 'spdx-expression-parse';
import type { LicencePart, LicenceQuestion } from './licence-question.ts';
import type { LicenceDecision, LicenceFinding, LicenceVerdict } from './licence-verdict.ts';
import { type Reading, readFamily } from './licence-reading.ts';
import { familyOf } from './licence-family.ts';

/**
 * Reads the licences of a provider's parts against the way the product is shipped. Pure. The client SDK counts as distributed
 * whatever the product is, for every browser receives a copy. Not legal advice.
 */
export function decideLicence(question: LicenceQuestion): LicenceVerdict {
  const { licence, runsServer } = question;
  const findings = [
    runsServer ? finding(question, 'server', licence.server.value) : bought,
    finding(question, 'client-sdk', licence.clientSdk.value),
  ];
  return { verdict: findings.map(({ verdict }) => verdict).reduce(stricter, 'allow'), findings };
}

const bought: LicenceFinding = {
  part: 'server',
  licence: undefined,
  verdict: 'allow',
  code: 'nothing-to-run',
  message: 'The vendor runs the server part; none of it is shipped.',
  acceptance: undefined,
};

function finding(question: LicenceQuestion, part: LicencePart, licence: string | undefined): LicenceFinding {
  const acceptance = question.accepted.find(
    (each) => each.provider === question.provider && each.part === part && each.licence === licence,
  );
  if (acceptance !== undefined) {
    const message = `${acceptance.licence} was read and accepted (${acceptance.id}).`;
    return { part, licence, verdict: 'allow', code: 'accepted', message, acceptance: acceptance.id };
  }
  return { part, licence, ...readExpression(question, part, licence), acceptance: undefined };
}

function readExpression(
  { distribution }: LicenceQuestion,
  part: LicencePart,
  licence: string | undefined,
): Reading {
  const expression = licence === undefined ? undefined : parsed(licence);
  if (expression === undefined) {
    return {
      verdict: 'refuse',
      code: 'not-an-expression',
      message: `The manifest names no SPDX expression for the ${part} part: correct it, or read the licence and accept it.`,
    };
  }
  const delivery = part === 'client-sdk' ? 'distributed' : distribution.delivery;
  return readNode(expression, { ...distribution, delivery });
}

function readNode(node: parse.Info, distribution: LicenceQuestion['distribution']): Reading {
  if (!('conjunction' in node))
    return readFamily(familyOf(node.license, node.exception), node.license, distribution);
  const left = readNode(node.left, distribution);
  const right = readNode(node.right, distribution);
  const strictest = stricter(left.verdict, right.verdict);
  // "or" is the reader's choice; "and" binds to both.
  const wanted = node.conjunction === 'and' ? strictest : milder(left.verdict, right.verdict);
  return left.verdict === wanted ? left : right;
}

function parsed(licence: string): parse.Info | undefined {
  try {
    return parse(licence);
  } catch {
    return undefined;
  }
}

const order: readonly LicenceDecision[] = ['allow', 'warn', 'refuse'];

const stricter = (a: LicenceDecision, b: LicenceDecision): LicenceDecision =>
  order.indexOf(a) >= order.indexOf(b) ? a : b;

const milder = (a: LicenceDecision, b: LicenceDecision): LicenceDecision => (stricter(a, b) === a ? b : a);
