// What the snapshots of the deployment are made of: an environment that is nobody's.

/** Where it would be deployed to. */
export const sampleSubscription = {
  tenantId: '3f0f6f3c-2a54-4d0b-9c3e-6d1f6d2b7a10',
  subscriptionId: '5f0e7c1a-8a0b-4c59-9a51-0d7a4f9f3c11',
  location: 'westeurope',
};

/** What the parameter files read. */
export const sampleVariables = {
  AZURE_ENV_NAME: 'example',
  AZURE_LOCATION: sampleSubscription.location,
  API_CLIENT_ID: '7c9e2b5a-0d4f-4a86-8f51-5b1a3e9c4d22',
  API_APP_ID_URI: `api://${sampleSubscription.tenantId}/graph-app-install-status-example`,
  API_READERS: '1b0a3c52-5d0c-4b3e-8a1f-3c9a70e4b001',
  API_WRITERS: '1b0a3c52-5d0c-4b3e-8a1f-3c9a70e4b002,1b0a3c52-5d0c-4b3e-8a1f-3c9a70e4b003',
  ALERT_EMAIL: 'operators@contoso.example',
  BUDGET_START_DATE: '2027-01-01',
  // What else the files read must not come from the machine that makes the snapshot.
  ALLOW_AZURE_CLI: 'false',
  API_ASSIGNMENT_REQUIRED: 'true',
  API_BASE_URL: '',
  API_EXPLORER: 'off',
  API_EXPLORER_CLIENT_ID: '',
  DEPLOYMENT_PROFILE: 'dev',
  ENTRA_TENANT_ID: '',
  PUBLIC_BASE_URL: '',
  REPEATABILITY_WINDOW_SECONDS: '',
  TRUST_FORWARDED_HEADERS: 'false',
} satisfies Readonly<Record<string, string>>;
