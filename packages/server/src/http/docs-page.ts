import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { ServerEnv } from './server-env.ts';

export type OpenApiDocument = ReturnType<OpenAPIHono<ServerEnv>['getOpenAPI31Document']>;

const style = `body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b2430;background:#fff}
h1{font-size:1.6rem}h2{margin-top:2.5rem;border-bottom:1px solid #ccd3db}details{margin:.5rem 0;padding:.5rem .75rem;border:1px solid #ccd3db;border-radius:6px}
summary{cursor:pointer}code,pre{font:13px/1.45 ui-monospace,monospace}pre{overflow:auto;background:#f3f5f8;padding:.75rem;border-radius:4px}
.verb{display:inline-block;min-width:3.5rem;font-weight:600}table{border-collapse:collapse;width:100%}td{padding:.25rem .5rem;border-top:1px solid #e3e7ec;vertical-align:top}`;

// In one piece: a space between the tags would change the hash.
const styleElement = `<style>${style}</style>`;

/** All that the page may load: its own style. */
export const docsPolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly unknown[];
  readonly requestBody?: unknown;
  readonly responses?: Readonly<
    Record<string, { readonly description?: string; readonly content?: unknown }>
  >;
}

const pretty = (value: unknown): string => JSON.stringify(value, undefined, 2);

/** The OpenAPI document as one page that needs nothing from elsewhere. */
export function docsPage({ info, paths = {}, components = {} }: OpenApiDocument) {
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item as Readonly<Record<string, Operation>>).map(([verb, operation]) => ({
      verb,
      path,
      operation,
    })),
  );
  const tags = [...new Set(operations.flatMap(({ operation }) => operation.tags ?? []))];
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${info.title}</title>
        ${raw(styleElement)}
      </head>
      <body>
        <h1>${info.title}</h1>
        <p>${info.description ?? ''} The same as a document: <a href="openapi.json">openapi.json</a>.</p>
        ${tags.map(
          (tag) =>
            html`<h2>${tag}</h2>
              ${operations.filter(({ operation }) => operation.tags?.includes(tag)).map(operationSection)}`,
        )}
        <h2>schemas</h2>
        ${Object.entries(components.schemas ?? {}).map(
          ([name, schema]) =>
            html`<details id="schema-${name}">
              <summary><code>${name}</code></summary>
              <pre>${pretty(schema)}</pre>
            </details>`,
        )}
      </body>
    </html>`;
}

function operationSection({ verb, path, operation }: { verb: string; path: string; operation: Operation }) {
  const { summary, description, parameters, requestBody, responses = {} } = operation;
  return html`<details>
    <summary><span class="verb">${verb.toUpperCase()}</span> <code>${path}</code> ${summary ?? ''}</summary>
    ${description === undefined ? '' : html`<p>${description}</p>`}
    ${
      parameters === undefined
        ? ''
        : html`<p>Parameters</p>
            <pre>${pretty(parameters)}</pre>`
    }
    ${
      requestBody === undefined
        ? ''
        : html`<p>Request body</p>
            <pre>${pretty(requestBody)}</pre>`
    }
    <table>
      ${Object.entries(responses).map(
        ([status, { description, content }]) =>
          html`<tr>
            <td>${status}</td>
            <td>${description ?? ''}</td>
            <td><code>${Object.keys(content ?? {}).join(', ')}</code></td>
          </tr>`,
      )}
    </table>
  </details>`;
}
