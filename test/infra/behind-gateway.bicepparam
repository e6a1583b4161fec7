// The dev profile behind a gateway, asked from outside, its address as people write it; and a setting that has a default.
using '../../infra/main.bicep'
extends '../../infra/main.bicepparam'

import { dev } from '../../infra/profiles/dev.bicep'

param profile = { ...dev, availabilityTest: true }
param publicBaseUrl = 'https://status.contoso.example/intune/'
param settings = { REPEATABILITY_WINDOW_SECONDS: '900' }
