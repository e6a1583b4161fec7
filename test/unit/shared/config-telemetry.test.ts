// Where telemetry goes, by OpenTelemetry's own variables: nowhere unless a receiver is named.
import { ConfigurationError, readConfiguration } from '../../../shared/config.ts';
import type { TelemetrySettings } from '../../../shared/telemetry/telemetry.ts';

type Environment = Readonly<Record<string, string>>;

function read(variables: Environment): TelemetrySettings | undefined {
  return readConfiguration({
    ENTRA_TENANT_ID: '3f0f6f3c-2a54-4d0b-9c3e-6d1f6d2b7a10',
    ENTRA_AUDIENCE: 'api://status',
    COSMOS_ENDPOINT: 'https://account.documents.azure.com',
    COSMOS_DATABASE: 'd',
    COSMOS_CONTAINER: 'c',
    ...variables,
  }).telemetry;
}

function problemsOf(variables: Environment): readonly string[] {
  try {
    read(variables);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

test.each<Environment>([
  {},
  { OTEL_SERVICE_NAME: 'status', OTEL_EXPORTER_OTLP_HEADERS: 'a=1' },
  { APPLICATIONINSIGHTS_CONNECTION_STRING: 'InstrumentationKey=0;IngestionEndpoint=https://x.example' },
])('%j sends it nowhere', (variables) => {
  expect(read(variables)).toBeUndefined();
});

test('a receiver is enough, and is read without its last slash', () => {
  expect(read({ OTEL_EXPORTER_OTLP_ENDPOINT: 'https://otlp.example/otlp/' })).toEqual({
    endpoint: 'https://otlp.example/otlp',
    headers: {},
    serviceName: 'graph-app-install-status',
  });
});

test('service and headers may be named', () => {
  const variables = { OTEL_SERVICE_NAME: 'status', OTEL_EXPORTER_OTLP_HEADERS: 'api-key=k%20y' };
  expect(read({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4318', ...variables })).toEqual({
    endpoint: 'http://localhost:4318',
    headers: { 'api-key': 'k y' },
    serviceName: 'status',
  });
});

test('a receiver elsewhere is spoken to over TLS', () => {
  expect(problemsOf({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector.example:4318' })).toEqual([
    expect.stringContaining('OTEL_EXPORTER_OTLP_ENDPOINT must begin with https:'),
  ]);
});

test('headers that are none are a problem, which does not repeat them', () => {
  const problems = problemsOf({ OTEL_EXPORTER_OTLP_HEADERS: 's3cret' });
  expect(problems).toEqual(['OTEL_EXPORTER_OTLP_HEADERS must be name=value pairs, separated by commas.']);
});
