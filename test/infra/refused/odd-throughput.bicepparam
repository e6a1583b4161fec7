// A throughput that Cosmos DB would refuse in the middle of the deployment.
using '../../../infra/main.bicep'
extends '../../../infra/main.bicepparam'

import { prod } from '../../../infra/profiles/prod.bicep'

param profile = { ...prod, autoscaleMaxThroughput: 4500 }
