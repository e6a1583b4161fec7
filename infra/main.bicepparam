// What azd deploys: everything from its environment, the profile by name.
using 'main.bicep'

import { dev } from 'profiles/dev.bicep'
import { prod } from 'profiles/prod.bicep'

var profiles = { dev: dev, prod: prod }

var repeatabilityWindow = readEnvironmentVariable('REPEATABILITY_WINDOW_SECONDS', '')

param profile = profiles[readEnvironmentVariable('DEPLOYMENT_PROFILE', 'dev')]

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param location = readEnvironmentVariable('AZURE_LOCATION')
param tenantId = readEnvironmentVariable('ENTRA_TENANT_ID', '')
param apiClientId = readEnvironmentVariable('API_CLIENT_ID')
param apiAppIdUri = readEnvironmentVariable('API_APP_ID_URI')
param publicBaseUrl = readEnvironmentVariable('PUBLIC_BASE_URL', '')
param trustForwardedHeaders = readEnvironmentVariable('TRUST_FORWARDED_HEADERS', 'false') == 'true'
param explorer = readEnvironmentVariable('API_EXPLORER', 'off') == 'on'
param explorerClientId = readEnvironmentVariable('API_EXPLORER_CLIENT_ID', '')
param alertEmail = readEnvironmentVariable('ALERT_EMAIL', '')
param settings = empty(repeatabilityWindow) ? {} : { REPEATABILITY_WINDOW_SECONDS: repeatabilityWindow }
param budgetStartDate = readEnvironmentVariable('BUDGET_START_DATE', '')
