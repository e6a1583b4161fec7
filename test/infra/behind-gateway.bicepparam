// The dev profile behind a gateway, asked from outside, its address as people write it; with the explorer, and with a setting
// that has a default.
using '../../infra/main.bicep'
extends '../../infra/main.bicepparam'

import { dev } from '../../infra/profiles/dev.bicep'

param profile = { ...dev, availabilityTest: true }
param publicBaseUrl = 'https://status.contoso.example/intune/'
param explorer = true
param explorerClientId = '1b0a3c52-5d0c-4b3e-8a1f-3c9a70e4b005'
param settings = { REPEATABILITY_WINDOW_SECONDS: '900' }
