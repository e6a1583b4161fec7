// Lints OpenAPI documents with Redocly's recommended rules, in a process of its own: jest cannot load the linter. Prints the
// problems of each document that is named, as JSON. Nothing is fetched and nothing is sent: only the command line tool does.
import { readFileSync } from 'node:fs';
import { createConfig, lintFromString } from '@redocly/openapi-core';

/** Rules that a place may break, each with its reason. */
const EXCEPTIONS: readonly { readonly rule: string; readonly place: RegExp; readonly reason: string }[] = [
  {
    rule: 'operation-2xx-response',
    place: /~1(?:app~1\$ref\/delete|installSummary\/patch)\/responses$/,
    reason: 'Graph has these operations; here they do nothing but say why not.',
  },
  {
    rule: 'no-server-example.com',
    place: /\/servers\//,
    reason: 'The service has no host of its own: what is committed names the one that `npm start` has.',
  },
];

const config = await createConfig({ extends: ['recommended'] });
const all = [];
for (const file of process.argv.slice(2)) {
  const found = await lintFromString({ source: readFileSync(file, 'utf8'), absoluteRef: file, config });
  const problems = found.map(({ ruleId, severity, message, location }) => ({
    rule: ruleId,
    severity,
    message,
    place: location[0]?.pointer ?? '',
  }));
  all.push(
    problems.filter(({ rule, place }) => !EXCEPTIONS.some((each) => each.rule === rule && each.place.test(place))),
  );
}
process.stdout.write(JSON.stringify(all));
