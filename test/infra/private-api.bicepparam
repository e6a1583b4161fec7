// The prod profile with an API that only the network reaches: the one switch that neither profile shows.
using '../../infra/main.bicep'
extends '../../infra/main.bicepparam'

import { prod } from '../../infra/profiles/prod.bicep'

param profile = { ...prod, apiAccess: 'private' }
